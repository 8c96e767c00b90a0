import type { Estimated } from "../../base/estimate.ts";
import { counted } from "../../base/text.ts";
import { code, list, name, type Section, type Text, term, text } from "../document.ts";
import { count, ofHundred, whole } from "../format.ts";
import type { Subject } from "../subject.ts";

/** What is not known: too young, not worked, not observed, too few. A section, not an apology. */
export function unknown(subject: Subject): Section {
  const items = [
    ...young(subject),
    ...unworked(subject),
    ...notObserved(subject),
    ...tooFew(subject),
    ...chosen(subject),
  ];
  if (items.length === 0) items.push(["Nothing beyond what the intervals show."]);
  return { id: "unknown", title: "What we do not know", short: "What we do not know", blocks: [list(items)] };
}

function young({ result, definitions }: Subject): Text[] {
  const { maturity } = result;
  const { mature, immature } = maturity.moments;
  const items: Text[] = [];
  if (result.study.outcome.withinDays === null)
    items.push(
      text`The data do not say when a lead reached the outcome. So we cannot say how the models do on later leads, or what a definition would have brought in past quarters.`,
    );
  if (immature > 0)
    items.push(
      text`${count(immature)} of ${count(mature + immature)} lead snapshots are too recent to judge. We left them out of all models and figures. Leads created after ${maturity.matureUntil} cannot be judged yet.`,
    );
  const provisional = definitions[0]?.facts.quarters.filter((q) => q.provisional) ?? [];
  for (const q of provisional)
    items.push(
      text`${q.quarter} is not complete: ${
        q.reason !== null
          ? q.reason
          : q.volume === 0
            ? `${definitions[0]?.name ?? ""} passes on no lead in the part that can be judged`
            : `${ofHundred(q.matureShare)}% of the leads that ${definitions[0]?.name ?? ""} passes on are old enough to judge`
      }. It is shown in pale and does not affect the verdict.`,
    );
  if (maturity.outcomesWithoutMoment > 0)
    items.push(
      text`For ${count(maturity.outcomesWithoutMoment)} of ${counted(maturity.outcomes, "outcome")} nothing was known beforehand, so no score could have foreseen them.`,
    );
  if (maturity.outcomeObservedFrom !== null)
    items.push(
      text`Nothing is known of outcomes before ${maturity.outcomeObservedFrom}, the first day on which one is recorded.`,
    );
  return items;
}

function unworked({ definitions, foremost, outcome }: Subject): Text[] {
  const shown = definitions.filter((d) => d === foremost || d.facts.incumbent);
  // nobody says who was worked: that is one sentence, not one a definition
  if (shown.some(({ facts: { pooled } }) => pooled.served > 0 && pooled.worked === null))
    return [text`The study does not say which leads sales ${term("worked")} (${code("worked:")}).`];
  return shown.flatMap((d) => {
    const { served, worked, policyBounds, policyPrecision } = d.facts.pooled;
    if (served === 0) return [];
    if (worked === null) return [];
    const bounds =
      policyBounds === null
        ? ""
        : ` Had it worked all, between ${ofHundred(policyBounds[0])} and ${ofHundred(policyBounds[1])} in 100 would have ${outcome.manyDone}${narrowed(policyPrecision)}.`;
    return [
      text`Sales never worked ${whole(served - worked)} of the ${whole(served)} leads to which ${name(d.name)} gives a slot.${bounds}`,
    ];
  });
}

/** What the leads that were worked say of the others; only a pilot can say more. */
const narrowed = (e: Estimated): string =>
  e.value === null
    ? ": we cannot narrow this down without a pilot"
    : `; by what came of the worked ones, about ${ofHundred(e.value)} (${ofHundred(e.low)} to ${ofHundred(e.high)})`;

function notObserved({ result }: Subject): Text[] {
  const dropped = new Map<string, { quarters: Set<string> }>();
  for (const model of Object.values(result.models))
    for (const fold of model.folds)
      for (const { feature } of fold.dropped) {
        const of = dropped.get(feature) ?? { quarters: new Set() };
        of.quarters.add(fold.quarter);
        dropped.set(feature, of);
      }
  const features = [...dropped].map(
    ([feature, { quarters }]) => `${feature} (${counted(quarters.size, "quarter")})`,
  );
  if (features.length === 0) return [];
  const shown = features.slice(0, 8).join(", ");
  return [
    text`${counted(features.length, "feature")} ${features.length === 1 ? "was" : "were"} not recorded yet in some quarters, and the fits of those quarters leave ${features.length === 1 ? "it" : "them"} out: ${shown}${features.length > 8 ? " and others" : ""}.`,
  ];
}

function tooFew({ result, definitions }: Subject): Text[] {
  const items: Text[] = [];
  for (const [of, model] of Object.entries(result.models)) {
    const none = model.folds.filter((f) => !f.fitted);
    if (none.length > 0)
      items.push(
        text`${name(of)} has no figures in ${none.map((f) => f.quarter).join(", ")}: it is not fitted there (${none[0]?.reason ?? "no reason is known"}).`,
      );
  }
  const one = definitions[0]?.facts.pooled.quarters;
  if (one !== undefined && one < 2)
    items.push(
      text`How much quarters differ cannot be said: ${one === 1 ? "only one is judged" : "none is judged yet"}, so there is no interval for the next.`,
    );
  for (const d of definitions)
    for (const q of d.facts.quarters.filter((q) => q.reason !== null && !q.provisional))
      items.push(text`${name(d.name)} has no figures in ${q.quarter}: ${q.reason ?? ""}.`);
  return items.length > 12
    ? [...items.slice(0, 12), text`${count(items.length - 12)} more of this kind are in the tables.`]
    : items;
}

function chosen({ result, definitions }: Subject): Text[] {
  const items: Text[] = [];
  // with one candidate there is no lucky best
  if (result.candidatesTried > 1)
    items.push(
      text`${counted(result.candidatesTried, "definition")}${definitions.some((d) => d.facts.incumbent) ? ", the incumbent among them," : ""} have been tried on these data so far. The best of several always looks a little better than it is.`,
    );
  if (definitions.some((d) => d.facts.quarters.some((q) => !q.prospective)))
    items.push(
      text`${
        definitions.every((d) => d.facts.quarters.every((q) => !q.prospective))
          ? "No definition has been tested on a quarter after it was written"
          : "Not every quarter came after its definition was written"
      }: earlier ones are ${term("not prospective")}.`,
    );
  const { historicalIntake, leadsPerRepPerDay } = result.capacity ?? {
    historicalIntake: null,
    leadsPerRepPerDay: 0,
  };
  if (historicalIntake !== null && leadsPerRepPerDay > historicalIntake.median)
    items.push(
      text`It is not known whether sales can fill the stated slots: in a typical week of the past it took ${ofHundred(historicalIntake.median / leadsPerRepPerDay)}% of them.`,
    );
  return items;
}
