import type { Estimate, Estimated } from "../../src/base/estimate.ts";
import { addedPer100, asWritten, plainPoints } from "../../src/base/messages/models/models.ts";
import type {
  CandidateFacts,
  DefinitionFacts,
  Exploration,
  HalfLifeFacts,
  ModelFacts,
  PooledFacts,
  ProfileFacts,
  QuarterFacts,
  Result,
} from "../../src/result/type.ts";

/** Results made by hand: small, plausible, each number its own so that a test can look for it. */

export const about = (value: number, half: number, n = 100): Estimate => ({
  value,
  low: value - half,
  high: value + half,
  n,
});

const none: Estimated = { value: null, reason: "not estimated here" };

/** A funnel of which only its stages and cohorts are known. */
export const noJourney: Omit<Result["funnel"], "stages" | "cohorts" | "judged"> = {
  roles: { mql: null, accepted: null, qualified: null, customer: "opportunity" },
  conversions: [],
  bridge: null,
  bypass: none,
  acceptance: null,
  activities: { base: none, rows: [] },
  channels: null,
  offers: null,
  costs: null,
  visits: null,
  deals: null,
  events: [],
  speed: [],
  pipeline: null,
  curves: null,
  movements: [],
  traits: { winners: [], others: [] },
};

export const quarter = (name: string, over: Partial<QuarterFacts> = {}): QuarterFacts => ({
  quarter: name,
  provisional: false,
  prospective: false,
  reason: null,
  matureShare: 1,
  cutoff: null,
  volume: 90,
  late: 2,
  stockAtSwitch: 1,
  slots: 100,
  served: 80,
  idle: 20,
  overflow: 10,
  worked: 60,
  wins: 16,
  winsPerSlot: about(0.16, 0.06),
  precision: about(0.2, 0.07),
  precisionAll: about(0.19, 0.06),
  precisionWithoutLate: about(0.2, 0.07),
  policyPrecision: none,
  recall: about(0.51, 0.1),
  guards: { won: about(0.05, 0.03) },
  difference: null,
  ...over,
});

export const pooled = (over: Partial<PooledFacts> = {}): PooledFacts => ({
  quarters: 2,
  volume: 180,
  late: 4,
  stockAtSwitch: 2,
  slots: 200,
  served: 160,
  idle: 40,
  overflow: 20,
  worked: 120,
  wins: 32,
  winsPerSlot: about(0.163, 0.04),
  precision: about(0.204, 0.05),
  precisionAll: about(0.189, 0.05),
  precisionWithoutLate: about(0.2, 0.05),
  policyPrecision: none,
  policyBounds: [0.2, 0.45],
  recall: about(0.515, 0.07),
  guards: { won: about(0.05, 0.02) },
  difference: null,
  nextQuarter: about(0.16, 0.09, 2),
  covers: ["FY2026-Q1", "FY2026-Q2"],
  perQuarter: about(16.3, 4),
  shared: null,
  ...over,
});

const quarters = (difference: Estimated | null): QuarterFacts[] => [
  quarter("FY2026-Q1", { difference }),
  quarter("FY2026-Q2", { difference, prospective: true }),
  quarter("FY2026-Q3", { difference, provisional: true, matureShare: 0.62 }),
];

export const definition = (over: Partial<DefinitionFacts> = {}): DefinitionFacts => ({
  text: '{ when: "score_points >= 60" }',
  label: null,
  says: "60 or more points by score",
  incumbent: false,
  cutoff: null,
  quarters: quarters(about(0.041, 0.05)),
  pooled: pooled({ winsPerSlot: about(0.204, 0.04), difference: about(0.041, 0.044) }),
  calibrationAtCrossing: {
    model: "logit",
    observedExpected: about(0.93, 0.2),
    reliability: [0.1, 0.2, 0.4].map((predicted) => ({ predicted, observed: about(predicted * 0.9, 0.05) })),
  },
  ...over,
});

