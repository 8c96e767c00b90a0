/**
 * What is left of a segment's information once its own deviations have taken theirs: `into` -= H (L L')^-1 H over the
 * lower triangle, L the Cholesky factor of H and the deviations' penalty, all p x p and row-major. By X = L^-1 H, whose
 * rows are combinations of those before: p^3 multiplications at most, those by 0 left out.
 */
export function subtractSchur(l: Float64Array, h: Float64Array, p: number, into: Float64Array): void {
  if (l.length !== p * p || h.length !== p * p || into.length !== p * p)
    throw new RangeError("subtractSchur: lengths disagree");
  const x = Float64Array.from(h);
  for (let i = 0; i < p; i++) {
    const own = i * p;
    for (let k = 0; k < i; k++) {
      const by = l[own + k]!;
      if (by === 0) continue;
      const other = k * p;
      for (let j = 0; j < p; j++) x[own + j] = x[own + j]! - by * x[other + j]!;
    }
    const root = l[own + i]!;
    for (let j = 0; j < p; j++) x[own + j] = x[own + j]! / root;
    for (let a = 0; a < p; a++) {
      const by = x[own + a]!;
      if (by === 0) continue;
      const row = a * p;
      for (let b = 0; b <= a; b++) into[row + b] = into[row + b]! - by * x[own + b]!;
    }
  }
}
