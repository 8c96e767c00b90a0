import { type Estimated, notEstimable } from "../../../base/estimate.ts";
import { noneToChooseBy } from "../../../base/messages/models/unknown.ts";
import { perSlot } from "../intervals.ts";
import type { Scene } from "../scene.ts";
import type { SlotRows } from "../slots.kernel.ts";
import { pairedDifference, type SwapRows, swapRows } from "../swap.ts";

/** What choosing the best definition at each quarter's start would have brought. */
export interface Nested {
  readonly quarters: readonly NestedQuarter[];
  /** outcomes per slot of the picks, over the quarters that had a pick */
  readonly winsPerSlot: Estimated;
  /** the incumbent's figure over the same quarters; null: there is no incumbent */
  readonly incumbent: Estimated | null;
  readonly difference: Estimated | null;
  /**
   * index of the scene that looks best over all judged quarters, which would be picked now; null: no quarter could be
   * judged
   */
  readonly naive: number | null;
  /** outcomes per slot of that one over the quarters that had a pick: what it seems to bring beside the picks */
  readonly hindsight: Estimated;
}

export interface NestedQuarter {
  readonly quarter: string;
  /** index of the scene that was picked; null: no quarter was old enough to choose by */
  readonly picked: number | null;
  /** number of quarters it was chosen by */
  readonly by: number;
}

/** For one scene and fold: outcomes among the served, less the incumbent's where there is one, and the slots. */
interface Score {
  readonly gain: number;
  readonly slots: number;
}

/**
 * The honest figure of a choice among many: at the start s of each judged quarter the one is picked that looked best over
 * the judged quarters whose outcomes were all known by then (end + H <= s), and what it brought in the quarter counts.
 * What looks best over all quarters has been chosen by the very figures that would praise it. Best: the largest gain in
 * wins per slot over the incumbent at the same capacity, or, without an incumbent, the most wins per slot; the first of
 * equals. Quarters before the first pick are left out. O(scenes x folds x served).
 *
 * @param scenes over the same folds, each at a capacity of its own or all at one
 */
export function nested(scenes: readonly Scene[]): Nested {
  const [first] = scenes;
  if (first === undefined) throw new RangeError("there is nothing to choose among");
  const { folds } = first.serving.setting;
  const scores = scenes.map((scene) => folds.map((_, k) => scoreOf(scene, k)));
  const best = (over: readonly number[], at: number | null): number | null => {
    let found: number | null = null;
    let most = Number.NEGATIVE_INFINITY;
    for (const [i, own] of scores.entries()) {
      if (at !== null && own[at] === null) continue;
      const mean = pooledGain(over.flatMap((k) => own[k] ?? []));
      if (mean !== null && mean > most) [found, most] = [i, mean];
    }
    return found;
  };
  const judged = folds.flatMap((fold, k) => (fold.judged ? [k] : []));
  const quarters = judged.map((k) => {
    const start = folds[k]?.start ?? 0;
    const known = judged.filter((j) => (folds[j]?.matureOn ?? start + 1) <= start);
    const picked = known.length === 0 ? null : best(known, k);
    return { k, quarter: folds[k]?.quarter.name ?? "", picked, by: picked === null ? 0 : known.length };
  });
  const chain = quarters.flatMap(({ k, picked }) => {
    const scene = picked === null ? undefined : scenes[picked];
    return scene === undefined ? [] : [{ scene, k }];
  });
  const naive = best(judged, null);
  const looksBest = naive === null ? undefined : scenes[naive];
  const same = looksBest === undefined ? [] : chain.map(({ k }) => ({ scene: looksBest, k }));
  return {
    quarters: quarters.map(({ k: _, ...quarter }) => quarter),
    ...figuresOf(chain),
    naive,
    hindsight: figuresOf(same).winsPerSlot,
  };
}

