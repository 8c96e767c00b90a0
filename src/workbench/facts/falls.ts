import type { FittedStudy } from "../../backtest/fit/fitted.ts";
import { type Fault, warning } from "../../base/errors.ts";
import { mapFalls } from "../../base/messages/workbench.ts";

/** Models whose map would have fallen, with the quarters in which, and whether the weights that ship are among them. */
export function fallingMaps({ walk }: FittedStudy): readonly Fault[] {
  return [...walk.final.models.keys()].flatMap((name) => {
    const falls = (models: typeof walk.final.models): boolean => {
      const fit = models.get(name);
      return fit !== undefined && "weights" in fit && fit.diagnostics.falls;
    };
    const where = [
      ...walk.folds.flatMap(({ fold, models }) => (falls(models) ? [fold.quarter.name] : [])),
      ...(falls(walk.final.models) ? ["the weights that ship"] : []),
    ];
    return where.length === 0 ? [] : [warning(mapFalls(name, where))];
  });
}