export const candidate = (name: string, over: Partial<CandidateFacts> = {}): CandidateFacts => ({
  name,
  verdict: "pilot",
  reason: "41% of the leads it adds were never worked",
  difference: about(0.041, 0.044),
  withoutLate: about(0.037, 0.044),
  recommended: false,
  quarters: ["FY2026-Q1", "FY2026-Q2"],
  decides: { level: 0.975, low: -0.009, high: 0.091 },
  perQuarter: {
    candidate: about(20.4, 4),
    incumbent: about(16.3, 4),
    difference: about(4.1, 4.4),
    decides: { low: -0.9, high: 9.1 },
  },
  monotoneLow: -0.012,
  worstCaseLow: -0.077,
  highEnd: 0.15,
  bestCaseHigh: 0.24,
  lateDecides: null,
  prospective: null,
  atHistory: null,
  swapIns: { n: 73, worked: 43, wins: 19, workedWins: 17 },
  swapOuts: { n: 31, worked: 29, wins: 5, workedWins: 5 },
  g: null,
  policy: null,
  pilot: {
    n: 120,
    reason: null,
    perQuarter: 36.5,
    quarters: 3.3,
    slow: true,
    shorter: null,
    changeFrom: 26,
    dropBelow: 12,
  },
  ...over,
});

const fold = (name: string, fitted: boolean) => ({
  quarter: name,
  fitted,
  reason: fitted ? null : "fewer than 50 positives: 31",
  positives: fitted ? 88 : 31,
  dropped: [{ feature: "chat_30d", reason: "not observed for 40.0% of the quarter before the test" }],
  weights: null,
  calibration: fitted ? { kind: "platt" as const, slope: 0.91, intercept: -0.1 } : null,
});

const evaluation = (auc: number): ModelFacts["evaluation"] => ({
  method: "walk-forward",
  n: 4321,
  positives: 345,
  auc: about(auc, 0.02),
  brier: about(0.071, 0.004),
  logLoss: about(0.25, 0.01),
  observedExpected: about(1.04, 0.1),
  calibrationSlope: about(0.8, 0.1),
  precisionAtTenth: about(0.31, 0.03),
  baseRate: about(0.08, 0.01),
  reliability: [0.01, 0.05, 0.3].map((predicted) => ({
    predicted,
    observed: about(predicted, predicted / 3),
  })),
});

const weights = (over: Partial<NonNullable<ModelFacts["weights"]>>): NonNullable<ModelFacts["weights"]> => ({
  schemaVersion: 1,
  name: "logit",
  version: "1.0.0",
  sha256: "0".repeat(64),
  baseline: [],
  kind: "logistic",
  inputs: [
    { name: "title", type: "category", from: { column: "title" } },
    { name: "demo_request_30d", type: "count", from: { count: "demo_request", window: 30, cap: 250 } },
  ],
  attributes: [
    {
      kind: "bins",
      name: "title",
      bins: [
        { kind: "category", values: ["CTO"], points: 1_180_803 },
        { kind: "other", points: -222_430 },
      ],
      group: null,
    },
    {
      kind: "bins",
      name: "demo_request_30d",
      bins: [
        { kind: "range", low: null, high: 0.5, points: -310_000 },
        { kind: "range", low: 0.5, high: 2.5, points: 640_000 },
        { kind: "range", low: 2.5, high: null, points: 2_520_000 },
      ],
      group: null,
    },
  ],
  groups: [],
  floor: null,
  ceiling: null,
  intercept: -2_316_871,
  scale: { unit: 1e-6 },
  calibration: { kind: "platt", slope: 0.88, intercept: -0.2 },
  grades: [{ grade: "A", atLeast: -1_000_000 }],
  mql: null,
  golden: [],
  ...over,
});

/** Whole points: one feature under its noise floor, one bin of many levels. */
const card = (): NonNullable<ModelFacts["weights"]> =>
  weights({
    kind: "scorecard",
    scale: { unit: 1 },
    intercept: 97,
    attributes: [
      {
        kind: "bins",
        name: "title",
        bins: [
          { kind: "category", values: ["CTO", "CIO", "CEO", "VP", "IT Director"], points: 24 },
          { kind: "other", points: -13 },
        ],
        group: null,
      },
    ],
    grades: [{ grade: "A", atLeast: 99 }],
  });

