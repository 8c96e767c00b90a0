import { type Estimate, noBetterThanChance, sideOf } from "../../../base/estimate.ts";
import { code, name, type Text, text, words } from "../../document.ts";
import { count, decimals, fixed, hundredths, interval, ofHundred } from "../../format.ts";
import type { Definition, Subject } from "../../subject.ts";
import { modelsOf } from "../models/kinds.ts";
import { bestActivity } from "../sources/activities.ts";
import { known } from "./speech.ts";

/** Where there is no verdict: what the data do show, with each claim only where its intervals support it. */
export function findings(subject: Subject): readonly Text[] {
  return [
    byDefinition(subject),
    inSharedQuarter(subject),
    bySlots(subject),
    ...byModels(subject),
    bestActivity(subject),
    byFunnel(subject),
  ].filter((t): t is Text => t !== null);
}

interface Ranked {
  readonly d: Definition;
  readonly e: Estimate;
}

/** Definitions with their outcomes per slot, the best first. */
const ranked = ({ definitions }: Subject): readonly Ranked[] =>
  definitions
    .flatMap((d) => {
      const e = known(d.facts.pooled.winsPerSlot);
      return e === null ? [] : [{ d, e }];
    })
    .sort((a, b) => b.e.value - a.e.value || a.d.place - b.d.place);

/** Whether two definitions have figures for the same quarters: only then can they be compared. */
const together = (a: Ranked, b: Ranked): boolean =>
  a.d.facts.pooled.covers.join() === b.d.facts.pooled.covers.join();

/** `searching brings more than unknown: 12.9 wins per 100 slots (11.8 to 14.0), 6.6 by unknown` */
function byDefinition(subject: Subject): Text | null {
  const { outcome } = subject;
  const rows = ranked(subject);
  const [best, next] = rows;
  if (best === undefined) return null;
  const numbers = `${hundredths(best.e.value)} ${outcome.many} per 100 slots (${interval(best.e, hundredths)})`;
  const second = rows.slice(1).find((row) => together(row, best) && row.e.high < best.e.low);
  const alike = rows.filter((row) => together(row, best));
  const rest =
    next === undefined
      ? ""
      : alike.length > 1
        ? "; whether it is ahead of the others takes one of them as the incumbent"
        : inSharedQuarter(subject) === null
          ? "; the others are judged over other quarters"
          : "";
  return second === undefined
    ? text`${name(best.d.name)} brings ${numbers}${rest}.`
    : text`${name(best.d.name)} brings more than ${name(second.d.name)}: ${numbers}, ${hundredths(second.e.value)} by ${name(second.d.name)}.`;
}

/** `In 2017-Q3, the only quarter of both, all brings 36.1 wins per 100 slots and likely 32.3: no clear difference.` */
function inSharedQuarter(subject: Subject): Text | null {
  const [a, b] = ranked(subject);
  if (a === undefined || b === undefined || together(a, b)) return null;
  const shared = a.d.facts.pooled.covers.filter((q) => b.d.facts.pooled.covers.includes(q));
  if (shared.length !== 1) return null;
  const [of] = shared;
  const at = ({ d }: Ranked): Estimate | null =>
    known(d.facts.quarters.find(({ quarter }) => quarter === of)?.winsPerSlot);
  const [ours, theirs] = [at(a), at(b)];
  if (ours === null || theirs === null) return null;
  const apart = ours.low > theirs.high || theirs.low > ours.high;
  return text`In ${of ?? ""}, the only quarter of both, ${name(a.d.name)} brings ${hundredths(ours.value)} ${subject.outcome.many} per 100 slots and ${name(b.d.name)} ${hundredths(theirs.value)}${apart ? "" : ": no clear difference"}.`;
}

/**
 * The parts of outcomes per slot: `searching fills 84% of the slots, unknown 34%; of the leads with a slot 15 and 20 in
 * 100 won`
 */
function bySlots(subject: Subject): Text | null {
  const { outcome } = subject;
  const [best, ...others] = ranked(subject);
  const second = others.find((row) => best !== undefined && together(row, best));
  if (best === undefined || second === undefined) return null;
  const used = ({ d }: Ranked): string =>
    `${fixed((100 * d.facts.pooled.served) / d.facts.pooled.slots, 0)}%`;
  const [ours, theirs] = [known(best.d.facts.pooled.precision), known(second.d.facts.pooled.precision)];
  if (ours === null || theirs === null) return null;
  return text`${name(best.d.name)} fills ${used(best)} of the slots, ${name(second.d.name)} ${used(second)}. Of the leads with a slot, ${ofHundred(ours.value)} in 100 ${outcome.manyDid} by ${name(best.d.name)}, ${ofHundred(theirs.value)} by ${name(second.d.name)}.`;
}

