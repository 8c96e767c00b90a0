import type { Estimated } from "../../base/estimate.ts";
import { bytesAt, doublesAt, integersAt } from "../../base/gather.kernel.ts";
import type { Exploration, ExploredCells, SegmentCells } from "../../result/type.ts";
import { perSlot, proportion, times } from "../judge/intervals.ts";
import type { Filled } from "./waiting.ts";

type Draft<T> = T extends readonly (infer U)[] ? U[] : { [K in keyof T]: Draft<T[K]> };
export type SegmentDraft = Draft<SegmentCells>;
export type CellDraft = Draft<ExploredCells>;
export type ReferenceDraft = Draft<Exploration["references"]["atRandom"]>;
type Column = (number | null)[];

/** A column of this many cells, all withheld (null) until they are written. */
const columnOf = (cells: number): Column => new Array<number | null>(cells).fill(null);
const ends = (cells: number) => ({ value: columnOf(cells), low: columnOf(cells), high: columnOf(cells) });

export const segmentDraft = (cells: number): SegmentDraft => ({
  volume: columnOf(cells),
  served: columnOf(cells),
  worked: columnOf(cells),
  wins: ends(cells),
  precision: ends(cells),
});
export const cellDraft = (cells: number): CellDraft => ({
  ...segmentDraft(cells),
  idle: columnOf(cells),
  overflow: columnOf(cells),
  winsPerSlot: ends(cells),
});
export const referenceDraft = (cells: number): ReferenceDraft => ({
  served: columnOf(cells),
  wins: ends(cells),
});

/** The data of a cell: who is served, how many quarters it is the mean of, and the level of its intervals. */
export interface Seen {
  readonly set: Filled;
  readonly quarters: number;
  readonly level: number;
}

/** Rounds a chance or a share to four decimals, a number of leads or outcomes to hundredths. */
export const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
const hundredths = (value: number): number => Math.round(value * 100) / 100;

function put(to: ReturnType<typeof ends>, at: number, of: Estimated, round: (value: number) => number): void {
  if (of.value === null) return;
  to.value[at] = round(of.value);
  to.low[at] = round(of.low);
  to.high[at] = round(of.high);
}

/** Writes the cell of all leads that qualify: the same figures as a definition's quarter has. */
export function writeCell(to: CellDraft, at: number, { set, quarters, level }: Seen): void {
  writeShares(to, at, set.volume / quarters, set, quarters, level);
  to.idle[at] = hundredths(set.idle / quarters);
  to.overflow[at] = hundredths(set.overflow / quarters);
  const slot = perSlot({ ...set, account: set.cluster }, level);
  put(to.winsPerSlot, at, slot, rounded);
  put(to.wins, at, times(slot, set.slots / quarters), hundredths);
}

/** Writes the cell of a segment: those served whose index is marked 1 in `places`, in the queue of all leads. */
export function writeSegment(
  to: SegmentDraft,
  at: number,
  { set, quarters, level }: Seen,
  { size, has }: { readonly size: number; readonly has: Uint8Array },
): void {
  const rows = new Int32Array(set.places.length);
  let n = 0;
  for (let k = 0; k < rows.length; k++) if (has[set.places[k] ?? 0] === 1) rows[n++] = k;
  const own = rows.subarray(0, n);
  const part = {
    share: doublesAt(set.share, own),
    won: bytesAt(set.won, own),
    cluster: integersAt(set.cluster, own),
    worked: set.worked === null ? null : bytesAt(set.worked, own),
  };
  const { precision, served } = writeShares(to, at, size / quarters, part, quarters, level);
  put(to.wins, at, times(precision, served / quarters), hundredths);
}

function writeShares(
  to: SegmentDraft,
  at: number,
  volume: number,
  { share, won, worked, cluster }: Pick<Filled, "share" | "won" | "worked" | "cluster">,
  quarters: number,
  level: number,
): { readonly precision: Estimated; readonly served: number } {
  let served = 0;
  let workedShare = 0;
  for (let k = 0; k < share.length; k++) {
    served += share[k] ?? 0;
    workedShare += (share[k] ?? 0) * (worked?.[k] ?? 0);
  }
  to.volume[at] = hundredths(volume);
  to.served[at] = hundredths(served / quarters);
  to.worked[at] = worked === null ? null : hundredths(workedShare / quarters);
  const precision = proportion(won, share, cluster, "nobody was served", level);
  put(to.precision, at, precision, rounded);
  return { precision, served };
}

/** Writes what an order that ignores scores would bring. */
export function writeReference(to: ReferenceDraft, at: number, { set, quarters, level }: Seen): void {
  to.served[at] = hundredths(set.served / quarters);
  put(to.wins, at, times(perSlot({ ...set, account: set.cluster }, level), set.slots / quarters), hundredths);
}