export const logistic = (over: Partial<ModelFacts> = {}): ModelFacts => ({
  kind: "logistic",
  words: "ridge logistic",
  shown: plainPoints,
  penalty: "ridge",
  anchor: null,
  range: null,
  converged: true,
  weights: weights({}),
  reason: null,
  fit: { rows: 9000, leads: 2345, positives: 199 },
  bins: [
    {
      attribute: "title",
      iv: 0.4,
      noiseFloor: 0.02,
      bins: [
        { label: "CTO", points: 1_180_803, n: 643, positives: 104, woe: 0.5 },
        { label: "other", points: -222_430, n: 1434, positives: 80, woe: 0.5 },
      ],
    },
    {
      attribute: "demo_request_30d",
      iv: 0.4,
      noiseFloor: 0.02,
      bins: [
        { label: "under 0.5", points: -310_000, n: 2100.4, positives: 120.2, woe: 0.5 },
        { label: "0.5 to 2.5", points: 640_000, n: 240, positives: 75, woe: 0.5 },
        { label: "2.5 and more", points: 2_520_000, n: 4.6, positives: 3.8, woe: 0.5 },
      ],
    },
  ],
  effects: ["demo_request_30d", "title"].map((name) => ({
    name,
    features: [name],
    ranking: 0.05,
    iv: null,
    noiseFloor: null,
    states: [],
  })),
  notes: ["no weight, for want of a second bin: email"],
  terms: null,
  segments: null,
  map: {
    curve: [-6, -4, -2, 0, 2].map((x) => ({ score: 1e6 * x, p: 1 / (1 + Math.exp(0.2 - 0.88 * x)) })),
    leads: [-6, -4, -2, 0].map((x, i) => ({
      low: 1e6 * x,
      high: 1e6 * (x + 2),
      n: [700, 1100, 500, 45][i] ?? 0,
      p: 1 / (1 + Math.exp(0.2 - 0.88 * x)),
    })),
    top: { score: -1.4e6, share: 0.1, p: 1 / (1 + Math.exp(0.2 + 0.88 * 1.4)) },
  },
  grades: [{ grade: "A", atLeast: -1_000_000, leads: 2345.4, wins: 199.2, rate: about(0.085, 0.011) }],
  reasons: [
    {
      lead: "an ordinary one",
      score: -2_400_000,
      p: 0.08,
      grade: "C",
      shown: null,
      reasons: [{ text: "title: Manager", points: 210_000 }],
    },
  ],
  folds: [fold("FY2026-Q1", false), fold("FY2026-Q2", true), fold("FY2026-Q3", true)],
  evaluation: evaluation(0.804),
  ...over,
});

export const points = (over: Partial<ModelFacts> = {}): ModelFacts => ({
  ...logistic(),
  kind: "points",
  words: "points by hand",
  shown: asWritten(),
  penalty: null,
  map: null,
  weights: weights({
    name: "hand",
    kind: "points",
    attributes: [
      { kind: "rule", when: "demo_request_30d >= 1", points: 30, group: null },
      {
        kind: "linear",
        name: "page_view_7d",
        coef: 5,
        centre: 0,
        missing: 0,
        min: null,
        max: 15,
        group: "web",
      },
    ],
    groups: [{ name: "web", min: null, max: 25 }],
    intercept: 0,
    scale: { unit: 1 },
  }),
  bins: [],
  evaluation: evaluation(0.736),
  ...over,
});

