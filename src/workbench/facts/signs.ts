import type { FittedStudy } from "../../backtest/fit/fitted.ts";
import { type Fault, warning } from "../../base/errors.ts";
import { wrongSign } from "../../base/messages/workbench.ts";
import { againstSigns } from "../../models/fitting/signs.ts";
import { placeOf } from "../../study/places.ts";
import type { Loaded } from "../loaded.ts";

/** Points of the weights that ship which run against the sign that the study expects of their feature. */
export function signFaults({ study }: Loaded, fitted: FittedStudy): readonly Fault[] {
  const { models, rows } = fitted.walk.final;
  return [...models].flatMap(([name, fit]) =>
    "weights" in fit
      ? againstSigns(fit.weights, study.features.signs, rows).map(({ feature, expected }) =>
          warning(wrongSign(name, feature, expected), placeOf(study, `features.signs.${feature}`)),
        )
      : [],
  );
}
