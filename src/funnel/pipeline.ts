import type { Estimated } from "../base/estimate.ts";
import { DAY, NEVER, previousQuarter, type Quarter, quarterToCome, type Second } from "../base/time.ts";
import type { PipelineFacts } from "../result/type.ts";
import { kupiec } from "../stats/forecast/coverage.ts";
import { type Ahead, comingFrom } from "../stats/survival/coming.ts";
import { hasRows, ownStamps } from "./roles.ts";
import type { Counted } from "./type.ts";

export const level = 0.8;
/** The most past quarters that are forecast once more. */
const mostPast = 8;
/** How many past forecasts a test of their coverage needs. */
const leastPast = 8;
/** How many customers a forecast needs: fewer do not show how long it takes to win one. */
export const leastWon = 10;

/**
 * What today's leads at the stage before the last should bring in the next quarter. Beside it, what the same method
 * would have forecast for past quarters, equally far ahead and from what was known then, and what really came.
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
  /** 1 if its outcome is refused */
  readonly refused: Uint8Array;
}

const isOpen = ({ entered, won, lost, refused }: Line, lead: number, at: Second): boolean =>
  refused[lead] !== 1 &&
  (entered[lead] ?? NEVER) <= at &&
  (won[lead] ?? NEVER) > at &&
  (lost[lead] ?? NEVER) > at;

/** The forecast from what was known at an instant; null: too few leads had gone on by then. */
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
    // whole days, so that leads of the same age are computed together
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