/** Three quarters, an incumbent and two candidates, two models, a warning: everything that a report can show. */
export function resultWith(over: Partial<Result> = {}): Result {
  return {
    schemaVersion: 1,
    leadline: "0.2.0",
    study: {
      name: "quarterly-review",
      title: "Lead definition review, FY2027-Q3",
      preparedFor: null,
      timezone: "UTC",
      seed: 7,
      fiscalYearStarts: 2,
      funnel: ["lead", "mql", "opportunity"],
      handoff: "mql",
      outcome: { stage: "opportunity", withinDays: 90 },
      quartersWanted: 6,
      embargoDays: 7,
      command: "leadline run study.yaml",
    },
    run: "2026-10-01-3fa9c1d2",
    asOf: "2026-10-01",
    data: {
      digest: "c48057a2530c1ba28fbb82c480dd7d6f5e5cd71a2ba29337adffbd376675b7ff",
      rows: { leads: 18204, accounts: 9001, activities: 77123, stageEntries: 5111 },
      files: [
        {
          source: "leads",
          file: "leads.csv",
          rows: 18204,
          rejected: 7,
          undated: 0,
          duplicates: 3,
          orphans: 0,
          afterAsOf: 1,
        },
      ],
      rejects: [{ file: "leads.csv", column: "employees", reason: "not a number", count: 7, sample: "200+" }],
      excluded: 12,
      refused: 4,
    },
    maturity: {
      moments: { mature: 9000, immature: 777 },
      outcomes: 460,
      outcomesWithoutMoment: 3,
      matureUntil: "2026-07-03",
      outcomeObservedFrom: "2023-09-05",
    },
    funnel: {
      ...noJourney,
      stages: [
        {
          stage: "lead",
          reached: 18204,
          dated: null,
          before: null,
          wentOn: null,
          conversion: null,
          medianDays: null,
        },
        {
          stage: "mql",
          reached: 3000,
          dated: 2800,
          before: 16000,
          wentOn: 2640,
          conversion: about(0.165, 0.01),
          medianDays: 12.4,
        },
        {
          stage: "opportunity",
          reached: 460,
          dated: 460,
          before: 2640,
          wentOn: 404,
          conversion: about(0.153, 0.02),
          medianDays: 33.3,
        },
      ],
      cohorts: [
        { month: "2026-05", n: 210, won: 17, refused: 1, mature: true, rate: about(0.081, 0.03) },
        { month: "2026-06", n: 190, won: 21, refused: 0, mature: true, rate: about(0.111, 0.04) },
        { month: "2026-07", n: 205, won: 4, refused: 0, mature: false, rate: none },
      ],
      judged: {
        from: "2026-05",
        to: "2026-06",
        months: 2,
        n: 400,
        refused: 1,
        won: 38,
        rate: about(0.095, 0.03),
      },
    },
    features: [
      {
        name: "title",
        kind: "category",
        levels: 9,
        missingShare: 0.031,
        range: null,
        example: "CTO",
        observedFrom: null,
        from: { column: "title" },
      },
    ],
    halfLives: null,
    models: { hand: points(), logit: logistic() },
    comparison: {
      method: "walk-forward",
      reason: null,
      pairs: [
        { a: "hand", b: "logit", aucDifference: about(-0.068, 0.02), logLossDifference: about(0.03, 0.01) },
      ],
    },
    definitions: {
      incumbent: definition({
        incumbent: true,
        text: "{ stage: mql, incumbent: true }",
        says: "leads that reached mql, as they were stamped at the time",
        quarters: quarters(null),
        pooled: pooled(),
        calibrationAtCrossing: null,
      }),
      demo_or_fit: definition(),
      written: definition({
        pooled: pooled({ difference: about(0.007, 0.02) }),
        calibrationAtCrossing: null,
      }),
    },
    capacity: {
      reps: 2,
      leadsPerRepPerDay: 1,
      holidays: "US",
      order: "score",
      quarters: ["FY2026-Q1", "FY2026-Q2", "FY2026-Q3"].map((of) => ({
        quarter: of,
        workingDays: 50,
        slots: 100,
      })),
      historicalIntake: { median: 0.7, p90: 1.1 },
      since: null,
      because: null,
      atHistory: null,
    },
    drift: null,
    forecast: null,
    decision: {
      metric: "wins_per_slot",
      verdict: "pilot",
      sentence:
        "Pilot demo_or_fit: 4.1 more wins per 100 slots than incumbent (-0.3 to 8.5). Unsure because 41% of the leads it adds were never worked; a random 120 of them would settle it.",
      reason: "41% of the leads it adds were never worked",
      incumbent: "incumbent",
      candidate: "demo_or_fit",
      m: 2,
      declared: 2,
      level: 0.975,
      because: null,
      leastWorkedWins: 10,
      quarters: ["FY2026-Q1", "FY2026-Q2"],
      candidates: [
        candidate("demo_or_fit", { recommended: true }),
        candidate("written", { difference: about(0.007, 0.02) }),
      ],
      smallestGain: 5,
    },
    crm: {},
    candidatesTried: 3,
    warnings: [
      {
        code: "leakage-suspect",
        what: 'the leads column "lead_score" predicts the outcome well on its own',
        mend: "take it out of `features.known_at_creation`",
        where: "leads.csv:1",
      },
    ],
    ...over,
  };
}

const undecided = (reason: string): Result["decision"] => ({
  ...resultWith().decision,
  verdict: null,
  sentence: `No verdict: ${reason}.`,
  reason,
  incumbent: null,
  candidate: null,
  candidates: [],
});

/** An outcome without times: models by cross-validation, no funnel in time, nothing replayed. */
export const withoutDefinitions = (): Result =>
  resultWith({
    definitions: {},
    capacity: null,
    funnel: { ...noJourney, stages: [], cohorts: [], judged: null },
    features: [],
    decision: { ...undecided("the outcome has no times, so nothing can be replayed"), m: 0 },
  });

