import { testQuarters } from "../../src/backtest/fit/folds.ts";
import { everyWeekday } from "../../src/backtest/serve/capacity.ts";
import type { Replayed, Setting } from "../../src/backtest/type.ts";
import { random } from "../../src/base/random.ts";
import { DAY, NEVER } from "../../src/base/time.ts";
import { civil } from "../helpers/study.ts";

export const horizon = 90 * DAY;
const asOf = civil("2026-06-30", "23:59:59");

/** A setting of the latest `wanted` judged calendar quarters for leads with these facts. */
export function settingOf(
  leads: {
    readonly account: Int32Array;
    readonly outcome: Int32Array;
    readonly handoff?: Int32Array;
    readonly worked: Uint8Array | null;
    readonly refused?: Uint8Array;
    readonly reach?: ReadonlyMap<string, Int32Array>;
  },
  over: Partial<Setting> & { readonly wanted?: number } = {},
): Setting {
  const n = leads.account.length;
  const never = new Int32Array(n).fill(NEVER);
  const { wanted = 4, ...rest } = over;
  return {
    labels: {
      horizon,
      asOf,
      outcome: leads.outcome,
      handoff: leads.handoff ?? never,
      lost: never,
      reach: leads.reach ?? new Map(),
      stamped: leads.reach ?? new Map(),
      outcomeObservedFrom: civil("2020-01-01"),
      refused: leads.refused ?? new Uint8Array(n),
    },
    account: leads.account,
    // what is worked at all is worked from the start
    worked: leads.worked && Int32Array.from(leads.worked, (w) => (w === 1 ? 0 : NEVER)),
    folds: testQuarters({
      asOf,
      firstMonth: 1,
      wanted,
      horizon,
      embargo: 0,
      outcomeObservedFrom: civil("2020-01-01"),
      firstCreated: civil("2020-01-01"),
      provisional: "none",
    }),
    rate: { reps: 1, leadsPerRepPerDay: 3 },
    calendar: everyWeekday,
    slaBusinessDays: 0,
    order: "score",
    guards: [],
    ...rest,
  };
}

/** A definition that crosses at the same moments under every fold's weights. */
export const replayedAs = (
  name: string,
  incumbent: boolean,
  setting: Setting,
  time: Int32Array,
  score: ArrayLike<number> | null,
): Replayed => ({
  name,
  incumbent,
  folds: setting.folds.map(() => ({
    crossings: { time, score },
    reason: null,
    cutoff: null,
    prospective: true,
  })),
});

export interface WorldSpec {
  readonly quarters: number;
  /** leads a quarter */
  readonly leads: number;
  readonly leadsPerDay: number;
  /** mean probability of a win of a worked lead */
  readonly rate: number;
  /** what being unworked leaves of it */
  readonly unworked: number;
}

/**
 * Leads in accounts of one to four colleagues whose chances rise and fall together; a good and a bad mark, of which
 * the incumbent sees the bad one only; work goes by the incumbent; scores are few, so that ties abound. `chance` is
 * each lead's probability of a win given everything but the account's luck.
 */
export function simulated(spec: WorldSpec, seed: number) {
  const r = random(seed);
  const start = civil("2025-04-01");
  const n = spec.leads * spec.quarters;
  const account = new Int32Array(n);
  const worked = new Uint8Array(n);
  const chance = new Float64Array(n);
  const crossA = new Int32Array(n).fill(NEVER);
  const crossB = new Int32Array(n).fill(NEVER);
  const scoreA = new Int32Array(n);
  const scoreB = new Int32Array(n);
  const outcome = new Int32Array(n).fill(NEVER);
  let current = -1;
  let left = 0;
  let luck = 1;
  for (let i = 0; i < n; i++) {
    if (left === 0) {
      current++;
      left = 1 + r.below(4);
      luck = r.below(2) === 0 ? 0.3 : 1.7;
    }
    left--;
    account[i] = current;
    const good = r.below(4);
    const loud = r.below(4);
    const created = start + r.below(365) * DAY + r.below(DAY);
    scoreA[i] = 2 * good + loud;
    scoreB[i] = loud;
    if ((scoreA[i] ?? 0) >= 4) crossA[i] = created + r.below(5) * DAY;
    if (loud >= 2) crossB[i] = created + r.below(5) * DAY;
    worked[i] = r.uniform() < (loud >= 2 ? 0.85 : 0.45) ? 1 : 0;
    chance[i] = spec.rate * (0.5 + good / 3) * (worked[i] === 1 ? 1 : spec.unworked);
    if (r.uniform() < (chance[i] ?? 0) * luck) outcome[i] = created + 10 * DAY;
  }
  const setting = settingOf(
    { account, outcome, worked },
    { wanted: spec.quarters, rate: { reps: 1, leadsPerRepPerDay: spec.leadsPerDay } },
  );
  return {
    setting,
    chance,
    candidate: replayedAs("candidate", false, setting, crossA, scoreA),
    incumbent: replayedAs("incumbent", true, setting, crossB, scoreB),
  };
}
