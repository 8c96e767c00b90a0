/**
 * The minimum of a function of few numbers, without derivatives: the simplex of Nelder and Mead (1965), restarted where
 * it ended until that gains nothing.
 *
 * @param steps how far from `start` the first simplex reaches, by number
 */
export function minimiseBySimplex(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
): { readonly x: readonly number[]; readonly value: number } {
  let best = { x: start, value: f(start) };
  for (let round = 0; round < 20; round++) {
    const found = contracted(f, best.x, steps);
    const won = best.value - found.value;
    if (found.value < best.value) best = found;
    if (!(won > 1e-12 * Math.max(1, Math.abs(best.value)))) break;
  }
  return best;
}

interface Corner {
  readonly x: readonly number[];
  readonly value: number;
}

/** Reflects and shrinks one simplex until its corners have the same value. */
function contracted(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
): Corner {
  const at = (x: readonly number[]): Corner => ({ x, value: f(x) });
  let corners = [
    at(start),
    ...steps.map((step, j) => at(start.map((value, k) => value + (j === k ? step : 0)))),
  ];
  for (let i = 0; i < 500 * start.length; i++) {
    corners.sort((a, b) => a.value - b.value);
    const [lowest, highest, second] = [corners[0], corners.at(-1), corners.at(-2)];
    if (lowest === undefined || highest === undefined || second === undefined) break;
    if (highest.value - lowest.value <= 1e-13 * (Math.abs(lowest.value) + 1e-13)) break;
    const centre = start.map((_, k) =>
      corners.slice(0, -1).reduce((sum, { x }) => sum + (x[k] ?? 0) / start.length, 0),
    );
    const along = (by: number): Corner => at(centre.map((c, k) => c + by * ((highest.x[k] ?? 0) - c)));
    const reflected = along(-1);
    if (reflected.value < lowest.value) {
      const further = along(-2);
      corners = [...corners.slice(0, -1), further.value < reflected.value ? further : reflected];
    } else if (reflected.value < second.value) corners = [...corners.slice(0, -1), reflected];
    else {
      const nearer = along(reflected.value < highest.value ? -0.5 : 0.5);
      corners =
        nearer.value < Math.min(reflected.value, highest.value)
          ? [...corners.slice(0, -1), nearer]
          : corners.map(({ x, value }, k) =>
              k === 0 ? { x, value } : at(x.map((v, j) => (v + (lowest.x[j] ?? 0)) / 2)),
            );
    }
  }
  return corners.reduce((low, corner) => (corner.value < low.value ? corner : low));
}