export const withoutIncumbent = (): Result => {
  const { incumbent: _, ...rest } = resultWith().definitions;
  const alone = Object.fromEntries(
    Object.entries(rest).map(([of, d]) => [
      of,
      { ...d, quarters: quarters(null), pooled: { ...d.pooled, difference: null } },
    ]),
  );
  return resultWith({ definitions: alone, decision: undecided("no definition is marked as the incumbent") });
};

export const oneQuarter = (): Result =>
  resultWith({
    definitions: Object.fromEntries(
      Object.entries(resultWith().definitions).map(([of, d]) => [
        of,
        {
          ...d,
          quarters: d.quarters.slice(0, 1),
          pooled: {
            ...d.pooled,
            quarters: 1,
            nextQuarter: { value: null, reason: "one judged quarter gives no interval between quarters" },
          },
        },
      ]),
    ),
  });

/** No quarter is judged: the only one has no mature week, and no model could be fitted. */
export const nothingJudged = (): Result => {
  const reason = "no week of the quarter has its whole horizon behind it at as_of";
  const empty = {
    volume: 0,
    late: 0,
    stockAtSwitch: 0,
    slots: 0,
    served: 0,
    idle: 0,
    overflow: 0,
    worked: null,
    wins: 0,
    winsPerSlot: none,
    precision: none,
    precisionAll: none,
    precisionWithoutLate: none,
    recall: none,
    guards: {},
  };
  const model = logistic({
    weights: null,
    reason: "fewer than 50 positives: 12",
    fit: null,
    bins: [],
    effects: [],
    notes: [],
    map: null,
    grades: [],
    reasons: [],
    folds: [fold("FY2026-Q3", false)],
    evaluation: {
      ...evaluation(0.5),
      method: "none",
      n: 0,
      positives: 0,
      auc: none,
      reliability: [],
      observedExpected: none,
      calibrationSlope: none,
      brier: none,
      logLoss: none,
      precisionAtTenth: none,
      baseRate: none,
    },
  });
  return resultWith({
    models: { logit: model },
    comparison: { method: "none", reason: "no model could be fitted", pairs: [] },
    definitions: Object.fromEntries(
      Object.entries(resultWith().definitions).map(([of, d]) => [
        of,
        {
          ...d,
          calibrationAtCrossing: null,
          quarters: [
            quarter("FY2026-Q3", {
              ...empty,
              policyPrecision: none,
              difference: d.incumbent ? null : none,
              provisional: true,
              reason,
            }),
          ],
          pooled: {
            ...empty,
            covers: [],
            perQuarter: none,
            shared: null,
            quarters: 0,
            policyPrecision: none,
            policyBounds: null,
            difference: d.incumbent ? null : none,
            nextQuarter: none,
          },
        },
      ]),
    ),
    decision: { ...undecided("no quarter is judged"), incumbent: "incumbent" },
  });
};

export const zeroWins = (): Result => {
  const zero = { value: 0, low: 0, high: 0, n: 0 };
  const d = definition({
    quarters: quarters(zero).map((q) => ({
      ...q,
      wins: 0,
      winsPerSlot: zero,
      precision: zero,
      precisionAll: zero,
      recall: zero,
    })),
    pooled: pooled({
      wins: 0,
      winsPerSlot: zero,
      precision: zero,
      precisionAll: zero,
      recall: zero,
      difference: zero,
    }),
    calibrationAtCrossing: null,
  });
  return resultWith({ definitions: { incumbent: { ...d, incumbent: true }, demo_or_fit: d } });
};

const terms: ModelFacts["terms"] = [
  { term: "title CTO", unit: "logit", value: about(0.91, 0.2), by: "profile" },
  { term: "title other", unit: "logit", value: about(0.05, 0.3), by: "profile" },
  { term: "free_email", unit: "logit", value: none, by: "profile" },
];

/**
 * Five models, a kind each, told apart by their log loss (.21 to .25 in the order card, firth, small, close, hand) and
 * alone: card and firth are level, the rest are not.
 */
const segments: NonNullable<ModelFacts["segments"]> = {
  feature: "region",
  spread: { intercept: 0.5, bins: 0.25 },
  rules: 6,
  segments: [
    {
      segment: "EU",
      leads: 4210.4,
      wins: 391,
      pooling: 0.37,
      level: about(0.42, 0.15),
      deviations: [
        { term: "employees 50 to 200", value: about(-0.31, 0.2) },
        { term: "title CTO", value: about(0.12, 0.2) },
      ],
    },
    { segment: "APAC", leads: 41, wins: 3, pooling: 0.96, level: about(-0.05, 0.6), deviations: [] },
  ],
};

