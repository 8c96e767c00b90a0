import { NEVER } from "../../../base/time.ts";
import type { Labels } from "../../../labels/type.ts";
import { winsWithin } from "../../../labels/within.ts";
import { type ChunkLines, crossingLine } from "../walk/log.ts";

/**
 * Sums over the first crossings of one definition in one fold's quarter, as integers that add up over accounts. Shares
 * of them and their intervals clustered by account (precision, late share) need no more. Leads of one account count
 * together in the squares.
 */
export interface CrossingSums {
  /** first crossings in the quarter, whether or not its horizon is over */
  readonly n: number;
  /** those with the outcome within the horizon H after the crossing */
  readonly won: number;
  /** those after the lead's actual hand-off */
  readonly late: number;
  /** sums over accounts of n^2, n x won and won^2 */
  readonly nn: number;
  readonly nWon: number;
  readonly wonWon: number;
}

/** One definition in one fold: a member's crossings in [start, until). */
export interface Cell {
  readonly member: number;
  readonly start: number;
  readonly until: number;
}

/** Sums over the current account and over all so far, by cell. Memory: nine numbers for each cell. */
export class SumCollector {
  private readonly labels: Labels;
  private readonly account: Int32Array;
  /**
   * for each family and each cut-off in it, the cells of its member; and the seconds that any cell of the family looks
   * at
   */
  private readonly families: readonly {
    readonly cellsOf: readonly Int32Array[];
    readonly from: number;
    readonly until: number;
  }[];
  private readonly start: Float64Array;
  private readonly until: Float64Array;
  /** counts of the current account */
  private readonly n: Int32Array;
  private readonly won: Int32Array;
  private touched: Int32Array;
  private touching = 0;
  private at = -1;
  private readonly sums: Float64Array;

  constructor(memberOf: readonly Int32Array[], cells: readonly Cell[], labels: Labels, account: Int32Array) {
    this.labels = labels;
    this.account = account;
    this.start = Float64Array.from(cells, (cell) => cell.start);
    this.until = Float64Array.from(cells, (cell) => cell.until);
    const cellsOf = new Map<number, number[]>();
    cells.forEach(({ member }, cell) => {
      cellsOf.set(member, [...(cellsOf.get(member) ?? []), cell]);
    });
    this.families = memberOf.map((members) => {
      const own = Array.from(members, (m) => Int32Array.from(cellsOf.get(m) ?? []));
      const all = own.flatMap((some) => [...some]);
      return {
        cellsOf: own,
        from: Math.min(...all.map((cell) => cells[cell]?.start ?? NEVER)),
        until: Math.max(...all.map((cell) => cells[cell]?.until ?? 0)),
      };
    });
    this.n = new Int32Array(cells.length);
    this.won = new Int32Array(cells.length);
    this.touched = new Int32Array(cells.length);
    this.sums = new Float64Array(cells.length * columns);
  }

  add({ crossings }: ChunkLines): void {
    const { labels, account } = this;
    for (let i = 0; i < crossings.length; i += crossingLine) {
      const family = this.families[crossings[i] ?? -1];
      const lead = crossings[i + 1] ?? 0;
      const t = crossings[i + 2] ?? NEVER;
      if (family === undefined || t < family.from || t >= family.until) continue;
      const own = account[lead] ?? -1;
      if (own !== this.at) this.flush();
      this.at = own;
      const won = winsWithin(labels, lead, t) ? 1 : 0;
      const late = (labels.handoff[lead] ?? NEVER) < t ? 1 : 0;
      const past = crossings[i + 5] ?? 0;
      for (let k = crossings[i + 4] ?? 0; k < past; k++)
        for (const cell of family.cellsOf[k] ?? [])
          if (t >= (this.start[cell] ?? NEVER) && t < (this.until[cell] ?? 0)) this.count(cell, won, late);
    }
    // a chunk holds whole accounts
    this.flush();
  }

  private count(cell: number, won: number, late: number): void {
    const n = this.n[cell] ?? 0;
    if (n === 0) this.touched[this.touching++] = cell;
    this.n[cell] = n + 1;
    this.won[cell] = (this.won[cell] ?? 0) + won;
    const at = columns * cell + 2;
    this.sums[at] = (this.sums[at] ?? 0) + late;
  }

  private flush(): void {
    const { n, won, sums } = this;
    for (let k = 0; k < this.touching; k++) {
      const cell = this.touched[k] ?? 0;
      const [own, wins] = [n[cell] ?? 0, won[cell] ?? 0];
      const at = columns * cell;
      sums[at] = (sums[at] ?? 0) + own;
      sums[at + 1] = (sums[at + 1] ?? 0) + wins;
      sums[at + 3] = (sums[at + 3] ?? 0) + own * own;
      sums[at + 4] = (sums[at + 4] ?? 0) + own * wins;
      sums[at + 5] = (sums[at + 5] ?? 0) + wins * wins;
      n[cell] = 0;
      won[cell] = 0;
    }
    this.touching = 0;
    this.at = -1;
  }

  cell(cell: number): CrossingSums {
    const [n = 0, won = 0, late = 0, nn = 0, nWon = 0, wonWon = 0] = this.sums.subarray(
      columns * cell,
      columns * (cell + 1),
    );
    return { n, won, late, nn, nWon, wonWon };
  }
}

/** n, won, late, nn, nWon, wonWon */
const columns = 6;
