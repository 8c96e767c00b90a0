import type { Fault } from "../../../base/errors.ts";
import { warning } from "../../../base/errors.ts";
import { guardDisagrees, lateDisagrees } from "../../../base/messages/models/backtest.ts";
import {
  incumbentUnjudged,
  judgedFrom,
  noCandidate,
  noIncumbent,
  noneCompared,
  noVerdict,
  pilotNotTaken,
  waitsFor,
} from "../../../base/messages/models/verdict.ts";
import { outcomeWords } from "../../../base/outcome-words.ts";
import { dayOf, isoDate } from "../../../base/time.ts";
import type { CandidateFacts, DecisionFacts, PilotTaken, PooledFacts } from "../../../result/type.ts";
import type { Serving } from "../../serve/served.ts";
import type { Covariates, Replayed, Setting } from "../../type.ts";
import { judgedFolds, nameOf } from "../scene.ts";
import { type CandidateQuestion, candidateFacts, leastWorkedWins } from "./candidate.ts";
import { withPilot } from "./pilot.ts";
import { betterLooking, type Speech, sentenceOf } from "./sentence.ts";
import { levelOf, noOthers, type Tries, triedBefore, triedOn } from "./tries.ts";

export interface Decision {
  readonly decision: DecisionFacts;
  readonly warnings: readonly Fault[];
}

/** All definitions replayed at the rate that history shows, instead of the capacity that the study states. */
export interface AtHistory {
  readonly serving: Serving;
  /** in the order of the definitions at the stated capacity */
  readonly definitions: readonly Replayed[];
  /** whether a change must hold there too */
  readonly decides: boolean;
}

/** What the verdict depends on beside the replay. */
export interface Question {
  /** smallest gain in outcomes a quarter; null: the study names none */
  readonly smallestGain: number | null;
  /** what else was tried, by the lineage's log */
  readonly tries: Tries;
  readonly history: AtHistory | null;
  /** finished pilots, and those that were refused, by candidate; absent: none */
  readonly pilots?: ReadonlyMap<string, PilotTaken>;
  /** what leads are known by at their crossings; absent: nothing is estimated of those whom nobody worked */
  readonly covariates?: Covariates;
  readonly speech: Speech;
}

/**
 * The verdict of contract.md. *change*: at level 1 - 0.05/m the low end of the difference is above 0, with late
 * crossings and without, at the stated capacity and at the historical intake, on at least 10 wins among worked swap-ins;
 * m counts the log's candidates on overlapping quarters. The low end is that of AIPW with unworked swap-ins discounted by
 * G (selection/discount.ts), or the monotone one (they count only by the wins that they had all the same), whichever is
 * above 0: either is conservative. *keep*: every candidate's high end, had all been worked and without a discount, is
 * below the smallest gain. A finished random pilot of a candidate replaces this for it: G = 1, at 95%, and it is a
 * change, a drop or undecided. Else the one *pilot* to run, else *cannot tell*, or *drop* where every candidate is below
 * the incumbent in its best case.
 */
export function decide(
  serving: Serving,
  definitions: readonly Replayed[],
  pooled: Readonly<Record<string, PooledFacts>>,
  question: Question,
): Decision {
  const { setting } = serving;
  const { smallestGain, tries, history, speech } = question;
  const incumbent = definitions.find((d) => d.incumbent) ?? null;
  const candidates = definitions.filter((d) => !d.incumbent);
  const folds = incumbent === null ? [] : judgedFolds(setting, [incumbent]);
  const m = triedOn(tries, setting, folds, candidates);
  const facts: DecisionFacts = {
    ...undecided("", incumbent?.name ?? null, candidates.length, smallestGain),
    m,
    level: levelOf(m),
    quarters: folds.map((k) => nameOf(setting, k)),
  };
  const without = (reason: string): Decision => ({
    decision: { ...facts, reason, sentence: noVerdict(reason) },
    warnings: [],
  });
  if (incumbent === null) return without(noIncumbent);
  if (candidates.length === 0) return without(noCandidate);
  if (folds.length === 0) return without(tooSoon(setting));

  const warnings: Fault[] = [];
  const judged = candidates.map((candidate): CandidateFacts => {
    const again: CandidateQuestion["history"] =
      history === null
        ? null
        : {
            serving: history.serving,
            definition: history.definitions[definitions.indexOf(candidate)] ?? candidate,
            incumbent: history.definitions[definitions.indexOf(incumbent)] ?? incumbent,
            decides: history.decides,
          };
    const replayed = candidateFacts(
      { serving, definition: candidate, incumbent },
      {
        smallestGain,
        speech,
        level: facts.level,
        frozen: (start) => {
          const before = triedBefore(tries, start, candidates);
          return { m: before, level: levelOf(before) };
        },
        history: again,
      },
    );
    const mine = withPilot(replayed, question.pilots?.get(candidate.name), speech);
    const refused = mine.pilotRead?.reason ?? null;
    if (refused !== null) warnings.push(warning(pilotNotTaken(candidate.name, refused)));
    if (mine.lateDecides !== null && mine.g !== 1)
      warnings.push(warning(lateDisagrees(candidate.name, mine.lateDecides === "with")));
    if ((mine.difference.value ?? 0) > 0)
      warnings.push(...guardWarnings(candidate.name, pooled[candidate.name], pooled[incumbent.name]));
    return mine;
  });
  const best = foremost(judged);
  const shown = judged.map((c) => asShown(c, best));
  if (best === null || best.verdict === null) {
    const reason = best?.reason ?? noneCompared;
    return {
      decision: { ...facts, reason, sentence: noVerdict(reason), candidates: shown },
      warnings,
    };
  }
  const because = betterLooking(best, judged);
  return {
    decision: {
      ...facts,
      verdict: best.verdict,
      sentence: sentenceOf(best, incumbent.name, speech, because),
      reason: best.reason,
      candidate: best.name,
      because,
      candidates: shown,
    },
    warnings,
  };
}

