import { cholesky, solveCholesky } from "../../numeric/linear.ts";

/**
 * Minimises 0.5 (b - c)' H (b - c) - g'(b - c) + l1 sum |b_j| + 0.5 l2 sum b_j^2 over b by cyclic coordinate descent;
 * parameter 0 (the intercept) has no penalty. `b` holds the start and afterwards the solution; `c` is the point at
 * which H (row-major, both triangles) and the ascent direction g were computed. Sweeps over all parameters alternate
 * with sweeps over the non-zero ones until none moves by `tolerance`. Where a sweep keeps every sign, the non-zero
 * parameters are solved for at once: correlated columns would need thousands of sweeps. O(p^2) for each sweep, a^3 / 6
 * for each solution with a non-zero parameters. Returns false: the limit of sweeps was reached.
 */
export function coordinateDescent(
  h: Float64Array,
  g: Float64Array,
  c: Float64Array,
  b: Float64Array,
  l1: number,
  l2: number,
  tolerance: number,
): boolean {
  const p = b.length;
  if (h.length !== p * p || g.length !== p || c.length !== p)
    throw new RangeError("coordinateDescent: lengths disagree");
  // slope of the smooth part at b, without the l2 penalty: g - H (b - c)
  const slope = Float64Array.from(g);
  for (let k = 0; k < p; k++) {
    const d = b[k]! - c[k]!;
    if (d === 0) continue;
    for (let j = 0; j < p; j++) slope[j] = slope[j]! - h[j * p + k]! * d;
  }
  let everywhere = true;
  for (let sweep = 0; sweep < 100_000; sweep++) {
    let farthest = 0;
    let sameSigns = true;
    for (let j = 0; j < p; j++) {
      const old = b[j]!;
      if (!everywhere && j > 0 && old === 0) continue;
      const own = h[j * p + j]!;
      if (!(own > 0)) continue;
      const pulled = slope[j]! + own * old;
      const next =
        j === 0 ? pulled / own : (Math.sign(pulled) * Math.max(0, Math.abs(pulled) - l1)) / (own + l2);
      const d = next - old;
      if (d === 0) continue;
      b[j] = next;
      if (Math.sign(next) !== Math.sign(old)) sameSigns = false;
      for (let k = 0; k < p; k++) slope[k] = slope[k]! - h[k * p + j]! * d;
      farthest = Math.max(farthest, Math.abs(d));
    }
    if (farthest < tolerance) {
      if (everywhere) return true;
      everywhere = true;
    } else everywhere = sameSigns && solveNonZero(h, slope, b, l1, l2);
  }
  return false;
}

/**
 * Moves all non-zero parameters (and the intercept) to where their slopes equal the penalties. One whose sign would
 * change on the way stays at 0, and the others go on without it. Where one of them is a combination of others, they
 * first move along it, as the penalties pull, until one is 0. It is the solution when the next sweep over everything
 * moves none. Returns false: it stopped on the way, at no higher cost.
 */
function solveNonZero(
  h: Float64Array,
  slope: Float64Array,
  b: Float64Array,
  l1: number,
  l2: number,
): boolean {
  const p = b.length;
  for (;;) {
    const at: number[] = [];
    for (let j = 0; j < p; j++) if ((j === 0 || b[j]! !== 0) && h[j * p + j]! > 0) at.push(j);
    const a = at.length;
    const matrix = new Float64Array(a * a);
    const rest = new Float64Array(a);
    for (let i = 0; i < a; i++) {
      const j = at[i]!;
      const own = j === 0 ? 0 : 1;
      rest[i] = slope[j]! - own * (l1 * Math.sign(b[j]!) + l2 * b[j]!);
      for (let k = 0; k <= i; k++) matrix[i * a + k] = h[j * p + at[k]!]!;
      matrix[i * a + i] = matrix[i * a + i]! + own * l2;
    }
    const { step, longest } = stepOf(matrix, rest);
    let part = longest;
    let stays = -1;
    for (let i = 0; i < a; i++) {
      const j = at[i]!;
      if (!Number.isFinite(step[i]!)) return false;
      const until = -b[j]! / step[i]!;
      if (j === 0 || !(until > 0 && until <= part)) continue;
      part = until;
      stays = j;
    }
    if (part === Number.POSITIVE_INFINITY) return false;
    for (let i = 0; i < a; i++) {
      const j = at[i]!;
      const next = j === stays ? 0 : b[j]! + part * step[i]!;
      const d = next - b[j]!;
      b[j] = next;
      for (let k = 0; k < p; k++) slope[k] = slope[k]! - h[k * p + j]! * d;
    }
    if (stays < 0) return true;
  }
}

/**
 * The step to the maximum of a quadratic, whose length is at most 1; or a step along which it has no curvature, of any
 * length.
 */
function stepOf(matrix: Float64Array, slope: Float64Array): { step: Float64Array; longest: number } {
  const a = slope.length;
  const factored = cholesky(matrix, a);
  if ("factor" in factored) return { step: solveCholesky(factored.factor, slope, a), longest: 1 };
  const i = factored.failedAt;
  const before = new Float64Array(i * i);
  for (let r = 0; r < i; r++) before.set(matrix.subarray(r * a, r * a + i), r * i);
  const known = cholesky(before, i);
  const step = new Float64Array(a);
  if ("factor" in known) step.set(solveCholesky(known.factor, matrix.subarray(i * a, i * a + i), i));
  step[i] = -1;
  const uphill = step.reduce((sum, s, r) => sum + s * slope[r]!, 0);
  return { step: uphill < 0 ? step.map((s) => -s) : step, longest: Number.POSITIVE_INFINITY };
}

/**
 * A positive definite h (row-major, both triangles) changed least so that it maps `step` to `seen` (BFGS): h - h s s'h /
 * s'hs + y y' / s'y. The same h where that is not positive definite, or the step is 0.
 */
export function corrected(h: Float64Array, step: Float64Array, seen: Float64Array): Float64Array {
  const p = step.length;
  const mapped = new Float64Array(p);
  for (let k = 0; k < p; k++) {
    const s = step[k]!;
    if (s === 0) continue;
    for (let j = 0; j < p; j++) mapped[j] = mapped[j]! + h[k * p + j]! * s;
  }
  let [along, curved] = [0, 0];
  for (let j = 0; j < p; j++) {
    along += step[j]! * seen[j]!;
    curved += step[j]! * mapped[j]!;
  }
  if (!(along > 0 && curved > 0)) return h;
  const out = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    const [a, b] = [seen[j]! / along, mapped[j]! / curved];
    for (let k = 0; k <= j; k++) {
      const v = h[j * p + k]! + (a * seen[k]! - b * mapped[k]!);
      out[j * p + k] = v;
      out[k * p + j] = v;
    }
  }
  return out;
}
