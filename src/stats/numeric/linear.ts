/** Symmetric positive definite systems, row-major in Float64Array. Small p: plain loops are fast enough. */

/**
 * Lower Cholesky factor of a p x p matrix, or the index of the first column at which the matrix is not positive
 * definite. O(p^3 / 3).
 */
export function cholesky(
  matrix: Float64Array,
  p: number,
): { readonly factor: Float64Array } | { readonly failedAt: number } {
  const l = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    let d = matrix[j * p + j] ?? 0;
    const own = d;
    for (let k = 0; k < j; k++) d -= (l[j * p + k] ?? 0) ** 2;
    if (!(d > 1e-13 * Math.abs(own)) || !(d > 0)) return { failedAt: j };
    const root = Math.sqrt(d);
    l[j * p + j] = root;
    for (let i = j + 1; i < p; i++) {
      let s = matrix[i * p + j] ?? 0;
      for (let k = 0; k < j; k++) s -= (l[i * p + k] ?? 0) * (l[j * p + k] ?? 0);
      l[i * p + j] = s / root;
    }
  }
  return { factor: l };
}

/** Solves L L' x = b. */
export function solveCholesky(l: Float64Array, b: Float64Array, p: number): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < p; i++) {
    let s = x[i] ?? 0;
    for (let k = 0; k < i; k++) s -= (l[i * p + k] ?? 0) * (x[k] ?? 0);
    x[i] = s / (l[i * p + i] ?? 1);
  }
  for (let i = p - 1; i >= 0; i--) {
    let s = x[i] ?? 0;
    for (let k = i + 1; k < p; k++) s -= (l[k * p + i] ?? 0) * (x[k] ?? 0);
    x[i] = s / (l[i * p + i] ?? 1);
  }
  return x;
}

/** (L L')^-1, row-major. */
export function inverseFromCholesky(l: Float64Array, p: number): Float64Array {
  const inverse = new Float64Array(p * p);
  const unit = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    unit.fill(0);
    unit[j] = 1;
    const column = solveCholesky(l, unit, p);
    for (let i = 0; i < p; i++) inverse[i * p + j] = column[i] ?? 0;
  }
  return inverse;
}