interface Top {
  readonly m: { readonly name: string };
  readonly auc: Estimate;
  /** outcomes of the tenth of leads that it scores highest, and of all that it scored */
  readonly tenth: Estimate;
  readonly base: Estimate | null;
}

/** The model that ranks best, and one that it clearly ranks better than; null: none ranks better than chance. */
function bestRanking(subject: Subject): { readonly best: Top; readonly other: Top | undefined } | null {
  const all = modelsOf(subject).flatMap((m) => {
    const [auc, tenth] = [known(m.evaluation.auc), known(m.evaluation.precisionAtTenth)];
    return auc === null || tenth === null ? [] : [{ m, auc, tenth, base: known(m.evaluation.baseRate) }];
  });
  const [best] = [...all].sort((a, b) => b.auc.value - a.auc.value || a.m.place - b.m.place);
  if (best === undefined || noBetterThanChance(best.auc)) return null;
  const other = all.find(({ m }) =>
    subject.result.comparison.pairs.some(({ a, b, aucDifference: d }) => {
      const side = sideOf(d);
      return (
        (a === best.m.name && b === m.name && side > 0) || (b === best.m.name && a === m.name && side < 0)
      );
    }),
  );
  return { best, other };
}

/** Whether the best tenths speak against the better ranking: then the ranking alone is named. */
const tenthsDisagree = (best: Top, other: Top): boolean => other.tenth.value >= best.tenth.value;

function byModel(subject: Subject): Text | null {
  const { outcome } = subject;
  const found = bestRanking(subject);
  if (found === null) return null;
  const { best, other } = found;
  if (other === undefined) return tenthOf(best, subject);
  const of = (e: Estimate): string => ofHundred(e.value);
  if (!tenthsDisagree(best, other))
    return text`The model ${name(best.m.name)} ranks leads better than the model ${name(other.m.name)}: of its best tenth ${of(best.tenth)} in 100 ${outcome.manyDid}, ${of(other.tenth)} by ${name(other.m.name)}.`;
  const ahead =
    other.tenth.low > best.tenth.high
      ? text`; at the top ${name(other.m.name)} is ahead: of its best tenth ${of(other.tenth)} in 100 ${outcome.manyDid}, ${of(best.tenth)} by ${name(best.m.name)}`
      : text``;
  return [
    ...text`The model ${name(best.m.name)} ranks leads better than the model ${name(other.m.name)} (AUC ${fixed(best.auc.value, 3)} against ${fixed(other.auc.value, 3)}; 0.5 is chance)`,
    ...ahead,
    ".",
  ];
}

/** The best tenth comes first, since it says what a score is worth; not where another model's is surely better. */
function byModels(subject: Subject): readonly (Text | null)[] {
  const { best, other } = bestRanking(subject) ?? {};
  const ahead = best !== undefined && other !== undefined && other.tenth.low > best.tenth.high;
  const [ranking, tenth] = [byModel(subject), byTopTenth(subject)];
  return ahead ? [ranking, tenth] : [tenth, ranking];
}

/** What the best ranking is worth, where `byModel` names its AUC alone. */
function byTopTenth(subject: Subject): Text | null {
  const found = bestRanking(subject);
  return found?.other !== undefined && tenthsDisagree(found.best, found.other)
    ? tenthOf(found.best, subject)
    : null;
}

/** `Of the tenth of leads that the model logit scores highest, 85 in 100 converted; of all that it scored, 39.` */
const tenthOf = ({ m, tenth, base }: Top, { outcome }: Subject): Text => [
  ...text`Of the tenth of leads that the model ${name(m.name)} scores highest, ${ofHundred(tenth.value)} in 100 ${outcome.manyDid}`,
  base === null ? "." : `; of all that it scored, ${ofHundred(base.value)}.`,
];

/** The least number of leads in a month for its rate to be named. */
const leastLeads = 50;

/**
 * `: 3.3% of those of 2008-05, 44% of 2010-11`, where the last month's rate is less than half or more than twice the
 * first's, beyond chance
 */
function moved({ result }: Subject): string {
  const months = result.funnel.cohorts.flatMap(({ month, n, rate }) => {
    const e = known(rate);
    return e === null || n === null || n < leastLeads ? [] : [{ month, e }];
  });
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return "";
  const [a, b] = [first.e, last.e];
  const apart = a.high < b.low ? b.value >= 2 * a.value : b.high < a.low && a.value >= 2 * b.value;
  return apart
    ? `: ${ofHundred(a.value)}% of those of ${first.month}, ${ofHundred(b.value)}% of ${last.month}`
    : "";
}

