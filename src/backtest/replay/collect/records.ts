import { NEVER } from "../../../base/time.ts";
import type { Labels } from "../../../labels/type.ts";
import { Crossings } from "../../crossings.ts";
import type { Member } from "../compile/families.ts";
import { type ChunkLines, crossingLine } from "../walk/log.ts";

/** A definition that goes on from one fold's weights to the next: who crosses under the new ones alone is counted. */
export interface Switch {
  readonly now: number;
  readonly before: number;
  /** second at which the weights change: the start of the new fold's quarter */
  readonly start: number;
}

/**
 * Gathers the lines of chunks, in order, into records by member, and counts at each switch the leads that it would
 * bring at once: open then, across under the new weights before it and not under the old.
 */
export class RecordCollector {
  private readonly members: readonly Member[];
  private readonly memberOf: readonly Int32Array[];
  private readonly labels: Labels;
  private readonly switches: readonly Switch[];
  private readonly switchesOf: readonly Int32Array[];
  private readonly records: readonly Records[];
  /** by switch */
  readonly stock: Int32Array;
  /** of the lead at hand, by member */
  private readonly crossedAt: Int32Array;
  private readonly touched: number[] = [];

  constructor(
    plan: { readonly members: readonly Member[]; readonly memberOf: readonly Int32Array[] },
    labels: Labels,
    switches: readonly Switch[],
  ) {
    this.members = plan.members;
    this.memberOf = plan.memberOf;
    this.labels = labels;
    this.switches = switches;
    this.switchesOf = plan.members.map((_, m) =>
      Int32Array.from(switches.flatMap(({ now }, s) => (now === m ? [s] : []))),
    );
    this.records = plan.members.map(() => new Records());
    this.stock = new Int32Array(switches.length);
    this.crossedAt = new Int32Array(plan.members.length).fill(NEVER);
  }

  add({ crossings }: ChunkLines): void {
    let lead = -1;
    for (let i = 0; i < crossings.length; i += crossingLine) {
      const own = crossings[i + 1] ?? 0;
      if (own !== lead) this.settle(lead);
      lead = own;
      const time = crossings[i + 2] ?? NEVER;
      const score = crossings[i + 3] ?? 0;
      const members = this.memberOf[crossings[i] ?? 0];
      const past = crossings[i + 5] ?? 0;
      for (let k = crossings[i + 4] ?? 0; k < past; k++) this.cross(members?.[k] ?? -1, lead, time, score);
    }
    this.settle(lead);
  }

  private cross(m: number, lead: number, time: number, score: number): void {
    const member = this.members[m];
    if (member === undefined || time >= member.until) return;
    this.crossedAt[m] = time;
    this.touched.push(m);
    const asked =
      time >= member.start || (time >= member.since && (this.labels.outcome[lead] ?? NEVER) < NEVER);
    if (asked) this.records[m]?.push(lead, time, score);
  }

  /** Counts a lead at the switches, once all that it crosses is known. */
  private settle(lead: number): void {
    const { crossedAt, touched } = this;
    if (this.switches.length > 0)
      for (const m of touched)
        for (const s of this.switchesOf[m] ?? []) {
          const { before, start } = this.switches[s] ?? { before: m, start: 0 };
          const comes = (crossedAt[m] ?? NEVER) < start && (crossedAt[before] ?? NEVER) >= start;
          if (comes && this.openAt(lead, start)) this.stock[s] = (this.stock[s] ?? 0) + 1;
        }
    for (const m of touched) crossedAt[m] = NEVER;
    touched.length = 0;
  }

  private openAt(lead: number, t: number): boolean {
    const { outcome, lost, handoff } = this.labels;
    return Math.min(outcome[lead] ?? NEVER, lost[lead] ?? NEVER, handoff[lead] ?? NEVER) >= t;
  }

  /** The records of a member, which are given up here: a second call finds none. */
  take(member: number, leads: number, scored: boolean): Crossings {
    const of = this.records[member] ?? new Records();
    const [lead, time, score] = of.take();
    return new Crossings(leads, lead, time, scored ? score : null);
  }
}

/** Columns that grow by blocks, so that they are never copied as a whole but at the end. */
class Records {
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
  take(): readonly [Int32Array, Int32Array, Int32Array] {
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
