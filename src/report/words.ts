/** The glossary: a term is explained where it first stands and here. Sales reads the first, the analyst all. */
export const glossary: Readonly<Record<string, string>> = {
  definition: "A rule that says when a lead is handed to sales as marketing-qualified (an MQL).",
  incumbent: "The definition in force. Every other one is a candidate and is held against it.",
  crossing: "The first moment at which a lead meets a definition: one MQL.",
  slot: "One place in sales' week: reps x leads a rep and day x working days. An idle slot earns nothing and cannot be used later.",
  served: "A crossing that got a slot, best score first within its week.",
  idle: "Slots for which no lead crossed.",
  overflow: "Crossings for which no slot was left in their week.",
  win: "A lead that reaches the outcome within the horizon after its crossing.",
  "wins per slot":
    "Outcomes among the served, divided by all slots offered, idle ones too: the number that decides.",
  precision: "The share of served leads that won, as history worked them.",
  recall: "Of all leads whose outcome fell in the quarter, the share that the definition had found in time.",
  worked:
    "Sales took the lead up in history. A lead that nobody worked may have been good: we cannot see it.",
  "swap-ins":
    "Leads that a candidate serves and the incumbent does not. With the swap-outs they make the whole difference.",
  "swap-outs": "Leads that the incumbent serves and a candidate does not.",
  late: "A crossing after sales already had the lead: the definition did not find it.",
  provisional:
    "A quarter of which not every lead has its whole horizon behind it: the figures are of the part that has.",
  "not prospective":
    "The quarter was over before the definition was first written down: it may have been chosen to fit it.",
  interval: "What the number could be, 95 times of 100; leads of one account count as one another's kin.",
  mature: "With the whole horizon behind it at the as-of date, so that whether it won is known.",
  "monotone low end":
    "The low end if working a lead never hurts it: unworked leads count only with what they did by themselves.",
  "worst case":
    "The low end if every unworked lead that a candidate adds would have lost, and every one that it drops would have won.",
  AUC: "How often a lead that won is scored above one that did not: 0.5 is a coin, 1 is always.",
  "Brier score": "The mean squared distance of probability and outcome: lower is better.",
  "log loss": "How surprised the probabilities are by the outcomes: lower is better.",
  "O/E": "Observed over expected: outcomes for each one that the probabilities promised. 1 is true.",
  slope: "Of the calibration: below 1 the probabilities are too extreme, above 1 too timid.",
  calibration:
    "The map from a score to a probability, learnt from leads whose outcome did not shape their score.",
  WOE: "Weight of evidence of a bin: the logarithm of how much likelier its leads are to win than the average lead, by odds, all else left aside.",
  IV: "Information value: how much a feature tells winners from others by itself. Under the noise floor it shows no more than as many bins of noise would.",
  logit:
    "The logarithm of the odds. Adding 0.7 doubles the odds; points of a logistic model are parts of it.",
  "walk-forward": "Each quarter is scored with weights learnt only from what was known before it.",
  "cross-validation": "Each fifth of the accounts is scored with weights learnt from the other four.",
};
