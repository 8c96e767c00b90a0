import { exits, fault, LeadlineError, refuse } from "../../base/errors.ts";
import { columnAbsent, columnsAbsent, noLeadColumn } from "../../base/messages/ship/score.ts";
import type { Input, Weights } from "../../weights/type.ts";

/** An input of the weights, and its column in the file. Columns count from 0. */
export interface Given {
  readonly input: Input;
  /** null: the file lacks it, and it counts as missing for every lead */
  readonly column: number | null;
  /** for a count, the column that says where it is not observed; null: none */
  readonly notObserved: number | null;
}

export interface FileColumns {
  readonly lead: number;
  readonly given: readonly Given[];
  /** names that are read and that more than one column has: the first of them is read */
  readonly twice: readonly string[];
}

/** Column names that people use for the id of a lead. */
const leadNames = ["lead_id", "leadid", "lead id", "lead", "id", "record id", "contact id"];

/**
 * Finds the inputs of weights among the columns of a file: by their name, otherwise by the same name with other
 * capitals. Of two columns with one name the first is taken.
 * @param names of the file's columns
 * @param lead the column that names the lead; null: the one with a usual name
 * @throws LeadlineError exit 2 where the file lacks inputs and `allowMissing` is false
 */
export function columnsOf(
  names: readonly string[],
  weights: Pick<Weights, "inputs">,
  asked: { readonly lead: string | null; readonly allowMissing: boolean; readonly file: string },
): FileColumns {
  const find = (wanted: string): number | null => {
    const exact = names.indexOf(wanted);
    if (exact >= 0) return exact;
    const alike = [...names.keys()].filter((i) => names[i]?.toLowerCase() === wanted.toLowerCase());
    return alike.length === 1 ? (alike[0] ?? null) : null;
  };
  const called = names.findIndex((name) => leadNames.includes(name.toLowerCase()));
  const lead = asked.lead === null ? (called < 0 ? null : called) : find(asked.lead);
  if (lead === null) refuse(exits.usage, noLeadColumn(asked.lead, names), { file: asked.file });
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
      fault(columnsAbsent(absent.length, weights.inputs.length, names), { file: asked.file }),
    ]);
  const read = new Set([lead, ...given.flatMap(({ column, notObserved }) => [column, notObserved])]);
  const twice = names.filter((name, at) => read.has(at) && names.includes(name, at + 1));
  return { lead, given, twice };
}
