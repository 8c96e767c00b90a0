import type { Random } from "../../base/random.ts";

/**
 * The risk-adjusted CUSUM of outcomes against their predicted chances (Steiner, Cook, Farewell and Treasure 2000). It
 * rises while outcomes come as if their odds were `ratio` times the predicted odds, and otherwise falls, but not below
 * 0. One value for each row, in the order of time.
 *
 * @example
 * cusum([0, 1, 0], [0.5, 0.5, 0.5], 0.5); // [0.288, 0, 0.288]
 */
export function cusum(outcomes: ArrayLike<number>, chances: ArrayLike<number>, ratio: number): Float64Array {
  const path = new Float64Array(outcomes.length);
  let at = 0;
  for (let i = 0; i < path.length; i++) {
    at = Math.max(0, at + step(outcomes[i] ?? 0, chances[i] ?? 0, ratio));
    path[i] = at;
  }
  return path;
}

const step = (outcome: number, p: number, ratio: number): number =>
  (outcome > 0 ? Math.log(ratio) : 0) - Math.log(1 - p + ratio * p);

/**
 * The limit that the path of right chances exceeds anywhere in the share `alarms` of cases. It is simulated for these
 * very chances, since no table covers them.
 *
 * @param worlds simulated paths. Default 1,000
 */
export function cusumLimit(
  chances: ArrayLike<number>,
  ratio: number,
  random: Random,
  { alarms = 0.05, worlds = 1000 }: { readonly alarms?: number; readonly worlds?: number } = {},
): number {
  const highest = new Float64Array(worlds);
  for (let w = 0; w < worlds; w++) {
    let [at, most] = [0, 0];
    for (let i = 0; i < chances.length; i++) {
      const p = chances[i] ?? 0;
      at = Math.max(0, at + step(random.uniform() < p ? 1 : 0, p, ratio));
      if (at > most) most = at;
    }
    highest[w] = most;
  }
  return highest.sort()[Math.min(worlds - 1, Math.ceil((1 - alarms) * worlds))] ?? 0;
}

/** The mean number of rows until a path of right chances `p` exceeds a limit, with at most `most` rows in a path. */
export function runLength(
  p: number,
  ratio: number,
  limit: number,
  random: Random,
  { worlds = 1000, most = 6000 }: { readonly worlds?: number; readonly most?: number } = {},
): number {
  let total = 0;
  for (let w = 0; w < worlds; w++) {
    let at = 0;
    let rows = 0;
    while (rows < most && at <= limit) {
      at = Math.max(0, at + step(random.uniform() < p ? 1 : 0, p, ratio));
      rows++;
    }
    total += rows;
  }
  return total / worlds;
}
