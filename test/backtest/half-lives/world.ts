import { type Fold, finalFit, testQuarters } from "../../../src/backtest/fit/folds.ts";
import { rowsWithHalfLives } from "../../../src/backtest/fit/half-lives.ts";
import { accountFolds } from "../../../src/backtest/fit/training.ts";
import { type Fit, type Walk, walkForward } from "../../../src/backtest/fit/walk-forward.ts";
import { random } from "../../../src/base/random.ts";
import { DAY, NEVER } from "../../../src/base/time.ts";
import { codesAt } from "../../../src/features/codes.ts";
import { featureTable } from "../../../src/features/table.ts";
import type { History } from "../../../src/history/type.ts";
import { fitMoments } from "../../../src/labels/moments.ts";
import { labelsOf } from "../../../src/labels/reach.ts";
import { findHalfLives } from "../../../src/stats/half-life/index.ts";
import { normalCdf } from "../../../src/stats/numeric/distributions.ts";
import { civil } from "../../helpers/study.ts";

export const types = ["ask", "look"];
const asOf = civil("2026-01-01") - 1;
const first = civil("2024-01-01");

export interface HalfLifeShape {
  readonly leads: number;
  /** days, by type; Infinity: nothing decays */
  readonly truth: readonly number[];
  /**
   * before: all activity comes before the creation, so that each lead has one moment, at which the logistic model is
   * true. after: leads go on for two months, and each day a lead may win the sooner the more its decayed counts are.
   */
  readonly when: "before" | "after";
  readonly strength: number;
  readonly intercept: number;
  /**
   * Leads of an account, created within a day and doing the same, whose outcomes hang together (a Gaussian copula, .5) and
   * are each as likely as the logistic model says; default 1
   */
  readonly colleagues?: number;
}

/** Leads of two years, what they were at creation and did, and what came of it, as the history room gives them. */
export function halfLifeHistory(seed: number, shape: HalfLifeShape): History {
  const r = random(seed);
  const { leads, truth, when, strength, intercept, colleagues = 1 } = shape;
  const accounts = Math.ceil(leads / colleagues);
  const shared = Array.from({ length: accounts }, () => r.normal());
  const kin = colleagues > 1 ? 0.5 : 0;
  let company: { created: number; events: readonly { type: number; age: number }[] } = {
    created: 0,
    events: [],
  };
  const made = Array.from({ length: leads }, (_, i) => {
    const quality = r.normal();
    // good leads do more: what is known at creation and what is done go together
    if (i % colleagues === 0)
      company = {
        created: first + 130 * DAY + r.below(600 * DAY),
        events: Array.from({ length: r.below(quality > 0 ? 7 : 4) }, () => ({
          type: r.below(types.length),
          age: when === "before" ? r.below(120 * DAY) : -r.below(60 * DAY),
        })),
      };
    const created = company.created + r.below(DAY);
    const events = company.events
      .map(({ type, age }) => ({ type, at: created - age }))
      .sort((x, y) => Math.max(x.at, created) - Math.max(y.at, created) || x.at - y.at || x.type - y.type);
    const base = intercept + 0.5 * quality;
    const chance = (t: number): number => {
      const sum = events.reduce(
        (x, e) => x + (e.at <= t ? 2 ** ((e.at - t) / DAY / (truth[e.type] ?? 1)) : 0),
        0,
      );
      return 1 / (1 + Math.exp(-base - strength * Math.min(5, sum)));
    };
    let won = NEVER;
    const common = shared[Math.floor(i / colleagues)] ?? 0;
    const draw = normalCdf(Math.sqrt(kin) * common + Math.sqrt(1 - kin) * r.normal());
    if (when === "before") won = draw < chance(created) ? created + DAY + r.below(50 * DAY) : NEVER;
    else
      for (let d = 0; d < 90 && won === NEVER; d++)
        if (r.uniform() < chance(created + d * DAY)) won = created + d * DAY + r.below(DAY);
    return { created, quality, won, events: events.filter((e) => e.at < won) };
  });
  const rows = made.flatMap((l) => l.events.map((e) => ({ ...e, visible: Math.max(e.at, l.created) })));
  let end = 0;
  return {
    leads: {
      count: leads,
      ids: made.map((_, i) => `L${i}`),
      account: Int32Array.from(made, (_, i) => Math.floor(i / colleagues)),
      created: Int32Array.from(made, (l) => l.created),
      columns: new Map([["quality", { kind: "number", values: Float64Array.from(made, (l) => l.quality) }]]),
    },
    accounts: {
      count: accounts,
      keys: shared.map((_, a) => `a${a}`),
      start: Int32Array.from({ length: accounts + 1 }, (_, a) => Math.min(leads, a * colleagues)),
    },
    activities: {
      count: rows.length,
      types,
      start: Int32Array.from([0, ...made.map((l) => (end += l.events.length))]),
      visible: Int32Array.from(rows, (e) => e.visible),
      at: Int32Array.from(rows, (e) => e.at),
      type: Uint8Array.from(rows, (e) => e.type),
      observedFrom: Int32Array.from(types, () => first - 2000 * DAY),
    },
    stages: {
      names: ["lead", "won"],
      first: [
        Int32Array.from(made, (l) => l.created),
        Int32Array.from(made, (l) => (l.won <= asOf ? l.won : NEVER)),
      ],
      observedFrom: Int32Array.of(0, 0),
      refused: new Uint8Array(leads),
    },
    audit: { files: [], rejects: [], warnings: [], digest: "" },
  };
}

/** The way from a history to the rows of its folds: features, labels, moments, codes, folds, half-lives. */
export async function walked(
  history: History,
  horizonDays: number,
  models: ReadonlyMap<string, Fit> = new Map(),
): Promise<Walk & { readonly quarters: readonly Fold[] }> {
  const features = {
    knownAtCreation: ["quality"],
    types: new Map(),
    windows: [30],
    halfLife: "fit" as const,
    cap: null,
    rename: new Map(),
    bins: new Map(),
    signs: new Map(),
  };
  const table = featureTable(history, { features, flags: new Map(), personas: new Map(), exclude: null });
  const labels = labelsOf(history, {
    funnel: ["lead", "won"],
    lost: [],
    handoff: null,
    outcomeStage: "won",
    horizonDays,
    asOf,
  });
  const moments = fitMoments(history, labels, table.excluded);
  const coded = codesAt(history, table.features, moments.lead, moments.time);
  const quarters = testQuarters({
    asOf,
    firstMonth: 1,
    wanted: 1,
    horizon: labels.horizon,
    embargo: 7 * DAY,
    outcomeObservedFrom: 0,
    firstCreated: first,
  });
  const walk = await walkForward(
    quarters,
    finalFit(asOf, labels.horizon, 1),
    {
      moments,
      coded,
      accountOf: history.leads.account,
      accountFold: accountFolds(history.accounts.keys, 1),
    },
    models,
    {},
    rowsWithHalfLives({
      history,
      moments,
      cap: null,
      cuts: new Map(),
      find: async (asked) => findHalfLives(asked),
    }),
  );
  return { ...walk, quarters };
}
