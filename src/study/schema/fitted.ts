import { pointRange, unusedKey } from "../../base/messages/definitions.ts";
import { segmentWithoutRidge } from "../../base/messages/segments.ts";
import { alone } from "../../base/messages/study.ts";
import type { Reading, Slot } from "../reading.ts";
import type { CloseRateSpec, IntegerPointsSpec, LogisticSpec, ScorecardSpec } from "../type.ts";
import { choice, list, number, object, type ReadAs, said, text } from "./shape.ts";
import { days } from "./words.ts";

/** The kinds of model that are fitted: what each may be told, and what it is when it is not told. */

const maxBins = said("bins of a number, at most", number("max_bins: 6", { least: 2, most: 20, whole: true }));

export const logisticObject = object(
  {
    kind: choice(["logistic"]),
    penalty: said(
      "what holds coefficients back; lasso and elastic net choose among the bins",
      choice(["ridge", "lasso", "elastic_net", "firth", "none"]),
    ),
    solver: said(
      "newton, or the steepest ascent of ml-logistic-regression as a baseline for small data",
      choice(["newton", "gradient"]),
    ),
    lambda: said(
      "strength of the penalty on the plain scale of the bins: 0.5 x lambda x the sum of squared coefficients (ridge, 2 where none is given); per row, as glmnet has it without standardising, for lasso and elastic net, which find their own where none is given",
      number("lambda: 2", { least: 0, why: "0 is no penalty, 2 the default of ridge" }),
    ),
    alpha: said(
      "of elastic net: the share of the lasso, 1 is the lasso",
      number("alpha: 0.5", { above: 0, most: 1 }),
    ),
    max_bins: maxBins,
    segment: said(
      "of ridge: a text known at creation, a flag or a persona, each of whose levels has its own model as far as the data tell it from the common one",
      text("segment: region"),
    ),
  },
  { example: "kind: logistic" },
);

export function logistic(values: ReadAs<typeof logisticObject>, slot: Slot, reading: Reading): LogisticSpec {
  const penalty = values.penalty ?? "ridge";
  const unused = (key: "lambda" | "alpha", why: string): void => {
    if (values[key] !== undefined) reading.sayOn(unusedKey(key, why), `${slot.path}.${key}`);
  };
  if (penalty === "firth" || penalty === "none") unused("lambda", `\`penalty: ${penalty}\` has no strength`);
  if (penalty !== "elastic_net") unused("alpha", "it mixes the two penalties of `penalty: elastic_net`");
  if (values.solver === "gradient" && penalty !== "none" && values.penalty !== undefined)
    reading.sayOn(
      alone(
        "solver: gradient",
        [`penalty: ${penalty}`],
        "the baseline knows no penalty: take `penalty: none`, or leave one of the two out",
      ),
      `${slot.path}.solver`,
    );
  const gradient = values.solver === "gradient";
  if (values.segment !== undefined && (gradient || penalty !== "ridge"))
    reading.sayOn(
      segmentWithoutRidge(gradient ? "`solver: gradient`" : `\`penalty: ${penalty}\``),
      `${slot.path}.segment`,
    );
  const own = penalty === "lasso" || penalty === "elastic_net";
  return {
    kind: "logistic",
    penalty: gradient ? "none" : penalty,
    lambda: values.lambda ?? (own ? null : 2),
    alpha: penalty === "lasso" ? 1 : (values.alpha ?? 0.5),
    solver: values.solver ?? "newton",
    maxBins: values.max_bins ?? 6,
    segment: values.segment ?? null,
  };
}

const scale = object(
  {
    pdo: said("points that double the odds", number("pdo: 20", { above: 0, most: 100_000 })),
    points: said("points at these odds …", number("points: 100", { least: -100_000, most: 100_000 })),
    odds: said(
      "… of reaching the outcome, such as 0.1 for one in eleven",
      number("odds: 0.1", { above: 0, most: 1_000_000 }),
    ),
  },
  {
    example: "scale: { pdo: 20, points: 100, odds: 0.1 }",
    required: { pdo: "pdo: 20", points: "points: 100", odds: "odds: 0.1" },
  },
);

export const scorecardObject = object(
  {
    kind: choice(["scorecard"]),
    max_bins: maxBins,
    monotone: said(
      "how the rate may go along a number; auto is ascending or descending, and a peak or a valley where that is beyond chance",
      choice(["auto", "ascending", "descending", "peak", "valley", "none"]),
    ),
    min_share: said(
      "a bin holds at least this share of the leads",
      number("min_share: 0.05", { above: 0, most: 0.5 }),
    ),
    periods: said(
      "rates keep one order in each of so many stretches of time",
      number("periods: 3", { least: 1, most: 12, whole: true }),
    ),
    scale: said("an anchored scale: points mean the same odds each quarter", scale),
  },
  { example: "kind: scorecard" },
);

export const scorecard = (values: ReadAs<typeof scorecardObject>): ScorecardSpec => ({
  kind: "scorecard",
  maxBins: values.max_bins ?? 6,
  monotone: values.monotone ?? "auto",
  minShare: values.min_share ?? 0.05,
  periods: values.periods ?? 1,
  anchored: values.scale !== undefined,
  scale: {
    pdo: values.scale?.pdo ?? 20,
    points: values.scale?.points ?? 100,
    odds: values.scale?.odds ?? 0.1,
  },
});

export const integerPointsObject = object(
  {
    kind: choice(["integer_points"]),
    terms: said("terms, at most", number("terms: 6", { least: 1, most: 12, whole: true })),
    range: said(
      "points of a term, from and to",
      list(number("-5", { least: -20, most: 20, whole: true }), "range: [-5, 5]"),
    ),
    max_bins: maxBins,
  },
  { example: "kind: integer_points" },
);

export function integerPoints(
  values: ReadAs<typeof integerPointsObject>,
  slot: Slot,
  reading: Reading,
): IntegerPointsSpec {
  const [low = -5, high = 5, ...more] = values.range ?? [-5, 5];
  if (low > 0 || high < 0 || low >= high || more.length > 0)
    reading.sayOn(pointRange(), `${slot.path}.range`);
  return {
    kind: "integer_points",
    terms: values.terms ?? 6,
    range: [low, high],
    maxBins: values.max_bins ?? 6,
  };
}

export const closeRateObject = object(
  {
    kind: choice(["close_rate"]),
    combine: said(
      "how the rates of several activities come together: their differences to the base are added, or their log odds, or the rate of the best one alone is the score",
      choice(["sum", "naive_bayes", "best"]),
    ),
    shrink: said(
      "draw the rates of rare activities towards the others (empirical Bayes); none is the plain rate",
      choice(["empirical_bayes", "none"]),
    ),
    window: said(
      "an activity counts for so long after it happened; one of features.activities.windows, the longest where none is given",
      days("window: 90 days"),
    ),
  },
  { example: "kind: close_rate" },
);

export const closeRate = (values: ReadAs<typeof closeRateObject>): CloseRateSpec => ({
  kind: "close_rate",
  combine: values.combine ?? "sum",
  shrink: values.shrink ?? "empirical_bayes",
  windowDays: values.window ?? null,
});
