import type { Estimated } from "../base/estimate.ts";
import { DAY, NEVER, previousQuarter, type Quarter, quarterToCome, type Second } from "../base/time.ts";
import type { PipelineFacts } from "../result/type.ts";
import { kupiec } from "../stats/forecast/coverage.ts";
import { type Ahead, comingFrom } from "../stats/survival/coming.ts";
import { hasRows, ownStamps } from "./roles.ts";
import type { Counted } from "./type.ts";

export const level = 0.8;
/** Past quarters that are foretold once more, at most. */
const mostPast = 8;
/** Past forecasts from which on a test of their coverage says something. */
const leastPast = 8;
/** Customers from which on a forecast is made: fewer do not tell how long it takes. */
export const leastWon = 10;

/**
 * What the leads at the stage before the last, those of today, should bring in the quarter to come; and what the same
 * reckoning would have said of past quarters, as far ahead and by what was known then, beside what came.
 */
export function pipelineFacts(of: Counted): PipelineFacts | null {
  const { study, labels } = of;
  const [from, to] = study.funnel.slice(-2);
  const stages = from === undefined || to === undefined ? null : { from, to };
  if (stages === null) return null;
  const entered = ownStamps(of, stages.from);
  const won = labels.reach.get(stages.to);
  if (won === undefined || !hasRows(entered) || !hasRows(won)) return null;
  const line = { entered, won, lost: labels.lost, refused: labels.refused };
  const next = quarterToCome(labels.asOf, study.fiscalYearStarts);
  const gap = next.start - labels.asOf;
  const now = foretold(line, labels.asOf, next);
  if (now === null) return null;
  const past: PipelineFacts["past"][number][] = [];
  for (let q = previousQuarter(next, study.fiscalYearStarts); past.length < mostPast; ) {
    if (q.end <= labels.asOf + 1) {
      const told = foretold(line, q.start - gap, q);
      if (told === null) break;
      const { value } = told.brings;
      if (value !== null) {
        const came = cameIn(line, q.start - gap, q);
        const { low, high } = told.brings;
        past.unshift({
          quarter: q.name,
          open: told.open,
          said: told.brings,
          came,
          within: came >= low && came <= high,
        });
      }
    }
    q = previousQuarter(q, study.fiscalYearStarts);
  }
  const within = past.filter((one) => one.within).length;
  return {
    ...stages,
    quarter: next.name,
    level,
    ...now,
    past,
    p: past.length < leastPast ? null : kupiec(past.length - within, past.length, 1 - level).p,
  };
}

/** When leads entered the stage, and what became of them. */
export interface Line {
  readonly entered: Int32Array;
  readonly won: Int32Array;
  readonly lost: Int32Array;
  /** 1: its outcome is refused */
  readonly refused: Uint8Array;
}

const isOpen = ({ entered, won, lost, refused }: Line, lead: number, at: Second): boolean =>
  refused[lead] !== 1 &&
  (entered[lead] ?? NEVER) <= at &&
  (won[lead] ?? NEVER) > at &&
  (lost[lead] ?? NEVER) > at;

/** By what was known at an instant; null: too few had gone on by then. */
function foretold(
  line: Line,
  at: Second,
  { start, end }: Quarter,
): { readonly open: number; readonly brings: Estimated } | null {
  const { time, event, ages, wins } = spellsAt(line, at);
  if (wins < leastWon) return null;
  return { open: ages.length, brings: comingFrom({ time, event }, ages, aheadOf(at, { start, end }), level) };
}

/** A quarter in days from an instant. */
export const aheadOf = (at: Second, { start, end }: Pick<Quarter, "start" | "end">): Ahead => ({
  from: (start - at) / DAY,
  until: (end - at) / DAY,
});

/** Spells from the stage on as they are known at an instant, in whole days; the ages of the open ones among them. */
export function spellsAt(line: Line, at: Second) {
  const [time, event, ages]: [number[], number[], number[]] = [[], [], []];
  let wins = 0;
  for (let lead = 0; lead < line.entered.length; lead++) {
    const t = line.entered[lead] ?? NEVER;
    const [won, lost] = [line.won[lead] ?? NEVER, line.lost[lead] ?? NEVER];
    if (t > at || line.refused[lead] === 1 || won < t || lost < t) continue;
    const ended = Math.min(won, lost) <= at;
    // whole days: leads of one age are reckoned together
    const days = Math.floor(((ended ? Math.min(won, lost) : at) - t) / DAY);
    time.push(days);
    event.push(ended ? (won <= lost ? 1 : 2) : 0);
    if (!ended) ages.push(days);
    else if (won <= lost) wins++;
  }
  return { time, event, ages, wins };
}

/** Of those who were open then, how many went on in the quarter. */
function cameIn(line: Line, at: Second, { start, end }: Quarter): number {
  let came = 0;
  for (let lead = 0; lead < line.entered.length; lead++) {
    const won = line.won[lead] ?? NEVER;
    if (isOpen(line, lead, at) && won >= start && won < end) came++;
  }
  return came;
}
