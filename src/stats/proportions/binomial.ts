/**
 * The chance of k or more successes among n at rate p: the upper tail of the binomial.
 *
 * @example
 * // ten heads of ten: 2^-10
 * binomialUpper(10, 10, 0.5); // 0.000977
 */
export function binomialUpper(n: number, k: number, p: number): number {
  if (k <= 0) return 1;
  if (!(p > 0)) return 0;
  if (p >= 1) return 1;
  let term = 0;
  for (let i = 0; i < k; i++) term += Math.log((n - i) / (i + 1));
  let sum = 0;
  for (let i = k; i <= n; i++) {
    sum += Math.exp(term + i * Math.log(p) + (n - i) * Math.log1p(-p));
    term += Math.log((n - i) / (i + 1));
  }
  return Math.min(1, sum);
}
