/**
 * The glossary, A to Z: a term is explained here, and where it first occurs. Sales reads the first part, analysts all
 * of it.
 */
const words: Readonly<Record<string, string>> = {
  definition: "A rule that says when a lead is passed to sales as marketing-qualified (an MQL).",
  incumbent: "The definition in force today. Every other one is a candidate and is compared with it.",
  candidate: "A definition that could replace the incumbent.",
  "change, pilot, drop, cannot tell, keep":
    "The verdicts. Change: better beyond chance. Pilot: promising, and a random sample of its leads would settle it. Drop: surely no better. Cannot tell: these data do not settle it, and no pilot of it is recommended now. Keep: no candidate could gain what matters.",
  crossing: "The first time a lead meets a definition: it qualifies, one MQL.",
  "cut-off": "The score from which on a definition passes a lead to sales.",
  slot: "One place in sales' week: reps x leads a rep and day x working days. An unused slot earns nothing and cannot be used later.",
  served: "A qualified lead that got a slot, the best-scoring first within its week.",
  idle: "Slots for which no lead qualified.",
  overflow: "Qualified leads for which no slot was left in their week.",
  outcome: "What counts as a success: the stage or column that the study names.",
  horizon: "The days that a lead has to reach the outcome, as the study states them.",
  "wins per slot":
    "Outcomes among the leads with a slot, divided by all slots offered, unused ones too: the number that decides.",
  precision: "The share of leads with a slot that reached the outcome, as history worked them.",
  "break-even":
    "The chance from which on working a lead brings more than it costs: the cost of a worked lead divided by the value of an outcome.",
  recall:
    "Caught in time: of all leads whose outcome fell in the quarter, the share that the definition had passed on before.",
  worked:
    "Sales took the lead up in the past. A lead that nobody worked may have been good: we cannot see it.",
  "leads it adds":
    "Leads to which a candidate gives a slot and the incumbent does not. With the leads it drops they make the whole difference.",
  "leads it drops": "Leads to which the incumbent gives a slot and a candidate does not.",
  guard: "A later stage that is reported too, so that a definition does not win by leads that go no further.",
  late: "A lead that sales already had when it qualified: the definition did not find it.",
  provisional:
    "A quarter that is not complete: not all of its leads are old enough, and the figures are of those that are.",
  "not prospective":
    "The quarter was over before the definition was first written down, so it may have been tuned to that quarter.",
  lineage:
    "The studies that share a log of every definition tried: each further try asks for more certainty.",
  interval:
    "The range in which the true value plausibly lies (95% unless said otherwise). Leads of one account are treated as related.",
  "clustered by account": "Leads of one account count as related, which makes intervals wider and truer.",
  mature: "Old enough to judge: its whole horizon lies before the as-of date.",
  cohort: "The leads created in one month.",
  episode: "A lead's time from creation, or from a return to marketing, to the next outcome, loss or return.",
  moment: "A snapshot of a lead at a time when something about it became known: what models learn from.",
  embargo: "A pause between what a model learns from and the quarter that judges it.",
  bin: "A group of neighbouring values of a feature that share their points.",
  "monotone low end":
    "The low end if working a lead never does harm: unworked leads count only with what they did by themselves.",
  discount:
    "How many times worse than they look we take the unworked leads that a candidate adds: sales may have left them for reasons that nobody wrote down.",
  "worst case":
    "The low end if no unworked lead that a candidate adds would have reached the outcome, and every one that it drops would have.",
  AUC: "How often a lead that reached the outcome is scored above one that did not: 0.5 is no better than chance, 1 is always.",
  "Brier score": "The mean squared distance between predicted chance and outcome: lower is better.",
  "log loss": "A penalty for confident wrong predictions; lower is better.",
  "O/E": "Outcomes that came, divided by those predicted: 1 is right, above 1 the predictions were too low.",
  slope: "Calibration slope: below 1, predictions are too far apart; above 1, too close together.",
  calibration:
    "The map from a score to a predicted chance, learnt from leads whose outcome did not shape their score.",
  WOE: "Weight of evidence: log of the odds in this group divided by the odds overall. Above 0: better than average.",
  IV: "Information value: how well a feature by itself tells who reaches the outcome. Under the noise floor it shows no more than as many bins of noise would.",
  logit:
    "The logarithm of the odds. Adding 0.7 doubles the odds; points of a logistic model are parts of it.",
  "walk-forward": "Each quarter is scored with weights learnt only from what was known before it.",
  PSI: "Population stability index: how far the shares of a feature's values moved. Small samples move by chance too.",
  "coefficient stability":
    "Whether what an attribute adds to the odds is the same in the later half of the leads learnt from as in the earlier.",
  "cross-validation": "Each fifth of the accounts is scored with weights learnt from the other four.",
};

export const glossary: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(words).sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
);