/** A decision without a verdict, with the reason; also where there is nothing to replay (no capacity, no times). */
export const undecided = (
  reason: string,
  incumbent: string | null,
  m: number,
  smallestGain: number | null,
): DecisionFacts => ({
  metric: "wins_per_slot",
  verdict: null,
  sentence: noVerdict(reason),
  reason,
  incumbent,
  candidate: null,
  m,
  declared: m,
  level: levelOf(m),
  because: null,
  leastWorkedWins,
  quarters: [],
  candidates: [],
  smallestGain,
});

/**
 * A plain number is the smallest gain of a study with nothing else in its log, whose stated capacity history supports.
 */
export const questionOf = (asked: Question | number | null): Question =>
  typeof asked === "number" || asked === null
    ? {
        smallestGain: asked,
        tries: noOthers,
        history: null,
        speech: { outcome: outcomeWords("won"), reps: null },
      }
    : asked;

/**
 * Why the incumbent cannot be compared: no quarter is old enough (with the day on which the first will be), or it has
 * none.
 */
function tooSoon({ folds }: Setting): string {
  const [first] = folds;
  return first === undefined || folds.some((fold) => fold.judged)
    ? incumbentUnjudged
    : judgedFrom(isoDate(dayOf(first.matureOn)));
}

const value = (c: CandidateFacts): number => c.difference.value ?? Number.NEGATIVE_INFINITY;
const lowEnd = (c: CandidateFacts): number => c.monotoneLow ?? value(c);
/** Sorts first the pilots of candidates that look better and take no longer than two quarters. */
const soon = (c: CandidateFacts): number => (c.pilot.slow || value(c) <= 0 ? 0 : 1);

/**
 * The candidate that the verdict is about. For a change: the one with the highest low end. For a pilot: of those that
 * two quarters settle, if there are any, the one that looks best. Otherwise the one that looks best among those that
 * cannot be told, then the dropped ones, then those that could not be compared.
 */
function foremost(candidates: readonly CandidateFacts[]): CandidateFacts | null {
  for (const verdict of ["change", "pilot", "cannot tell", "keep", "drop", null] as const) {
    const some = candidates.filter((c) => c.verdict === verdict);
    const order = (a: CandidateFacts, b: CandidateFacts): number =>
      verdict === "change"
        ? lowEnd(b) - lowEnd(a)
        : verdict === "pilot"
          ? soon(b) - soon(a) || value(b) - value(a)
          : value(b) - value(a);
    const [first] = some.sort(order);
    if (first !== undefined) return first;
  }
  return null;
}

/** One pilot at a time: others that could be piloted wait for the one that is run. */
function asShown(c: CandidateFacts, best: CandidateFacts | null): CandidateFacts {
  if (c === best) return { ...c, recommended: c.verdict === "change" || c.verdict === "pilot" };
  if (c.verdict !== "pilot") return c;
  return {
    ...c,
    verdict: "cannot tell",
    reason: waitsFor(c.reason, best?.name ?? "another"),
  };
}

function guardWarnings(
  name: string,
  mine: PooledFacts | undefined,
  theirs: PooledFacts | undefined,
): Fault[] {
  const out: Fault[] = [];
  for (const [stage, candidate] of Object.entries(mine?.guards ?? {})) {
    const incumbent = theirs?.guards[stage];
    if (candidate.value === null || incumbent === undefined || incumbent.value === null) continue;
    // both intervals must be against it: guards warn, they do not decide
    if (candidate.high < incumbent.low)
      out.push(warning(guardDisagrees(name, stage, candidate.value, incumbent.value)));
  }
  return out;
}
