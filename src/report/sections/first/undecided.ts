import type { Estimate } from "../../../base/estimate.ts";
import { code, name, type Text, text, words } from "../../document.ts";
import { count, fixed, hundredths, interval, ofHundred } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { modelsOf } from "../models/kinds.ts";
import { known } from "./speech.ts";

/** Where there is no verdict: what these data do show, each claim only where its intervals allow it. */
export function findings(subject: Subject): readonly Text[] {
  return [byDefinition(subject), byModel(subject), byFunnel(subject)].filter((t): t is Text => t !== null);
}

/** `searching fills its slots better: 12.9 wins per 100 slots (11.8 to 14.0), unknown 6.6` */
function byDefinition({ definitions, outcome }: Subject): Text | null {
  const rows = definitions
    .flatMap((d) => {
      const e = known(d.facts.pooled.winsPerSlot);
      return e === null ? [] : [{ d, e }];
    })
    .sort((a, b) => b.e.value - a.e.value || a.d.place - b.d.place);
  const [best] = rows;
  if (best === undefined) return null;
  const numbers = `${hundredths(best.e.value)} ${outcome.many} per 100 slots (${interval(best.e, hundredths)})`;
  // only over the same quarters can two be set side by side
  const beaten = rows
    .slice(1)
    .filter(
      ({ d, e }) => d.facts.pooled.covers.join() === best.d.facts.pooled.covers.join() && e.high < best.e.low,
    );
  const [second] = beaten;
  const alike = rows.filter(({ d }) => d.facts.pooled.covers.join() === best.d.facts.pooled.covers.join());
  const rest =
    rows.length === 1
      ? ""
      : alike.length === 1
        ? "; the others cover other quarters"
        : "; no other over the same quarters is clearly below it";
  return second === undefined
    ? text`${name(best.d.name)} brings ${numbers}${rest}.`
    : text`${name(best.d.name)} brings more than ${name(second.d.name)}: ${numbers}, ${hundredths(second.e.value)} by ${name(second.d.name)}.`;
}

/** `Of the best tenth by logit 85 in 100 converted, of all leads 39` */
function byModel(subject: Subject): Text | null {
  const { outcome, result } = subject;
  const all = modelsOf(subject).flatMap((m) => {
    const [auc, tenth] = [known(m.evaluation.auc), known(m.evaluation.precisionAtTenth)];
    return auc === null || tenth === null ? [] : [{ m, auc, tenth, base: known(m.evaluation.baseRate) }];
  });
  const [best] = [...all].sort((a, b) => b.auc.value - a.auc.value || a.m.place - b.m.place);
  if (best === undefined || best.auc.low <= 0.5) return null;
  const other = all.find(({ m }) =>
    result.comparison.pairs.some(({ a, b, aucDifference: d }) => {
      const e = known(d);
      if (e === null) return false;
      return (
        (a === best.m.name && b === m.name && e.low > 0) || (b === best.m.name && a === m.name && e.high < 0)
      );
    }),
  );
  const of = (e: Estimate): string => ofHundred(e.value);
  // the AUC differs beyond chance; the best tenths are named only where they say the same
  if (other !== undefined && other.tenth.value >= best.tenth.value)
    return text`${name(best.m.name)} ranks leads better than ${name(other.m.name)} (AUC ${fixed(best.auc.value, 3)} against ${fixed(other.auc.value, 3)}).`;
  if (other !== undefined)
    return text`${name(best.m.name)} ranks leads better than ${name(other.m.name)}: of its best tenth ${of(best.tenth)} in 100 ${outcome.manyDid}, ${of(other.tenth)} by ${name(other.m.name)}.`;
  return best.base === null
    ? text`Of the best tenth by ${name(best.m.name)} ${of(best.tenth)} in 100 ${outcome.manyDid}.`
    : text`Of the best tenth by ${name(best.m.name)} ${of(best.tenth)} in 100 ${outcome.manyDid}; of all, ${of(best.base)}.`;
}

function byFunnel({ result, outcome }: Subject): Text | null {
  const { judged, stages } = result.funnel;
  if (judged !== null && judged.rate.value !== null)
    return text`${count(judged.won)} of ${count(judged.n)} leads created ${judged.from} to ${judged.to} ${outcome.manyDid} (${ofHundred(judged.rate.value)}%).`;
  const last = stages.at(-1);
  return last === undefined || stages.length < 2
    ? null
    : text`${count(last.reached)} of ${count(stages[0]?.reached ?? 0)} leads ${outcome.manyDid}.`;
}

/** Models that rank no better than chance: said where the verdict is, for a definition may rest on them. */
export function worthless(subject: Subject): readonly Text[] {
  const three = (x: number): string => fixed(x, 3);
  return modelsOf(subject).flatMap(({ name: of, evaluation: { auc } }) =>
    auc.value === null || auc.low > 0.5
      ? []
      : [
          text`${name(of)} ranks leads no better than chance (AUC ${three(auc.value)}, ${interval(auc, three)}): do not use it.`,
        ],
  );
}

/** The one thing that gives a verdict, and its line of the study. */
export function missing({ result, definitions, incumbent }: Subject): Text {
  const { reason } = result.decision;
  if (result.study.outcome.withinDays === null)
    return text`Add the date on which each lead reached the outcome, as a stage with ${code("outcome: { reaches: \u2026, within: 90 days }")}.`;
  if (result.capacity === null)
    return text`Say what sales can take: ${code("capacity: { reps: 2, leads_per_rep_per_day: 1 }")}.`;
  if (definitions.length === 0)
    return text`State the definitions to compare: ${code("definitions: { \u2026 }")}.`;
  if (definitions.every((d) => d.facts.pooled.covers.length === 0))
    return text`Time: a quarter can be judged ${count(result.study.outcome.withinDays)} days after it ends, when its leads are old enough.`;
  if (incumbent === null)
    return text`Say which definition is in force today: ${code("incumbent: { stage: \u2026, incumbent: true }")}.`;
  if (definitions.length === 1) return text`State a candidate beside ${name(incumbent.name)}.`;
  return text`What stands in its way: ${reason ?? "not known"}.`;
}

/** The headline where there is no verdict: the best finding that holds. */
export const headline = (subject: Subject): string => {
  const [first] = findings(subject);
  if (first === undefined) return "No verdict";
  // a name keeps its letters; a sentence of ours goes on
  const own = typeof first[0] === "string" && first[0] !== "";
  const said = words(first).replace(/\.$/, "");
  return `No verdict, but ${own ? `${said.charAt(0).toLowerCase()}${said.slice(1)}` : said}`;
};
