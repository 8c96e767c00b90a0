import { isByHand } from "../../../base/by-hand.ts";
import { name, type Table } from "../../document.ts";
import { decimals } from "../../format.ts";
import { cell } from "../cells.ts";
import { column, numbers, tableOf, texts } from "../table.ts";
import type { Model } from "./kinds.ts";

const maps = { platt: "Platt", beta: "beta", lookup: "table" } as const;

/** What each quarter's fit could learn from, model by model. */
export const folds = (models: readonly Model[]): Table =>
  tableOf(
    "One fit a model and quarter, from what was known before it",
    models.flatMap((m) => m.facts.folds.map((fold) => ({ m, ...fold }))),
    [
      texts("Model", ({ m }) => [name(m.name)]),
      texts("Quarter", ({ quarter }) => quarter),
      texts(
        "Fitted",
        ({ fitted }) => (fitted ? "yes" : "no"),
        ({ reason }) => reason ?? "",
      ),
      numbers("Outcomes to learn from", ({ positives }) => positives),
      texts("Calibration", ({ calibration }) => (calibration === null ? "\u2013" : maps[calibration.kind])),
      numbers("Slope", ({ calibration }) => slopeOf(calibration), decimals(2)),
      // points by hand stay as they are written
      column("Left out", ({ m, dropped }) =>
        isByHand(m.facts) ? cell("") : cell(dropped.map((d) => d.feature).join(", "), reasonsOf(dropped)),
      ),
    ],
    { cards: true },
  );

/** The slope of a map that is a line on the logit; for beta, that of the line which it bends. */
const slopeOf = (map: Model["facts"]["folds"][number]["calibration"]): number | null =>
  map === null || map.kind === "lookup" ? null : map.slope;

const share = /[\d.]+(?=%)/;

/** Reasons that differ only in a share, joined into one with the range of the shares. */
function reasonsOf(dropped: readonly { readonly reason: string }[]): string {
  const shares = new Map<string, string[]>();
  for (const { reason } of dropped) {
    const same = reason.replace(share, "");
    shares.set(same, [...(shares.get(same) ?? []), ...(share.exec(reason) ?? [])]);
  }
  return Array.from(shares, ([reason, all]) => {
    const [first = "", ...more] = [...new Set(all)].sort((a, b) => Number(a) - Number(b));
    return reason.replace("%", `${more.length === 0 ? first : `${first} to ${more.at(-1)}`}%`);
  }).join("; ");
}
