import { type Estimated, estimate, notEstimable } from "../../../base/estimate.ts";
import { notInJudged, tooFewWorked, unlikeWorked } from "../../../base/messages/models/unknown.ts";
import { noIncumbent, workUnknown } from "../../../base/messages/models/verdict.ts";
import { zOf } from "../../../stats/proportions/proportion.ts";
import type { ServedSet } from "../../type.ts";
import { judgedFolds, type Scene, swapOver } from "../scene.ts";
import { clusteredSum } from "../swap.ts";
import { discounted } from "./discount.ts";
import { workHistory } from "./history.ts";
import { discountedBy, hadAllBeenWorked, sumOf } from "./values.ts";

/**
 * The share of the served who would have reached the outcome had history worked all of them: AIPW, of a candidate
 * divided by the G of its swap-ins in what it adds to known outcomes. The interval is clustered by account.
 * @param set served leads of a judged quarter, or of all
 */
export function policyPrecision(scene: Scene, set: ServedSet): Estimated {
  const { serving, definition } = scene;
  const { setting } = serving;
  const { lead, share, won, worked } = set;
  const incumbent = definition.incumbent ? definition : scene.incumbent;
  if (incumbent === null) return notEstimable(noIncumbent);
  if (worked === null) return notEstimable(workUnknown);
  const all = sumOf(share, () => 1);
  if (all <= 0) return notEstimable("nobody was served");
  const folds = judgedFolds(setting, [definition, incumbent]);
  const pair = { serving, definition, incumbent };
  const history = workHistory(pair, folds, false);
  if (history === null) return notEstimable(tooFewWorked);
  const served = (i: number): boolean => (share[i] ?? 0) > 0;
  if (lead.some((l, i) => served(i) && !history.row.has(l))) return notEstimable(notInJudged);
  const leads = { lead, share, won, worked };
  const estimated = hadAllBeenWorked(leads, history);
  const g = definition.incumbent ? 1 : discounted(swapOver(pair, folds, false), history, 0.95)?.g;
  if (estimated === null || g === undefined) return notEstimable(unlikeWorked);
  const { value } = discountedBy(g, leads, estimated.term);
  const mean = sumOf(share, value) / all;
  const { se } = clusteredSum(
    Int32Array.from(lead, (l) => setting.account[l] ?? -1),
    share.map((s, i) => s * (value(i) - mean)),
    served,
  );
  const half = (zOf() * se) / all;
  const n = lead.filter((_, i) => served(i)).length;
  return estimate(Math.min(1, mean), Math.max(0, mean - half), Math.min(1, mean + half), n);
}
