import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import { noSlotInPeriod } from "../../base/messages/models/unknown.ts";
import { clusteredProportion, zOf } from "../../stats/proportions/proportion.ts";
import { type SlotRows, slotSums } from "./slots.kernel.ts";

/**
 * A share clustered by account, with each row weighted by its share of a slot; `empty` is the reason to give where
 * there are no rows.
 */
export function proportion(
  value: Uint8Array,
  weight: Float64Array | null,
  account: Int32Array,
  empty: string,
  level = 0.95,
): Estimated {
  const rows = { value, cluster: account, level };
  const share = clusteredProportion(weight === null ? rows : { ...rows, weight });
  return share.value === null ? notEstimable(empty) : share;
}

/** An estimate in another unit: multiplied by `factor`, which must not be negative. */
export const times = (e: Estimated, factor: number): Estimated =>
  e.value === null ? e : estimate(factor * e.value, factor * e.low, factor * e.high, e.n);

/**
 * Outcomes per slot, X / S, with a score interval clustered by account. Where slots stay idle the number served is
 * random too: a lead's y counts in full. Where slots are filled it counts less what the next in line would have brought
 * (see `observedContrast`). The variance var(theta) = d theta (1 - r theta) is solved for theta, with d from the
 * clustered sum of squares and r the filled part divided by the share of slots. With every slot idle this is the score
 * interval of a (compound) Poisson count; with every slot filled it is Wilson's with its design effect. Squares are
 * never taken smaller than those of independent leads.
 */
export function perSlot(rows: SlotRows, level = 0.95): Estimated {
  const { slots } = rows;
  if (!(slots > 0)) return notEstimable(noSlotInPeriod);
  const { rows: n, accounts: a, share: total, squares, filled, wins, alone, together } = slotSums(rows);
  const theta = wins / slots;
  const r = total > 0 ? (filled / total) * (slots / total) : 0;
  const spread = theta * (1 - r * theta);
  const variance = Math.max(alone, a > 1 ? (together * a) / (a - 1) : 0) / (slots * slots);
  // no outcome, or an outcome in every slot of full weeks: as many independent leads as there are accounts
  const d =
    spread > 1e-12 && variance > 0
      ? variance / spread
      : total > 0
        ? total / slots / Math.min(a, (total * total) / squares)
        : 1 / slots;
  const z2 = zOf(level) ** 2 * d;
  const centre = (2 * theta + z2) / (2 * (1 + z2 * r));
  const half = Math.sqrt(Math.max(0, centre * centre - (theta * theta) / (1 + z2 * r)));
  return estimate(
    theta,
    theta <= 0 ? 0 : Math.max(0, centre - half),
    Math.min(1, Math.max(theta, centre + half)),
    n,
  );
}

/**
 * What the served bring per slot less what they cost, (X - price N) / S, in outcomes: N the served, `price` the cost of
 * one of them as a share of an outcome's value. Score intervals of X / S and N / S are put together as variance
 * estimates (MOVER: Zou & Donner 2008, Statistics in Medicine 27:1693) with the correlation of their sums by account.
 * Where every slot is filled N is fixed, and the interval is that of X / S; with a price of 0 it is, too.
 */
export function netPerSlot(rows: SlotRows, price: number, level = 0.95): Estimated {
  const outcomes = perSlot(rows, level);
  if (outcomes.value === null || !(price > 0)) return outcomes;
  const all = { ...rows, won: new Uint8Array(rows.share.length).fill(1) };
  const { share: total, filled } = slotSums(all);
  const used = total / rows.slots;
  const chance = total - filled > 1e-9 * total ? perSlot(all, level) : estimate(used, used, used, outcomes.n);
  if (chance.value === null) return outcomes;
  const r = correlation(rows);
  const [down, up] = [outcomes.value - outcomes.low, outcomes.high - outcomes.value];
  const [fewer, more] = [price * (used - chance.low), price * (chance.high - used)];
  const value = outcomes.value - price * used;
  const half = (a: number, b: number): number => Math.sqrt(Math.max(0, a * a + b * b - 2 * r * a * b));
  return estimate(value, value - half(down, more), value + half(up, fewer), outcomes.n);
}

/** Correlation of outcomes and leads served, over accounts, as `perSlot` lets both vary; 0 where one does not. */
function correlation({ share, won, full, edge, account }: SlotRows): number {
  const next = meanBy(edge, (i) => won[i] ?? 0);
  const sums = new Map<number, [wins: number, served: number]>();
  for (let i = 0; i < share.length; i++) {
    const w = share[i] ?? 0;
    if (w <= 0) continue;
    const own = sums.get(account[i] ?? -1) ?? [0, 0];
    own[0] += w * ((won[i] ?? 0) - (full[i] ?? 0) * next);
    own[1] += w * (1 - (full[i] ?? 0));
    sums.set(account[i] ?? -1, own);
  }
  let [both, wins, served] = [0, 0, 0];
  for (const [x, n] of sums.values()) {
    both += x * n;
    wins += x * x;
    served += n * n;
  }
  return wins > 0 && served > 0 ? both / Math.sqrt(wins * served) : 0;
}

/** Weighted mean; 0 without weights. */
export function meanBy(weight: Float64Array, value: (i: number) => number): number {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < weight.length; i++) {
    const w = weight[i] ?? 0;
    if (w <= 0) continue;
    total += w;
    sum += w * value(i);
  }
  return total > 0 ? sum / total : 0;
}
