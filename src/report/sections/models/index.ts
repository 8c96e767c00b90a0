import type { EvaluationFacts } from "../../../result/type.ts";
import { type Block, details, paragraph, type Section, type Text, term, text } from "../../document.ts";
import { count, ofHundred } from "../../format.ts";
import { hasSnapshots, related, type Subject } from "../../subject.ts";
import { folds } from "./folds.ts";
import { halfLives } from "./half-lives.ts";
import { modelsOf } from "./kinds.ts";
import { leaderboard, paired, ranked, standing } from "./leaderboard.ts";
import { rankingFigure } from "./ranking.ts";
import { reliabilityFigure } from "./reliability.ts";

/**
 * The models on the same rows: how they rank, whether their probabilities are right, and what each fold could learn
 * from.
 */
export function models(subject: Subject): Section | null {
  const all = modelsOf(subject);
  const first = all[0]?.evaluation;
  if (first === undefined) return null;
  const { pairs } = subject.result.comparison;
  const blocks: Block[] = [paragraph(methodText(subject, first, all.length > 1))];
  if (first.method !== "none") {
    const best = ranked(all);
    const said = standing(best, pairs);
    if (said !== null) blocks.push(paragraph(said));
    blocks.push(leaderboard(best, pairs));
    if (pairs.length > 0) blocks.push(details(["Model against model, pair by pair"], [paired(pairs)]));
    const ranking = rankingFigure(best, subject);
    if (ranking !== null) blocks.push(ranking);
    const reliability = reliabilityFigure(all, subject, first.n);
    if (reliability !== null) blocks.push(reliability);
  }
  blocks.push(...halfLives(subject));
  if (all.some((m) => m.facts.folds.length > 0))
    blocks.push(details(["What each quarter\u2019s fit could learn from"], [folds(all)]));
  return {
    id: "models",
    title: all.length === 1 ? "How well the model ranks and predicts" : "The models side by side",
    short: "Models",
    appendix: true,
    blocks,
  };
}

function methodText(subject: Subject, e: EvaluationFacts, several: boolean): Text {
  const { result, outcome } = subject;
  const { comparison } = result;
  if (e.method === "none")
    return text`The models could not be compared: ${comparison.reason ?? "none could be scored"}.`;
  const base =
    e.baseRate.value === null
      ? ""
      : ` (${ofHundred(e.baseRate.value)} in 100${ofHundred(e.baseRate.value) === ofHundred(e.positives / Math.max(1, e.n)) ? "" : ", where each lead counts once"})`;
  const within = result.study.outcome.withinDays;
  const snapshots = hasSnapshots(subject) ? "lead snapshots" : "leads";
  return text`${several ? "Every model scored the same" : "The model scored"} ${count(e.n)} ${snapshots} (${term("moment", "moments")}); ${count(e.positives)} ${outcome.manyDid}${within === null ? "" : ` within ${within} days`}${base}. ${
    e.method === "walk-forward"
      ? [term("walk-forward", "Walk-forward"), `: earlier ${snapshots} were only learnt from`]
      : term("cross-validation", "Cross-validation")
  }${
    comparison.reason === null ? "" : ` was used because ${comparison.reason}`
  }${related(subject) === "" ? "" : "; in intervals leads of one account are taken as related"}.`;
}
