import { exits, fault, LeadlineError, refuse } from "../../base/errors.ts";
import { columnAbsent, columnsAbsent, noLeadColumn } from "../../base/messages/score.ts";
import type { Engine } from "../../history/engine.ts";
import type { Input, Weights } from "../../weights/type.ts";

/** An input of the weights, and the column of the file that holds it. */
export interface Given {
  readonly input: Input;
  /** as it is called in the file; null: the file lacks it, and every lead counts as missing it */
  readonly column: string | null;
  /** of a count: the column that says where it is not observed; null: none */
  readonly notObserved: string | null;
}

export interface FileColumns {
  readonly lead: string;
  readonly given: readonly Given[];
}

/** Names of columns that people give to the id of a lead. */
const leadNames = ["lead_id", "leadid", "lead id", "lead", "id", "record id", "contact id"];

/**
 * Finds the inputs of weights among the columns of a relation: by their name, else by the same name in other letters' case.
 *
 * @param relation SQL of what is read, `read_csv('x.csv')`
 * @param lead the column that names the lead; null: the one that is called so
 * @throws LeadlineError exit 2 where the file lacks inputs and `allowMissing` is false
 */
export async function columnsOf(
  engine: Engine,
  relation: string,
  weights: Weights,
  asked: { readonly lead: string | null; readonly allowMissing: boolean; readonly file: string },
): Promise<FileColumns> {
  const names = (await engine.rows(`DESCRIBE SELECT * FROM ${relation}`)).map(([name]) => String(name));
  const find = (wanted: string): string | null => {
    if (names.includes(wanted)) return wanted;
    const alike = names.filter((name) => name.toLowerCase() === wanted.toLowerCase());
    return alike.length === 1 ? (alike[0] ?? null) : null;
  };
  const lead =
    asked.lead === null
      ? names.find((name) => leadNames.includes(name.toLowerCase()))
      : (find(asked.lead) ?? undefined);
  if (lead === undefined) refuse(exits.usage, noLeadColumn(asked.lead, names), { file: asked.file });
  const given = weights.inputs.map((input): Given => {
    const counts = input.type === "count" || input.type === "decay";
    return {
      input,
      column: find(input.name),
      notObserved: counts ? find(`${input.name}_not_observed`) : null,
    };
  });
  const absent = given.filter(({ column }) => column === null).map(({ input }) => input.name);
  if (absent.length > 0 && !asked.allowMissing)
    throw new LeadlineError(exits.usage, [
      ...absent.slice(0, 8).map((name) => fault(columnAbsent(name, names), { file: asked.file })),
      fault(columnsAbsent(absent.length, weights.inputs.length), { file: asked.file }),
    ]);
  return { lead, given };
}
