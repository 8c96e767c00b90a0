import { NEVER } from "../base/time.ts";
import { columnValue } from "../history/column.ts";
import type { History } from "../history/type.ts";
import type { Worked } from "../study/type.ts";
import type { Labels } from "./type.ts";

/** Values of a column that mean no. */
const no = new Set(["0", "false", "no", "n"]);

/**
 * For each lead the second from which on history counts it as worked, by the stage, activity type or column that the
 * study names; NEVER: it was not worked; null: the study names no sign. Work after the outcome is not work towards it:
 * a stage counts where it was stamped by then, not where only the outcome implies it. (Otherwise every lead that won
 * would count as worked, and leads that were not worked would seem never to win.) A column has no time and counts from
 * the start.
 */
export function workedFrom(
  history: History,
  labels: Pick<Labels, "stamped" | "outcome">,
  worked: Worked | null,
): Int32Array | null {
  if (worked === null) return null;
  const of = (first: (lead: number) => number): Int32Array =>
    Int32Array.from({ length: history.leads.count }, (_, lead) => {
      const t = first(lead);
      return t <= (labels.outcome[lead] ?? NEVER) ? t : NEVER;
    });
  switch (worked.kind) {
    case "stage": {
      const at = labels.stamped.get(worked.stage);
      return of((lead) => at?.[lead] ?? NEVER);
    }
    case "activity": {
      const { acted } = history.activities;
      return of((lead) => acted?.[lead] ?? NEVER);
    }
    case "column": {
      const column = history.leads.columns.get(worked.column);
      return of((lead) => {
        const value = columnValue(column, lead);
        return value === null || no.has(String(value).toLowerCase()) ? NEVER : 0;
      });
    }
  }
}
