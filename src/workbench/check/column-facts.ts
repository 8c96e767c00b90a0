import { isPersonalName } from "../../base/people/personal.ts";
import { counted } from "../../base/text.ts";
import type { CategoryColumn, Column } from "../../history/type.ts";
import type { Loaded } from "../loaded.ts";

/** A column of the leads, as it was read. */
export interface ColumnFacts {
  readonly name: string;
  readonly kind: "number" | "category";
  /** what the study uses it for */
  readonly use: "feature" | "outcome" | "not used";
  /** share of the leads that have a value */
  readonly filled: number;
  /** `3 to 200`, `12 levels` */
  readonly range: string;
  /** the commonest level, where at least `min_group` leads have it and it is no personal data */
  readonly example: string | null;
}

/** Type, filling and range of every column of the leads. O(columns x leads). */
export function columnFacts({ study, history }: Loaded): readonly ColumnFacts[] {
  const vouched = new Set(study.features.knownAtCreation);
  const outcome = study.outcome.kind === "column" ? study.outcome.column : null;
  return [...history.leads.columns].map(([name, column]) => ({
    name,
    kind: column.kind,
    use: name === outcome ? "outcome" : vouched.has(name) ? "feature" : "not used",
    ...spread(column, history.leads.count, isPersonalName(name) ? Number.POSITIVE_INFINITY : study.minGroup),
  }));
}

function spread(
  column: Column,
  leads: number,
  least: number,
): Pick<ColumnFacts, "filled" | "range" | "example"> {
  if (column.kind === "category") return levelSpread(column, leads, least);
  let [filled, low, high] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    filled++;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { filled: filled / leads, range: filled === 0 ? "empty" : `${low} to ${high}`, example: null };
}

function levelSpread(
  { levels, codes }: CategoryColumn,
  leads: number,
  least: number,
): Pick<ColumnFacts, "filled" | "range" | "example"> {
  const counts = new Int32Array(levels.length);
  let filled = 0;
  for (const code of codes) {
    if (code < 0) continue;
    filled++;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  const most = counts.reduce((best, n, i) => (n > (counts[best] ?? 0) ? i : best), 0);
  return {
    filled: filled / leads,
    range: counted(levels.length, "level"),
    example: (counts[most] ?? 0) >= least ? (levels[most] ?? null) : null,
  };
}
