import { type Fault, warning } from "../../base/errors.ts";
import { definitionUnobserved, nobodyMeets, uncalibratedAtCrossing } from "../../base/messages/workbench.ts";
import { takesTheBest } from "../../models/kinds.ts";
import type { DefinitionFacts } from "../../result/type.ts";
import { bestBy } from "../../rules/names.ts";
import { plainly } from "../../rules/plain.ts";
import { placeOf } from "../../study/places.ts";
import type { Data } from "../data.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import type { DefinitionJudged } from "../judge/judge.ts";
import { serving } from "../serve/served.ts";
import type { Setting } from "../type.ts";
import { crossingCalibration } from "./calibration.ts";
import type { ReplayedStudy } from "./replayed.ts";

/** What the result says about each definition at the study's own capacity, and the warnings for people. */
export function definitionFacts(
  { study }: Data,
  fitted: FittedStudy,
  setting: Setting,
  replays: ReplayedStudy,
  judged: Readonly<Record<string, DefinitionJudged>>,
): { readonly facts: Record<string, DefinitionFacts>; readonly warnings: readonly Fault[] } {
  const facts: Record<string, DefinitionFacts> = {};
  const warnings: Fault[] = [];
  const served = serving(setting);
  const here = replays.at[0];
  const quarters = setting.folds.map(({ quarter }) => quarter.name);
  const best = bestActivities(study);
  [...study.definitions].forEach(([name, { text, label, says, rule, incumbent }], d) => {
    const of = judged[name];
    const replay = here?.definitions.find((one) => one.name === name);
    if (here === undefined || of === undefined || replay === undefined) return;
    const calibrationAtCrossing = crossingCalibration(
      served,
      replay,
      here.definitions,
      replays.answers,
      fitted,
    );
    facts[name] = {
      text,
      label,
      says: says ?? plainly(rule, new Set(study.models.keys()), best),
      incumbent,
      ...(bestBy(rule) === null ? {} : { byMorning: true as const }),
      ...of,
      cutoff: here.shipped.get(name) ?? null,
      calibrationAtCrossing,
    };
    const place = placeOf(study, `definitions.${name}`);
    const unobserved = unobservedIn(name, quarters, replays.unobserved[d] ?? []);
    if (unobserved !== null) warnings.push(warning(unobserved, place));
    if (of.quarters.every(({ volume, reason }) => volume === 0 && reason === null))
      warnings.push(warning(nobodyMeets(name), place));
    const oe = calibrationAtCrossing?.observedExpected.value ?? null;
    if (oe !== null && (oe < 0.8 || oe > 1.25))
      warnings.push(warning(uncalibratedAtCrossing(name, oe, bestBy(rule) !== null)));
  });
  return { facts, warnings };
}

/**
 * A warning that a definition has no figures in some quarters, since its inputs were not recorded then; null: it has
 * figures in all.
 */
function unobservedIn(
  name: string,
  quarters: readonly string[],
  why: readonly (string | null)[],
): ReturnType<typeof definitionUnobserved> | null {
  const latest = why.findLast((reason) => reason !== null) ?? null;
  if (latest === null) return null;
  return definitionUnobserved(
    name,
    quarters.filter((_, k) => (why[k] ?? null) !== null),
    latest,
  );
}

/** Models whose score is the close rate of the best activity that a lead did. */
const bestActivities = ({ models }: Data["study"]): ReadonlySet<string> =>
  new Set([...models].flatMap(([name, of]) => (takesTheBest(of) ? [name] : [])));
