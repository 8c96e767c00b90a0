import { dayOf, NEVER, startOfDay } from "../../base/time.ts";
import type { Pilot } from "../../result/type.ts";
import type { Data } from "../data.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import { judgedFolds, pooledSwap } from "../judge/scene.ts";
import { pilotTerms } from "../judge/verdict/pilot.ts";
import { replay } from "../replay/replay.ts";
import type { ReplayOptions } from "../replay/type.ts";
import { serving } from "../serve/served.ts";
import { takenByMorning } from "./mornings.ts";
import { replayQuestion, shippingOf } from "./replayed.ts";
import type { Basis } from "./study.ts";

/** A lead that meets the candidate and that nobody has taken up: an index, and the second of its crossing. */
export interface Waiting {
  readonly lead: number;
  readonly time: number;
}

/**
 * The leads among which a pilot may draw at as_of: they met the candidate (or it would have taken them), under the weights
 * that ship, within the last horizon, never met the incumbent, and are open, so that sales would not see them without a pilot. A text says why the
 * candidate cannot be replayed.
 */
export async function waitingLeads(
  data: Data,
  fitted: FittedStudy,
  basis: Basis,
  { candidate, incumbent }: Pick<Pilot, "candidate" | "incumbent">,
  options: ReplayOptions = {},
): Promise<readonly Waiting[] | string> {
  const { labels, study } = data;
  const asked = [candidate, incumbent].flatMap((name) => {
    const rule = study.definitions.get(name)?.rule;
    return rule === undefined ? [] : [{ name, rule }];
  });
  const cutoffs = new Map([...(basis.at[0]?.shipped ?? [])].map(([name, { score }]) => [name, score]));
  const fold = { ...shippingOf(fitted), cutoffs, until: labels.asOf + 1 };
  const question = replayQuestion(data, fitted, asked);
  const [answers = []] = await replay({ ...question, folds: [fold] }, options);
  const start = startOfDay(dayOf(labels.asOf - labels.horizon));
  const lately = { ...question, folds: [{ ...fold, start, since: Number.NEGATIVE_INFINITY }] };
  const taken = await takenByMorning(data, lately, basis.setting, [basis.setting.rate], options);
  const [added, today] = asked.map(({ name }, d) => taken.get(name)?.[0]?.[0] ?? answers[d]);
  if (added === undefined || added.crossings === null) return added?.reason ?? "";
  const known = today?.crossings?.time ?? null;
  const isOpen = (lead: number): boolean =>
    [labels.outcome, labels.lost, labels.handoff, ...(known === null ? [] : [known])].every(
      (at) => (at[lead] ?? NEVER) > labels.asOf,
    );
  const { leads, times } = added.crossings;
  return Array.from(leads, (lead, k) => ({ lead, time: times[k] ?? NEVER })).filter(
    ({ lead, time }) =>
      time <= labels.asOf &&
      time > labels.asOf - labels.horizon &&
      isOpen(lead) &&
      labels.refused[lead] !== 1,
  );
}

/** What is known of a candidate beside its pilot, from the judged quarters; null: it was not replayed. */
export function pilotTermsOf(
  { setting, at }: Basis,
  { candidate, incumbent }: Pick<Pilot, "candidate" | "incumbent">,
  smallestGain: number | null,
): Pilot["terms"] | null {
  const replayed = at[0]?.definitions ?? [];
  const of = (name: string) => replayed.find((one) => one.name === name);
  const [definition, against] = [of(candidate), of(incumbent)];
  if (definition === undefined || against === undefined) return null;
  const rows = pooledSwap({ serving: serving(setting), definition, incumbent: against });
  const quarters = judgedFolds(setting, [definition, against]).length;
  if (!(rows.slots > 0) || quarters === 0) return null;
  const slots = rows.slots / quarters;
  return pilotTerms(rows, smallestGain === null ? 0 : smallestGain / slots, slots);
}
