import { type Question, questionOf } from "../../src/backtest/judge/verdict/verdict.ts";
import { serving } from "../../src/backtest/serve/served.ts";
import type { Covariates } from "../../src/backtest/type.ts";
import { random } from "../../src/base/random.ts";
import { DAY, NEVER } from "../../src/base/time.ts";
import { civil } from "../helpers/study.ts";
import { replayedAs, settingOf } from "./world.ts";

export interface SelectedWorld {
  /** leads a quarter, over six quarters */
  readonly leads: number;
  /** slots a quarter, about */
  readonly slots: number;
  /** logits that one standard deviation of what the candidate alone sees adds to the chance of a win */
  readonly better: number;
  /** logits by which sales, picking by itself, follows what nobody wrote down and half of which makes leads win */
  readonly cherry: number;
  /** what being unworked leaves of a lead's chance; default 0.6 */
  readonly unworked?: number;
}

/**
 * Leads whom sales works by a rule of its own, with a known truth. Those that the incumbent passes on are mostly worked;
 * of all others sales picks about a third, the more so the better they look to it (`cherry`). `chance` is that of a win
 * had the lead been worked. Accounts of one to three leads share their luck.
 */
export function selectedWorld({ leads, slots, better, cherry, unworked = 0.6 }: SelectedWorld, seed: number) {
  const r = random(seed);
  const quarters = 6;
  const start = civil("2024-10-01");
  const n = leads * quarters;
  const never = (): Int32Array => new Int32Array(n).fill(NEVER);
  const [account, worked] = [new Int32Array(n), new Uint8Array(n)];
  const [crossA, crossB, outcome] = [never(), never(), never()];
  const [mine, theirs, chance] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  let [current, left, luck] = [-1, 0, 0];
  for (let i = 0; i < n; i++) {
    if (left === 0) {
      current++;
      left = 1 + r.below(3);
      luck = 0.5 * r.normal();
    }
    left--;
    account[i] = current;
    const [own, common, unseen] = [r.normal(), r.normal(), r.normal()];
    const score = 0.8 * own + 0.6 * common;
    const points = 0.6 * common + 0.8 * r.normal();
    mine[i] = score;
    theirs[i] = points;
    const p = 1 / (1 + Math.exp(2.6 - better * own - 0.35 * common - 0.5 * unseen - luck));
    chance[i] = p;
    const created = start + r.below(547) * DAY + r.below(DAY);
    if (score > 0.9) crossA[i] = created + r.below(5) * DAY;
    if (points > 0.9) crossB[i] = created + r.below(5) * DAY;
    const likes = points > 0.9 ? 1.2 + 0.3 * unseen : Math.log(0.35 / 0.65) + cherry * unseen + 0.4 * common;
    worked[i] = r.uniform() < 1 / (1 + Math.exp(-likes)) ? 1 : 0;
    const crossed = Math.max(
      ...[crossA[i], crossB[i]].map((t) => ((t ?? NEVER) === NEVER ? 0 : (t ?? 0))),
      created,
    );
    if (r.uniform() < (worked[i] === 1 ? p : p * unworked)) outcome[i] = crossed + 10 * DAY;
  }
  const setting = settingOf(
    { account, outcome, worked },
    { wanted: quarters, rate: { reps: 1, leadsPerRepPerDay: slots / 64 } },
  );
  const covariates: Covariates = {
    at: (_names, _fold, lead) => [mine, theirs].map((of) => Float64Array.from(lead, (i) => of[i] ?? 0)),
    knows: () => true,
  };
  const points = (of: Float64Array): Int32Array => Int32Array.from(of, (x) => Math.round(1000 * x));
  return {
    setting,
    /** the question with a smallest gain, or none */
    asking: (gain: number | null): Question => ({ ...questionOf(gain), covariates }),
    serving: serving(setting, covariates),
    chance,
    candidate: replayedAs("candidate", false, setting, crossA, points(mine)),
    incumbent: replayedAs("incumbent", true, setting, crossB, points(theirs)),
  };
}
