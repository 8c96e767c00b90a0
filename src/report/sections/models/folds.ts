import { name, type Table } from "../../document.ts";
import { fixed } from "../../format.ts";
import { cell, numberCell } from "../cells.ts";
import type { Model } from "./kinds.ts";

const maps = { platt: "Platt", beta: "beta", lookup: "table" } as const;

/** What each quarter's fit could learn from, model by model. */
export const folds = (models: readonly Model[]): Table => ({
  kind: "table",
  caption: "One fit a model and quarter, from what was known before it",
  columns: [
    { title: ["Model"] },
    { title: ["Quarter"] },
    { title: ["Fitted"] },
    { title: ["Wins to learn from"], number: true },
    { title: ["Calibration"] },
    { title: ["Slope"], number: true },
    { title: ["Left out"] },
  ],
  rows: models.flatMap((m) =>
    m.facts.folds.map((fold) => ({
      cells: [
        cell([name(m.name)]),
        cell(fold.quarter),
        cell(fold.fitted ? "yes" : "no", fold.reason ?? ""),
        numberCell(fold.positives),
        cell(fold.calibration === null ? "\u2013" : maps[fold.calibration.kind]),
        numberCell(fold.calibration?.slope ?? null, (x) => fixed(x, 2)),
        cell(
          fold.dropped.map((d) => d.feature).join(", "),
          [...new Set(fold.dropped.map((d) => d.reason))].slice(0, 3).join("; "),
        ),
      ],
    })),
  ),
});