function byFunnel(subject: Subject): Text | null {
  const { result, outcome } = subject;
  const { judged, stages } = result.funnel;
  const { withinDays } = result.study.outcome;
  const within = withinDays === null ? "" : ` within ${count(withinDays)} days`;
  if (judged !== null && judged.rate.value !== null)
    return text`${count(judged.won)} of ${count(judged.n - judged.refused)} leads created ${judged.from} to ${judged.to} ${outcome.manyDid}${within} (${ofHundred(judged.rate.value)}%)${moved(subject)}.`;
  const last = stages.at(-1);
  return last === undefined || stages.length < 2
    ? null
    : text`${count(last.reached)} of ${count(stages[0]?.reached ?? 0)} leads ${outcome.manyDid}.`;
}

/** Models that rank no better than chance; they are named beside the verdict, since a definition may use them. */
export function worthless(subject: Subject): readonly Text[] {
  const three = decimals(3);
  return modelsOf(subject).flatMap(({ name: of, evaluation: { auc } }) =>
    auc.value === null || !noBetterThanChance(auc)
      ? []
      : [
          text`The model ${name(of)} ranks leads no better than chance (AUC ${three(auc.value)}, ${interval(auc, three)}; 0.5 is chance): do not use it.`,
        ],
  );
}

/** The range of observed / expected within which a predicted chance can be used as one. */
const rightWithin = [0.8, 1.25] as const;

/** Models whose predicted chances did not come true later, with the outcomes for every 100 predicted. */
export function misjudged(subject: Subject): readonly Text[] {
  return modelsOf(subject).flatMap(({ name: of, evaluation: { auc, method, observedExpected: e } }) => {
    // a model that is not to be used at all is not advised to be used in part
    if (auc.value !== null && noBetterThanChance(auc)) return [];
    const far =
      e.value !== null && (e.value < rightWithin[0] ? e.high < 1 : e.value > rightWithin[1] && e.low > 1);
    if (method !== "walk-forward" || !far || e.value === null) return [];
    const more = e.value > 1;
    return [
      text`${name(of)} predicts too ${more ? "few" : "many"} ${subject.outcome.many}: ${fixed(100 * e.value, 0)} came for every 100 predicted (${interval(e, (x) => fixed(100 * x, 0))}). Use its score to sort leads, not as a chance.`,
    ];
  });
}

/** Something that a verdict lacks, in words, and how the study states it. */
interface Lacking {
  readonly say: Text;
  readonly line: Text | null;
}

const inForce: Lacking = {
  say: text`Say which definition is in force today.`,
  line: text`The definition in force: ${code("incumbent: { stage: \u2026, incumbent: true }")}, or ${code('incumbent: { when: "TRUE", incumbent: true }')} where sales gets every lead.`,
};
const compared: Lacking = {
  say: text`State the definitions to compare.`,
  line: text`The definitions: ${code("definitions: { \u2026 }")}.`,
};
const dates: Lacking = {
  say: text`Add the date on which each lead reached the outcome.`,
  line: text`The dates: a stage of the leads, with ${code("outcome: { reaches: \u2026, within: 90 days }")}.`,
};
const intake: Lacking = {
  say: text`Say how many leads sales can take.`,
  line: text`What sales can take: ${code("capacity: { reps: 2, leads_per_rep_per_day: 1 }")}.`,
};

/** What is missing for a verdict: all that the result shows to be missing. */
export function missing(subject: Subject): readonly Lacking[] {
  const { result, definitions, incumbent } = subject;
  const { declared, reason } = result.decision;
  if (definitions.length === 0) {
    const dated = result.study.outcome.withinDays !== null;
    const stated = result.decision.incumbent;
    return [
      ...(dated ? [] : [dates]),
      // without dates nothing is replayed, and the result does not say whether the study states a capacity
      ...(dated && result.capacity === null ? [intake] : []),
      ...(declared === 0 ? [compared] : []),
      ...(declared > 0 && stated === null && dated ? [inForce] : []),
    ];
  }
  if (definitions.every((d) => d.facts.pooled.covers.length === 0))
    return [
      {
        say: text`Time: a quarter can be judged ${count(result.study.outcome.withinDays ?? 0)} days after it ends, when its leads are old enough.`,
        line: null,
      },
    ];
  if (incumbent === null) return [inForce];
  if (definitions.length === 1)
    return [{ say: text`State a candidate beside ${name(incumbent.name)}.`, line: compared.line }];
  return [{ say: text`The reason: ${reason ?? "not known"}.`, line: null }];
}

/** The headline where there is no verdict: that no model is of use, else the best finding that holds. */
export const headline = (subject: Subject): string => {
  const models = modelsOf(subject).length;
  if (models > 0 && worthless(subject).length === models && ranked(subject).length === 0)
    return "No verdict, and no model ranks leads better than chance";
  const [first] = findings(subject);
  if (first === undefined) return "No verdict";
  // a name keeps its letters; the rest is a sentence of ours
  const own = typeof first[0] === "string" && first[0] !== "";
  const said = words(first).replace(/\.$/, "");
  return `No verdict, but ${own ? `${said.charAt(0).toLowerCase()}${said.slice(1)}` : said}`;
};
