import { type Estimated, estimate, notEstimable } from "../../../base/estimate.ts";
import { notInJudged, tooFewWorked, unlikeWorked } from "../../../base/messages/models/unknown.ts";
import { noIncumbent, workUnknown } from "../../../base/messages/models/verdict.ts";
import { zOf } from "../../../stats/proportions/proportion.ts";
import { augmented } from "../../../stats/selection/augmented.ts";
import type { ServedSet } from "../../type.ts";
import { judgedFolds, type Scene, swapOver } from "../scene.ts";
import { clusteredSum } from "../swap.ts";
import { discounted, mostUnlike } from "./discount.ts";
import { workHistory } from "./history.ts";

/**
 * The share of the served who would have reached the outcome had history worked all of them: AIPW, of a candidate
 * divided by the G of its swap-ins in what it adds to known outcomes. The interval is clustered by account.
 * @param set served leads of a judged quarter, or of all
 */
export function policyPrecision(scene: Scene, set: ServedSet): Estimated {
  const { serving, definition } = scene;
  const { setting } = serving;
  const incumbent = definition.incumbent ? definition : scene.incumbent;
  if (incumbent === null) return notEstimable(noIncumbent);
  if (set.worked === null) return notEstimable(workUnknown);
  const folds = judgedFolds(setting, [definition, incumbent]);
  const pair = { serving, definition, incumbent };
  const history = workHistory(pair, folds, false);
  if (history === null) return notEstimable(tooFewWorked);
  const { row, propensity, predicted } = history;
  const rows = Int32Array.from(set.lead, (lead) => row.get(lead) ?? -1);
  const all = set.share.reduce((sum, share) => sum + share, 0);
  if (all <= 0) return notEstimable("nobody was served");
  const part = (holds: (i: number) => boolean): number =>
    set.share.reduce((sum, share, i) => sum + (holds(i) ? share : 0), 0) / all;
  if (part((i) => rows[i] === -1) > 0) return notEstimable(notInJudged);
  const e = Float64Array.from(rows, (i) => propensity[i] ?? 0);
  if (part((i) => e[i] === 0) > mostUnlike) return notEstimable(unlikeWorked);
  const g = definition.incumbent ? 1 : discounted(swapOver(pair, folds, false), history, 0.95)?.g;
  if (g === undefined) return notEstimable(unlikeWorked);
  const { worked, won, share } = set;
  const { terms } = augmented({
    label: won,
    worked: Uint8Array.from(worked, (w, i) => (e[i] === 0 ? 0 : w)),
    propensity: e,
    predicted: Float64Array.from(rows, (i) => predicted[i] ?? 0),
    weight: share,
  });
  const sum = (value: (i: number) => number): number =>
    share.reduce((total, s, i) => total + (s > 0 ? s * value(i) : 0), 0);
  const y = (i: number): number => won[i] ?? 0;
  const discountedTerm = (i: number): number => (worked[i] ?? 0) * y(i) * (1 - 1 / g) + (terms[i] ?? 0) / g;
  // working never hurts: outcomes without it stand
  const value = sum(discountedTerm) > sum(y) ? discountedTerm : y;
  const mean = sum(value) / all;
  const account = Int32Array.from(set.lead, (lead) => setting.account[lead] ?? -1);
  const psi = Float64Array.from(share, (s, i) => s * (value(i) - mean));
  const { se } = clusteredSum(account, psi, (i) => (share[i] ?? 0) > 0);
  const half = (zOf() * se) / all;
  return estimate(
    Math.min(1, mean),
    Math.max(0, mean - half),
    Math.min(1, mean + half),
    share.reduce((n, s) => n + (s > 0 ? 1 : 0), 0),
  );
}