function scoreOf({ serving, definition, incumbent }: Scene, k: number): Score | null {
  const set = serving.quarter(definition, k, false);
  if (set === null || !(set.slots > 0)) return null;
  const wins = (of: typeof set): number =>
    of.share.reduce((sum, share, i) => sum + share * (of.won[i] ?? 0), 0);
  if (incumbent === null) return { gain: wins(set), slots: set.slots };
  const theirs = serving.quarter(incumbent, k, false);
  return theirs === null ? null : { gain: wins(set) - wins(theirs), slots: set.slots };
}

function pooledGain(scores: readonly Score[]): number | null {
  const slots = scores.reduce((sum, score) => sum + score.slots, 0);
  return slots > 0 ? scores.reduce((sum, score) => sum + score.gain, 0) / slots : null;
}

type Link = { readonly scene: Scene; readonly k: number };

/** Figures of the picks, each in its own quarter: the rows of all quarters together, clustered by account. */
function figuresOf(chain: readonly Link[]): Pick<Nested, "winsPerSlot" | "incumbent" | "difference"> {
  const alone = chain.every(({ scene }) => scene.incumbent === null);
  if (chain.length === 0) {
    const none = notEstimable(noneToChooseBy);
    return { winsPerSlot: none, incumbent: none, difference: none };
  }
  const served = chain.flatMap(({ scene, k }) => rowsOf(scene, scene.definition, k));
  if (alone) return { winsPerSlot: perSlot(stacked(served)), incumbent: null, difference: null };
  const theirs = chain.flatMap(({ scene, k }) =>
    scene.incumbent === null ? [] : rowsOf(scene, scene.incumbent, k),
  );
  const swaps = chain.flatMap(({ scene: { serving, definition, incumbent }, k }) => {
    const set = serving.quarter(definition, k, false);
    const other = incumbent === null ? null : serving.quarter(incumbent, k, false);
    return set === null || other === null ? [] : [swapRows(set, other, serving.setting.account)];
  });
  return {
    winsPerSlot: perSlot(stacked(served)),
    incumbent: perSlot(stacked(theirs)),
    difference: pairedDifference(stackedSwaps(swaps)),
  };
}

function rowsOf({ serving }: Scene, definition: Scene["definition"], k: number): SlotRows[] {
  const set = serving.quarter(definition, k, false);
  return set === null ? [] : [{ ...set, account: set.lead.map((i) => serving.setting.account[i] ?? -1) }];
}

const floats = (parts: readonly Float64Array[]): Float64Array =>
  Float64Array.from(parts.flatMap((p) => [...p]));
const bytes = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((p) => [...p]));
const whole = (parts: readonly Int32Array[]): Int32Array => Int32Array.from(parts.flatMap((p) => [...p]));

const stacked = (parts: readonly SlotRows[]): SlotRows => ({
  share: floats(parts.map((p) => p.share)),
  won: bytes(parts.map((p) => p.won)),
  full: floats(parts.map((p) => p.full)),
  edge: floats(parts.map((p) => p.edge)),
  account: whole(parts.map((p) => p.account)),
  slots: parts.reduce((sum, p) => sum + p.slots, 0),
});

const stackedSwaps = (parts: readonly SwapRows[]): SwapRows => ({
  lead: whole(parts.map((p) => p.lead)),
  account: whole(parts.map((p) => p.account)),
  swapIn: floats(parts.map((p) => p.swapIn)),
  swapOut: floats(parts.map((p) => p.swapOut)),
  both: floats(parts.map((p) => p.both)),
  wonIn: bytes(parts.map((p) => p.wonIn)),
  wonOut: bytes(parts.map((p) => p.wonOut)),
  fullIn: floats(parts.map((p) => p.fullIn)),
  fullOut: floats(parts.map((p) => p.fullOut)),
  edgeIn: floats(parts.map((p) => p.edgeIn)),
  edgeOut: floats(parts.map((p) => p.edgeOut)),
  worked: null,
  slots: parts.reduce((sum, p) => sum + p.slots, 0),
});
