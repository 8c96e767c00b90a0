import { NEVER } from "../../../base/time.ts";
import type { Labels } from "../../../labels/type.ts";
import type { Member } from "../compile/families.ts";
import { type ChunkLines, crossingLine } from "../walk/log.ts";

/**
 * The change of a definition's weights between two folds. Only leads that cross under the new weights and not under the
 * old are counted.
 */
export interface Switch {
  readonly now: number;
  readonly before: number;
  /** second at which the weights change: the start of the new fold's quarter */
  readonly start: number;
}

/** Which first crossings are wanted; the threads that walk get this plan. */
export interface SiftPlan {
  readonly members: readonly Member[];
  /** for each family of the plan and each of its cut-offs, the index of its member */
  readonly memberOf: readonly Int32Array[];
  readonly switches: readonly Switch[];
  readonly labels: Pick<Labels, "outcome" | "lost" | "handoff">;
}

/**
 * Counts at each switch the leads that it would bring at once: they are open then, and had crossed before under the new
 * weights but not under the old. Of a chunk's lines it keeps only those that some member may record. It runs in the
 * thread that walks, so that little is passed between threads.
 */
export class Sifter {
  private readonly plan: SiftPlan;
  private readonly switchesOf: readonly Int32Array[];
  /** for each family, what any of its members asks for */
  private readonly asked: readonly Member[];
  /** for the current lead, when each member was crossed */
  private readonly crossedAt: Int32Array;
  private readonly touched: Int32Array;
  private touching = 0;

  constructor(plan: SiftPlan) {
    this.plan = plan;
    this.switchesOf = plan.members.map((_, m) =>
      Int32Array.from(plan.switches.flatMap(({ now }, s) => (now === m ? [s] : []))),
    );
    this.asked = plan.memberOf.map((own) => {
      const members = [...own].flatMap((m) => plan.members[m] ?? []);
      return {
        since: Math.min(...members.map((m) => m.since)),
        start: Math.min(...members.map((m) => m.start)),
        until: Math.max(...members.map((m) => m.until)),
      };
    });
    this.crossedAt = new Int32Array(plan.members.length).fill(NEVER);
    this.touched = new Int32Array(plan.members.length);
  }

  /** Sifts a chunk's lines in place; `stock` has one entry for each switch. */
  sift(lines: ChunkLines): ChunkLines {
    const { crossings } = lines;
    const stock = new Int32Array(this.plan.switches.length);
    let lead = -1;
    let end = 0;
    for (let i = 0; i < crossings.length; i += crossingLine) {
      const own = crossings[i + 1] ?? 0;
      if (own !== lead) this.settle(lead, stock);
      lead = own;
      const family = crossings[i] ?? 0;
      const t = crossings[i + 2] ?? NEVER;
      if (stock.length > 0) {
        const members = this.plan.memberOf[family];
        const past = crossings[i + 5] ?? 0;
        for (let k = crossings[i + 4] ?? 0; k < past; k++) this.cross(members?.[k] ?? -1, t);
      }
      const asked = this.asked[family];
      if (asked === undefined || !asks(asked, this.plan.labels.outcome, lead, t)) continue;
      crossings.copyWithin(end, i, i + crossingLine);
      end += crossingLine;
    }
    this.settle(lead, stock);
    return { ...lines, crossings: crossings.subarray(0, end), stock };
  }

  private cross(m: number, t: number): void {
    const member = this.plan.members[m];
    if (member === undefined || t >= member.until) return;
    this.crossedAt[m] = t;
    this.touched[this.touching++] = m;
  }

  /** Counts a lead at the switches, once all its crossings are known. */
  private settle(lead: number, stock: Int32Array): void {
    const { crossedAt, touched } = this;
    const { switches, labels } = this.plan;
    for (let k = 0; k < this.touching; k++) {
      const m = touched[k] ?? 0;
      const own = this.switchesOf[m];
      if (own === undefined) continue;
      for (let j = 0; j < own.length; j++) {
        const s = own[j] ?? 0;
        const { before, start } = switches[s] ?? { before: m, start: 0 };
        if ((crossedAt[m] ?? NEVER) >= start || (crossedAt[before] ?? NEVER) < start) continue;
        const { outcome, lost, handoff } = labels;
        const open = Math.min(outcome[lead] ?? NEVER, lost[lead] ?? NEVER, handoff[lead] ?? NEVER) >= start;
        if (open) stock[s] = (stock[s] ?? 0) + 1;
      }
    }
    for (let k = 0; k < this.touching; k++) crossedAt[touched[k] ?? 0] = NEVER;
    this.touching = 0;
  }
}

/** Whether a crossing leaves a record: within the quarter always; before it only where the lead reaches the outcome. */
export const asks = (of: Member, outcome: Int32Array, lead: number, t: number): boolean =>
  t < of.until && (t >= of.start || (t >= of.since && (outcome[lead] ?? NEVER) < NEVER));