export const everyKind = (): Result => {
  const of: Record<string, Partial<ModelFacts>> = {
    hand: points(),
    firth: { penalty: "firth", words: "Firth logistic", terms },
    regions: { segments },
    card: {
      kind: "scorecard",
      words: "scorecard",
      penalty: null,
      anchor: { pdo: 20, points: 100, odds: 0.1 },
      range: { min: 84, max: 121 },
      weights: card(),
      reasons: [
        {
          lead: "like the best",
          score: 121,
          p: 0.4,
          grade: "A",
          shown: { hundred: 100, five: 5 },
          reasons: [],
        },
      ],
    },
    small: {
      kind: "integer_points",
      words: "small whole points",
      shown: { ...plainPoints, together: true },
      penalty: null,
      weights: { ...card(), kind: "integer_points" },
    },
    close: {
      kind: "close_rate",
      words: "close-rate points",
      shown: addedPer100(),
      penalty: null,
      weights: weights({ kind: "close_rate", scale: { unit: 0.1 }, intercept: 0 }),
      terms: [{ term: "title CTO", unit: "rate", value: about(0.162, 0.03), by: "posterior" }],
    },
  };
  const loss: Record<string, number> = {
    card: 0.21,
    firth: 0.22,
    regions: 0.26,
    small: 0.23,
    close: 0.24,
    hand: 0.25,
  };
  const names = Object.keys(of);
  return resultWith({
    models: Object.fromEntries(
      names.map((name) => [
        name,
        logistic({ ...of[name], evaluation: { ...evaluation(0.8), logLoss: about(loss[name] ?? 0, 0.02) } }),
      ]),
    ),
    comparison: {
      method: "walk-forward",
      reason: null,
      pairs: names.flatMap((a, i) =>
        names.slice(i + 1).map((b) => ({
          a,
          b,
          aucDifference: about(0.01, 0.02),
          logLossDifference: about((loss[a] ?? 0) - (loss[b] ?? 0), 0.015),
        })),
      ),
    },
    definitions: {
      ...resultWith().definitions,
      adaptive: definition({ cutoff: { model: "firth", score: -1_224_597, p: 0.2275 } }),
    },
  });
};

const profile = (value: number | null, over: Partial<ProfileFacts> = {}): ProfileFacts => ({
  taken: value === null ? null : Math.round(value),
  value,
  low: value === null ? 60 : value / 1.5,
  high: value === null ? null : value * 1.5,
  falls: [1, 2, 5, 14, 30, 90, 365].map((halfLife) => ({
    halfLife,
    fall: halfLife === 1 ? null : 12 * Math.log(halfLife / (value ?? 365)) ** 2,
  })),
  plain: value === null ? 0 : 9.4,
  ...over,
});

/** Half-lives that are found: one for all in most quarters, one an activity in the weights that ship, the last plain counts. */
export const foundHalfLives = (over: Partial<HalfLifeFacts> = {}): Result =>
  resultWith({
    halfLives: {
      grid: [1, 2, 5, 14, 30, 90, 365],
      ownFrom: 500,
      quarters: [
        { quarter: "FY2026-Q1", wins: 31, reason: "too few wins", common: null, own: null },
        { quarter: "FY2026-Q2", wins: 412, reason: null, common: { taken: 14 }, own: null },
        { quarter: "FY2026-Q3", wins: 463, reason: null, common: { taken: null }, own: null },
        {
          quarter: "FY2026-Q4",
          wins: 502,
          reason: null,
          common: { taken: 14 },
          own: [{ activity: "demo_request", taken: 5 }],
        },
      ],
      final: {
        wins: 518,
        reason: null,
        common: null,
        own: [
          { activity: "demo_request", ...profile(4.6) },
          { activity: "page_view", ...profile(30.2) },
          { activity: "webinar", ...profile(null) },
        ],
      },
      ...over,
    },
  });

export const sharedHalfLife = (): Result =>
  foundHalfLives({
    final: { wins: 480, reason: null, common: profile(13.7, { taken: 14, high: null }), own: null },
  });

