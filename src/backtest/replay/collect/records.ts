import { NEVER } from "../../../base/time.ts";
import { Crossings } from "../../crossings.ts";
import { type ChunkLines, crossingLine } from "../walk/log.ts";
import { asks, type SiftPlan } from "./sift.ts";

/**
 * Gathers the sifted lines of chunks, in order, into records by member, and adds up the leads that come at the
 * switches.
 */
export class RecordCollector {
  private readonly plan: SiftPlan;
  private readonly records: readonly Records[];
  /** for each switch, how many leads it would bring at once */
  readonly stock: Int32Array;

  constructor(plan: SiftPlan) {
    this.plan = plan;
    this.records = plan.members.map(() => new Records());
    this.stock = new Int32Array(plan.switches.length);
  }

  add({ crossings, stock }: ChunkLines): void {
    const { members, memberOf, labels } = this.plan;
    stock?.forEach((n, s) => {
      this.stock[s] = (this.stock[s] ?? 0) + n;
    });
    for (let i = 0; i < crossings.length; i += crossingLine) {
      const own = memberOf[crossings[i] ?? 0];
      const lead = crossings[i + 1] ?? 0;
      const t = crossings[i + 2] ?? NEVER;
      const past = crossings[i + 5] ?? 0;
      for (let k = crossings[i + 4] ?? 0; k < past; k++) {
        const m = own?.[k] ?? -1;
        const member = members[m];
        if (member !== undefined && asks(member, labels.outcome, lead, t))
          this.records[m]?.push(lead, t, crossings[i + 3] ?? 0);
      }
    }
  }

  /** The records of every member. They are given away: a second call finds none. */
  all(): Recorded {
    return { records: this.records.map((of) => of.take()), stock: this.stock };
  }
}

/** Leads, times and scores of each member, and the leads at each switch. */
export interface Recorded {
  readonly records: readonly Columns[];
  readonly stock: Int32Array;
}
export type Columns = readonly [Int32Array, Int32Array, Int32Array];

export const isRecords = (value: unknown): value is Recorded =>
  typeof value === "object" && value !== null && "records" in value && "stock" in value;

/** The records of one member. */
export function crossingsIn(
  { records }: Recorded,
  member: number,
  leads: number,
  scored: boolean,
): Crossings {
  const [lead, time, score] = records[member] ?? [new Int32Array(), new Int32Array(), new Int32Array()];
  return new Crossings(leads, lead, time, scored ? score : null);
}

/** Columns that grow by blocks, so that they are copied only once, at the end. */
export class Records {
  private readonly blocks: Int32Array[] = [];
  private block = new Int32Array(3 * 64);
  private end = 0;

  push(lead: number, time: number, score: number): void {
    if (this.end === this.block.length) {
      this.blocks.push(this.block);
      this.block = new Int32Array(Math.min(2 * this.block.length, 3 * 8192));
      this.end = 0;
    }
    this.block[this.end++] = lead;
    this.block[this.end++] = time;
    this.block[this.end++] = score;
  }

  /** Leads, times and scores; nothing is kept. */
  take(): Columns {
    const blocks = [...this.blocks, this.block.subarray(0, this.end)];
    this.blocks.length = 0;
    this.block = new Int32Array(3 * 64);
    this.end = 0;
    const n = blocks.reduce((sum, { length }) => sum + length / 3, 0);
    const columns = [new Int32Array(n), new Int32Array(n), new Int32Array(n)] as const;
    let at = 0;
    for (const block of blocks)
      for (let i = 0; i < block.length; i += 3, at++) {
        columns[0][at] = block[i] ?? 0;
        columns[1][at] = block[i + 1] ?? 0;
        columns[2][at] = block[i + 2] ?? 0;
      }
    return columns;
  }
}
