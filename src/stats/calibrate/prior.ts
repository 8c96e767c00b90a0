/**
 * A probability under another base rate (Elkan 2001; Saerens, Latinne & Decaestecker 2002): p' = p r / (p r + (1 - p) q)
 * with r = to / from and q = (1 - to) / (1 - from). On the logit this is a shift by ln(r / q).
 *
 * @example
 * // learnt on as many winners as losers, used where one in ten wins
 * priorShift(0.5, 0.5, 0.1); // 0.1
 */
export function priorShift(p: number, from: number, to: number): number {
  inside(from);
  inside(to);
  const up = p * (to / from);
  return up / (up + (1 - p) * ((1 - to) / (1 - from)));
}

/**
 * The base rate of unlabelled rows, estimated from their probabilities under another base rate by EM (Saerens 2002). It
 * is right only if nothing but the base rate has changed.
 */
export function priorByEm(p: ArrayLike<number>, from: number, iterations = 100_000): number {
  inside(from);
  if (p.length === 0) throw new RangeError("there are no probabilities");
  let now = from;
  for (let i = 0; i < iterations; i++) {
    let sum = 0;
    for (let k = 0; k < p.length; k++) sum += priorShift(p[k] ?? 0, from, now);
    const next = sum / p.length;
    const moved = Math.abs(next - now);
    now = next;
    if (moved < 1e-14 || now <= 0 || now >= 1) break;
  }
  return now;
}

function inside(rate: number): void {
  if (!(rate > 0 && rate < 1)) throw new RangeError(`a base rate lies between 0 and 1, not at ${rate}`);
}
