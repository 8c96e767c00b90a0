import { NEVER } from "../../../base/time.ts";
import { cutoffFromRises, type Rises, unscored } from "../../serve/cutoff.ts";
import { type ChunkLines, maximumLine } from "../walk/log.ts";

/** The running maximum of each lead before the period, and by its end; `unscored` where it has none. */
export interface EveryMaximum {
  readonly before: Int32Array;
  readonly by: Int32Array;
}

/** Keeps the maxima of every lead, to look at single leads. Memory: leads x maxima. */
export class EveryMaximumCollector {
  readonly maxima: readonly EveryMaximum[];

  constructor(maxima: number, leads: number) {
    const none = (): Int32Array => new Int32Array(leads).fill(unscored);
    this.maxima = Array.from({ length: maxima }, () => ({ before: none(), by: none() }));
  }

  add({ maxima }: ChunkLines): void {
    for (let i = 0; i < maxima.length; i += maximumLine) {
      const of = this.maxima[maxima[i] ?? -1];
      const lead = maxima[i + 1] ?? 0;
      if (of === undefined) continue;
      of.before[lead] = maxima[i + 2] ?? unscored;
      of.by[lead] = maxima[i + 3] ?? unscored;
    }
  }
}

/** How many rises of a maximum are kept before the lower ones, which can no longer decide the cut-off, are dropped. */
export const roomOfRises = 1 << 14;

/**
 * Keeps, for each maximum, the rises that a cut-off for at most `most` slots can depend on: those at or above the score
 * at which that many leads overflow already. Leads still to come can only raise that score. Memory grows with the
 * slots.
 */
export class RiseCollector {
  private readonly drafts: {
    before: Int32Array;
    by: Int32Array;
    end: number;
    lowest: number;
    most: number;
  }[];

  /** @param most by maximum */
  constructor(most: readonly number[]) {
    this.drafts = most.map((slots) => ({
      before: new Int32Array(64),
      by: new Int32Array(64),
      end: 0,
      lowest: NEVER,
      most: slots,
    }));
  }

  add({ maxima, lowest }: ChunkLines): void {
    lowest.forEach((score, k) => {
      const draft = this.drafts[k];
      if (draft !== undefined && score < draft.lowest) draft.lowest = score;
    });
    for (let i = 0; i < maxima.length; i += maximumLine) {
      const draft = this.drafts[maxima[i] ?? -1];
      if (draft === undefined) continue;
      if (draft.end === draft.by.length) this.makeRoom(draft);
      draft.before[draft.end] = maxima[i + 2] ?? unscored;
      draft.by[draft.end++] = maxima[i + 3] ?? unscored;
    }
  }

  private makeRoom(draft: (typeof this.drafts)[number]): void {
    if (draft.end >= roomOfRises) {
      const least = cutoffFromRises(risesOf(draft), draft.most)?.next?.cutoff ?? unscored;
      let kept = 0;
      for (let i = 0; i < draft.end; i++) {
        const by = draft.by[i] ?? unscored;
        if (by < least) continue;
        draft.before[kept] = draft.before[i] ?? unscored;
        draft.by[kept++] = by;
      }
      draft.end = kept;
    }
    // room for as many again, so that dropping them pays
    if (2 * draft.end <= draft.by.length) return;
    const [before, by] = [new Int32Array(2 * draft.by.length), new Int32Array(2 * draft.by.length)];
    before.set(draft.before);
    by.set(draft.by);
    Object.assign(draft, { before, by });
  }

  rises(maximum: number): Rises {
    const draft = this.drafts[maximum];
    if (draft === undefined) throw new RangeError(`the replay has no maximum ${maximum}`);
    return risesOf(draft);
  }
}

const risesOf = (draft: { before: Int32Array; by: Int32Array; end: number; lowest: number }): Rises => ({
  before: draft.before.slice(0, draft.end),
  by: draft.by.slice(0, draft.end),
  lowest: draft.lowest === NEVER ? null : draft.lowest,
});
