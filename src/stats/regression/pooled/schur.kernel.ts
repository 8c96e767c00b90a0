/**
 * The common information that remains after a segment's deviations are eliminated: `into` (p x p, its lower triangle)
 * -= H' (L L')^-1 H, with L the n x n Cholesky factor of the deviations and H their n rows of p; all row-major. By X =
 * L^-1 H, whose rows are combinations of earlier ones: n p (n + p) / 2 multiplications, without those by 0.
 */
export function subtractSchur(
  l: Float64Array,
  h: Float64Array,
  n: number,
  p: number,
  into: Float64Array,
): void {
  if (l.length !== n * n || h.length !== n * p || into.length !== p * p)
    throw new RangeError("subtractSchur: lengths disagree");
  const x = Float64Array.from(h);
  for (let i = 0; i < n; i++) {
    const own = i * p;
    for (let k = 0; k < i; k++) {
      const by = l[i * n + k]!;
      if (by === 0) continue;
      const other = k * p;
      for (let j = 0; j < p; j++) x[own + j] = x[own + j]! - by * x[other + j]!;
    }
    const root = l[i * n + i]!;
    for (let j = 0; j < p; j++) x[own + j] = x[own + j]! / root;
    for (let a = 0; a < p; a++) {
      const by = x[own + a]!;
      if (by === 0) continue;
      const row = a * p;
      for (let b = 0; b <= a; b++) into[row + b] = into[row + b]! - by * x[own + b]!;
    }
  }
}
