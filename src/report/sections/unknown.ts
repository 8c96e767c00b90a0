import { counted } from "../../base/text.ts";
import { list, name, type Section, type Text, term, text } from "../document.ts";
import { count, ofHundred } from "../format.ts";
import type { Subject } from "../subject.ts";

/** What we do not know: immature, unworked, not observed, too few. A section, not an apology. */
export function unknown(subject: Subject): Section {
  const items = [
    ...young(subject),
    ...unworked(subject),
    ...notObserved(subject),
    ...tooFew(subject),
    ...chosen(subject),
  ];
  return { id: "unknown", title: "What we do not know", short: "What we do not know", blocks: [list(items)] };
}

function young({ result, definitions }: Subject): Text[] {
  const { maturity } = result;
  const { mature, immature } = maturity.moments;
  const items: Text[] = [];
  if (immature > 0)
    items.push(
      text`Whether ${count(immature)} of ${count(mature + immature)} moments are followed by a win: they lie too close to the as-of date. They are in no fit and no figure. Leads created after ${maturity.matureUntil} cannot be judged yet.`,
    );
  const provisional = definitions[0]?.facts.quarters.filter((q) => q.provisional) ?? [];
  for (const q of provisional)
    items.push(
      text`How ${q.quarter} ends: ${q.reason === null ? `${ofHundred(q.matureShare)} of 100 crossings of ${definitions[0]?.name ?? ""} are old enough to tell` : q.reason}. It is shown pale and decides nothing.`,
    );
  if (maturity.outcomesWithoutMoment > 0)
    items.push(
      text`How ${count(maturity.outcomesWithoutMoment)} of ${counted(maturity.outcomes, "outcome")} could have been foreseen: nothing was known before them.`,
    );
  if (maturity.outcomeObservedFrom !== null)
    items.push(
      text`What happened before ${maturity.outcomeObservedFrom}, the first day on which an outcome is recorded.`,
    );
  return items;
}

function unworked({ definitions, foremost }: Subject): Text[] {
  const shown = definitions.filter((d) => d === foremost || d.facts.incumbent);
  return shown.flatMap((d) => {
    const { served, worked, policyBounds } = d.facts.pooled;
    if (served === 0) return [];
    if (worked === null)
      return [
        text`Who of the leads that ${name(d.name)} serves was ${term("worked")}: the study does not say.`,
      ];
    const bounds =
      policyBounds === null
        ? ""
        : ` Had all been worked, between ${ofHundred(policyBounds[0])} and ${ofHundred(policyBounds[1])} of 100 would have won.`;
    return [
      text`What ${count(served - worked)} of the ${count(served)} leads that ${name(d.name)} serves would have done had sales worked them.${bounds}`,
    ];
  });
}

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
    text`What ${counted(features.length, "feature")} would have said where they were not observed yet: ${shown}${features.length > 8 ? " and others" : ""}. The fits of those quarters leave them out.`,
  ];
}

function tooFew({ result, definitions }: Subject): Text[] {
  const items: Text[] = [];
  for (const [of, model] of Object.entries(result.models)) {
    const none = model.folds.filter((f) => !f.fitted);
    if (none.length > 0)
      items.push(
        text`How ${name(of)} would have done in ${none.map((f) => f.quarter).join(", ")}: not fitted (${none[0]?.reason ?? "no reason is known"}).`,
      );
  }
  const one = definitions[0]?.facts.pooled.quarters;
  if (one !== undefined && one < 2)
    items.push(
      text`How much quarters differ from one another: ${one === 1 ? "only one is" : "none is"} judged, so there is no interval for the next.`,
    );
  for (const d of definitions)
    for (const q of d.facts.quarters.filter((q) => q.reason !== null && !q.provisional))
      items.push(text`What ${name(d.name)} would have brought in ${q.quarter}: ${q.reason ?? ""}.`);
  return items.length > 12
    ? [...items.slice(0, 12), text`And ${count(items.length - 12)} more of this kind; the tables name them.`]
    : items;
}

function chosen({ result, definitions }: Subject): Text[] {
  const items: Text[] = [];
  if (result.candidatesTried > 0)
    items.push(
      text`What the figures would be had nobody looked before: ${counted(result.candidatesTried, "definition")} of this study's lineage ${result.candidatesTried === 1 ? "was" : "were"} tried so far.`,
    );
  if (definitions.some((d) => d.facts.quarters.some((q) => !q.prospective)))
    items.push(
      text`How the definitions do on quarters that they could not be fitted to: those before a definition was first seen are ${term("not prospective")}.`,
    );
  const { historicalIntake, leadsPerRepPerDay } = result.capacity ?? {
    historicalIntake: null,
    leadsPerRepPerDay: 0,
  };
  if (historicalIntake !== null && leadsPerRepPerDay > historicalIntake.median)
    items.push(
      text`Whether sales can fill the stated slots: it took ${ofHundred(historicalIntake.median / leadsPerRepPerDay)} of 100 in the median week of the past.`,
    );
  return items;
}
