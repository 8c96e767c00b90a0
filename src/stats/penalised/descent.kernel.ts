/**
 * Minimises 0.5 (b - c)' H (b - c) - g'(b - c) + l1 sum |b_j| + 0.5 l2 sum b_j^2 over b by cyclic coordinate descent,
 * parameter 0 (the intercept) free of both penalties. `b` enters as the start and leaves as the solution; `c` is the
 * point at which H (row-major, both triangles) and the ascent direction g were taken. Sweeps over all parameters
 * alternate with sweeps over the non-zero ones until none moves by `tolerance`. O(p^2) a sweep; false: out of sweeps.
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
      for (let k = 0; k < p; k++) slope[k] = slope[k]! - h[k * p + j]! * d;
      farthest = Math.max(farthest, Math.abs(d));
    }
    if (farthest < tolerance) {
      if (everywhere) return true;
      everywhere = true;
    } else everywhere = false;
  }
  return false;
}
