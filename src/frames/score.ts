import { exits, refuse } from "../base/errors.ts";
import { noFrameColumn, noNumber, noTruth } from "../base/messages/frames.ts";
import type { Columns, Value } from "../history/tables.ts";
import { compileScorer, type Inputs } from "../weights/scorer.ts";
import type { Input, InputValue, Weights } from "../weights/type.ts";
import { reasonsFor } from "../weights/words/reasons.ts";
import { columnsOf, type Frame } from "./frame.ts";

/**
 * Scores a frame with the scorer that every export is checked against. The frame has one row for each lead and, by
 * name, one column for each input of the weights. Where it has a column `<input>_not_observed`, true there says that
 * the count is unknown.
 * @param id the column that names the lead
 * @returns columns lead_id, score, p, grade, mql and reasons (the three strongest), in the order of the rows; `toFrame`
 * makes a DataFrame of them
 * @throws LeadlineError exit 2 for a column that the frame lacks, or a value of another type than the input's
 */
export function scored(frame: Frame, weights: Weights, id = "lead_id"): Columns {
  const columns = columnsOf(frame);
  const column = (name: string): ArrayLike<Value> =>
    columns[name] ?? refuse(exits.usage, noFrameColumn(name, frame.columns));
  const ids = column(id);
  const given = weights.inputs.map((input) => ({
    input,
    values: column(input.name),
    unseen: columns[`${input.name}_not_observed`],
  }));
  const score = compileScorer(weights);
  const reasons = reasonsFor(weights);
  const rows = Array.from({ length: ids.length }, (_, row) => {
    const inputs: Inputs = Object.fromEntries(
      given.map(({ input, values, unseen }) => [
        input.name,
        unseen?.[row] === true ? { notObserved: true } : inputOf(input, values[row], row),
      ]),
    );
    return { ...score(inputs), reasons: reasons(inputs) };
  });
  return {
    lead_id: Array.from(ids),
    score: rows.map((row) => row.score),
    p: rows.map((row) => row.p),
    grade: rows.map((row) => row.grade),
    mql: rows.map((row) => row.mql),
    reasons: rows.map((row) =>
      row.reasons.map(({ text, points }) => `${text} (${points < 0 ? "" : "+"}${points})`).join("; "),
    ),
  };
}

function inputOf({ name, type }: Input, value: Value, row: number): InputValue {
  if (value === null || value === undefined || value === "" || Number.isNaN(value)) return null;
  if (type === "category") return String(value);
  if (type === "boolean")
    return typeof value === "boolean" ? value : refuse(exits.usage, noTruth(name, row + 1, String(value)));
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" ? value : refuse(exits.usage, noNumber(name, row + 1, String(value)));
}
