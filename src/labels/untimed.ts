import { DAY, NEVER } from "../base/time.ts";
import { columnValue } from "../history/column.ts";
import type { History } from "../history/type.ts";
import type { Outcome, Study } from "../study/type.ts";
import type { Labels, Moments } from "./type.ts";

export type UntimedOutcome = Extract<Outcome, { kind: "column" }>;

/** Whether every lead has its date of creation. */
export const leadsDated = ({ sources }: Pick<Study, "sources">): boolean =>
  sources.leads.every(({ created }) => created !== null);

/** The name of an outcome without times in a report. */
export const untimedName = ({ column, is }: UntimedOutcome): string => `${column} = ${is}`;

/**
 * Labels of an outcome without times: it counts as reached at the creation of the leads whose column says so; a missing
 * value is not reached. The horizon is how long a lead takes to be finished: younger leads are immature, whatever their
 * column says today.
 * @param maturesAfter days; 0: every lead counts as finished
 */
export function untimedLabels(
  history: History,
  labels: Labels,
  outcome: UntimedOutcome,
  maturesAfter: number,
): Labels {
  const { recorded: _recorded, outcomeStage: _stage, dated: _dated, ...rest } = labels;
  const at = reachedColumn(history, outcome);
  return {
    ...rest,
    horizon: maturesAfter * DAY,
    outcome: at,
    reach: new Map([...labels.reach, [untimedName(outcome), at]]),
  };
}

function reachedColumn(history: History, outcome: UntimedOutcome): Int32Array {
  const values = history.leads.columns.get(outcome.column);
  return history.leads.created.map((created, i) =>
    String(columnValue(values, i)) === outcome.is ? created : NEVER,
  );
}

/** One moment for each lead, at its creation. */
export function columnMoments({ leads }: History, labels: Labels, excluded: Uint8Array): Moments {
  const lead = Int32Array.from({ length: leads.count }, (_, i) => i)
    .filter((i) => excluded[i] !== 1)
    .sort((a, b) => (leads.created[a] ?? NEVER) - (leads.created[b] ?? NEVER) || a - b);
  const label = (i: number): 0 | 1 | 2 =>
    (leads.created[i] ?? NEVER) + labels.horizon > labels.asOf
      ? 2
      : (labels.outcome[i] ?? NEVER) < NEVER
        ? 1
        : 0;
  return {
    count: lead.length,
    lead,
    time: Int32Array.from(lead, (i) => leads.created[i] ?? NEVER),
    label: Uint8Array.from(lead, label),
  };
}

/**
 * Ages are looked at in blocks of this many days, at most this many blocks, each compared with the six older blocks
 * next to it.
 */
const blockDays = 30;
const mostBlocks = 24;
const olderBlocks = 6;
/**
 * The chance below which the youngest block must fall short of the older ones, and the same for each block after it.
 */
const firstChance = 1e-3;
const nextChance = 1e-2;

/**
 * How long a lead takes to be finished, as the youngest leads suggest: `days` is 0 where they convert no less often
 * than older ones.
 */
export interface ProposedMaturity {
  readonly days: number;
  readonly young: { readonly leads: number; readonly won: number };
  readonly older: { readonly leads: number; readonly won: number };
}

/**
 * Proposes `matures_after` from the ages at as_of at which leads convert less often than the half year of older ones.
 * Goes through blocks of 30 days from the youngest on, as long as a block falls short of the older ones by more than
 * chance (binomial tail). A conversion rate that rises towards today hides unfinished leads, so 0 does not prove that
 * there are none. O(leads).
 * @param tail the chance of at most k outcomes among n leads at rate p
 */
export function proposeMaturity(
  history: History,
  outcome: UntimedOutcome,
  asOf: number,
  tail: (n: number, k: number, p: number) => number,
): ProposedMaturity {
  const { created } = history.leads;
  const won = reachedColumn(history, outcome);
  const blocks = Array.from({ length: mostBlocks + olderBlocks }, () => ({ leads: 0, won: 0 }));
  created.forEach((t, i) => {
    const block = blocks[Math.floor((asOf - t) / (blockDays * DAY))];
    if (block === undefined) return;
    block.leads++;
    if ((won[i] ?? NEVER) < NEVER) block.won++;
  });
  const sum = (from: number, to: number): { leads: number; won: number } =>
    blocks
      .slice(from, to)
      .reduce((all, b) => ({ leads: all.leads + b.leads, won: all.won + b.won }), { leads: 0, won: 0 });
  let young = 0;
  for (; young < mostBlocks; young++) {
    const block = sum(young, young + 1);
    const older = sum(young + 1, young + 1 + olderBlocks);
    if (older.leads === 0 || older.won === 0) break;
    const short = tail(block.leads, block.won, older.won / older.leads);
    if (!(short < (young === 0 ? firstChance : nextChance))) break;
  }
  return { days: young * blockDays, young: sum(0, young), older: sum(young, young + olderBlocks) };
}