export const manyDefinitions = (count = 40): Result => {
  const of = Array.from({ length: count }, (_, i) => {
    const name = i === 7 ? `a_definition_whose_name_goes_on_${"and_on_".repeat(7)}` : `candidate_${i}`;
    const gain = ((i * 37) % 40) / 400 - 0.02;
    return [
      name,
      definition({
        quarters: quarters(about(gain, 0.05)).map((q) => ({ ...q, winsPerSlot: about(0.16 + gain, 0.05) })),
        pooled: pooled({
          volume: 120 + ((i * 53) % 160),
          winsPerSlot: about(0.16 + gain, 0.04),
          precisionAll: about(0.19 - gain / 3, 0.04),
          difference: about(gain, 0.04),
        }),
      }),
    ] as const;
  });
  const { incumbent } = resultWith().definitions;
  return resultWith({
    definitions: { ...(incumbent === undefined ? {} : { incumbent }), ...Object.fromEntries(of) },
    decision: {
      ...resultWith().decision,
      m: count,
      candidate: "candidate_13",
      candidates: of.map(([name, d]) => candidate(name, { difference: d.pooled.difference ?? none })),
    },
  });
};

/** A grid in which each number is its own, so that a test can tell which cell a page shows. */
export function exploration(name: string, over: Partial<Exploration> = {}): Exploration {
  const [chances, days] = [
    [0, 0.1, null, 0.3],
    [1, 2, 4],
  ];
  const cutoffs = chances.map((p) => ({
    p: p ?? 0.2,
    own: p === null,
    definition: p === null ? "{ score: logit, cutoff: from_capacity }" : `{ score: logit, p_at_least: ${p} }`,
  }));
  const periods = ["judged", "FY2026-Q1", "FY2026-Q2", "FY2026-Q3"];
  const column = (size: number, at: (i: number) => number | null): (number | null)[] =>
    Array.from({ length: size }, (_, i) => at(i));
  const part = (size: number) => ({
    volume: column(size, (i) => 400 - i),
    served: column(size, (i) => 200 - i),
    worked: column(size, (i) => 100 - i),
    wins: {
      value: column(size, (i) => 50 + i),
      low: column(size, (i) => 30 + i),
      high: column(size, (i) => 70 + i),
    },
    precision: {
      value: column(size, (i) => 0.3 + i / 1000),
      low: column(size, (i) => 0.2 + i / 1000),
      high: column(size, (i) => 0.4 + i / 1000),
    },
  });
  const size = periods.length * days.length * cutoffs.length;
  const cells = {
    ...part(size),
    idle: column(size, (i) => i + 1),
    overflow: column(size, (i) => 300 + i),
    winsPerSlot: {
      value: column(size, () => 0.2),
      low: column(size, () => 0.1),
      high: column(size, () => 0.3),
    },
  };
  const reference = {
    served: column(periods.length * days.length, () => 120),
    wins: {
      value: column(periods.length * days.length, () => 10),
      low: column(periods.length * days.length, () => 5),
      high: column(periods.length * days.length, () => 15),
    },
  };
  return {
    schemaVersion: 1,
    run: "2026-10-01-deadbeef",
    definition: name,
    label: null,
    text: "{ score: logit, cutoff: from_capacity }",
    outcome: "opportunity",
    score: "logit",
    levels: { own: 0.95, explored: 0.983 },
    minGroup: 10,
    cutoffs,
    capacities: days.map((leadsPerDay) => ({
      leadsPerDay,
      reps: 2,
      leadsPerRepPerDay: leadsPerDay / 2,
      stated: leadsPerDay === 2,
      atHistory: false,
    })),
    periods: periods.map((period) => ({
      period,
      quarters: period === "judged" ? 2 : 1,
      provisional: period === "FY2026-Q3",
      reason: null,
    })),
    slots: column(periods.length * days.length, (i) => 100 + i),
    segments: ["referral", "=cmd|'/c calc'!A0"].map((value) => ({ by: "source", value })),
    cells,
    segmentCells: part(2 * days.length * cutoffs.length),
    pilots: {
      shares: [0.1, 1],
      sizes: [
        { gain: 2, stated: false, leads: null, reason: "it cannot be settled", weeks: [null, null] },
        { gain: 5, stated: true, leads: 196, reason: null, weeks: [212, 41] },
      ],
    },
    references: { oldestFirst: reference, atRandom: reference },
    ...over,
  };
}
