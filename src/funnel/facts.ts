import { defined } from "../base/defined.ts";
import { notEstimable } from "../base/estimate.ts";
import { stagesWithoutTimes } from "../base/messages/models/unknown.ts";
import { groupsOf } from "../features/groups.ts";
import { funnelFacts as stageFacts } from "../labels/funnel.ts";
import { leadsDated } from "../labels/untimed.ts";
import type { FunnelFacts } from "../result/type.ts";
import { activityRates } from "./activities.ts";
import { channelFacts, offerFacts } from "./channels.ts";
import { acceptanceFacts, bridgeFacts, bypassFacts, conversionFacts } from "./conversions.ts";
import { costFacts, dealFacts, eventFacts, visitFacts } from "./money.ts";
import { nurtureFacts } from "./nurture.ts";
import { pipelineFacts } from "./pipeline.ts";
import { rolesOf } from "./roles.ts";
import { curveFacts, movementFacts, speedFacts } from "./speed.ts";
import { traitFacts } from "./traits.ts";
import type { Counted } from "./type.ts";

/** How many levels of one column get a group of their own. */
const mostLevels = 12;

/**
 * The funnel in marketing's own numbers, as result.json has it before privacy withholds small groups. Where the outcome
 * has no times there are no steps, no speed and no quarters, and rates by channel and trait are rates of its column.
 */
export function funnelFacts(of: Counted): FunnelFacts {
  const { study, labels } = of;
  const roles = rolesOf(of);
  const timed = study.outcome.kind === "stage" && leadsDated(study);
  const groups = timed ? groupsOf(of, mostLevels) : [];
  const channels = groups.filter(({ by }) => by === "channel");
  const nurture = timed ? nurtureFacts(of) : undefined;
  const segment = groups.find(({ by }) => by !== "channel" && by !== "persona")?.by;
  return {
    ...stageFacts(of),
    roles,
    conversions: timed ? conversionFacts(of, roles, groups) : [],
    bridge: timed ? bridgeFacts(of, roles) : null,
    bypass: timed ? bypassFacts(of, roles) : notEstimable(stagesWithoutTimes),
    acceptance: timed ? acceptanceFacts(of, roles) : null,
    activities: activityRates(of),
    channels: channelFacts(of, roles),
    offers: timed ? offerFacts(of) : null,
    costs: timed ? costFacts(of, roles) : null,
    visits: timed ? visitFacts(of) : null,
    deals: dealFacts(of, roles),
    events: eventFacts(of),
    speed: timed ? speedFacts(of) : [],
    ...defined({ nurture }),
    pipeline: timed ? pipelineFacts(of) : null,
    curves: timed && labels.horizon > 0 ? curveFacts(of) : null,
    movements: timed
      ? movementFacts(of, channels.length > 0 ? channels : groups.filter(({ by }) => by === segment))
      : [],
    traits: traitFacts(of),
  };
}
