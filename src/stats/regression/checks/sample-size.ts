/** The inputs of Riley's criteria for developing a binary prediction model. */
export interface SampleSizeInput {
  /** number of candidate parameters, with those dropped on the way */
  readonly parameters: number;
  /** share of positives */
  readonly prevalence: number;
  /**
   * The Cox & Snell R2 that is expected, from an earlier model or a validated one. Default: 15% of its maximum, which
   * Riley et al. advise where nothing is known.
   */
  readonly coxSnell?: number;
}

export interface SampleSize {
  /** rows for a shrinkage of at least 0.9 */
  readonly shrinkage: number;
  /** rows for at most 0.05 between the apparent and the true Nagelkerke R2 */
  readonly optimism: number;
  /** rows for the overall rate within 0.05 */
  readonly rate: number;
  /** the largest of the three, and the positives it implies */
  readonly rows: number;
  readonly positives: number;
}

/**
 * The least number of rows for a logistic model (Riley et al., Stat Med 2019, 38:1276-1296; BMJ 2020, 368:m441). A
 * warning, not a gate: a ridge on fewer rows is honest, but its coefficients say little.
 * @throws RangeError on inputs without an answer
 */
export function sampleSize({ parameters, prevalence, coxSnell }: SampleSizeInput): SampleSize {
  if (!(prevalence > 0 && prevalence < 1)) throw new RangeError(`a prevalence of ${prevalence} has no model`);
  if (!(parameters >= 1)) throw new RangeError(`${parameters} parameters need no sample`);
  const most =
    1 - Math.exp(2 * (prevalence * Math.log(prevalence) + (1 - prevalence) * Math.log(1 - prevalence)));
  const r2 = coxSnell ?? 0.15 * most;
  if (!(r2 > 0 && r2 < most))
    throw new RangeError(`Cox & Snell's R2 is ${r2}; here it lies between 0 and ${most}`);
  const rowsFor = (shrink: number): number =>
    Math.ceil(parameters / ((shrink - 1) * Math.log1p(-r2 / shrink)));
  const shrinkage = rowsFor(0.9);
  const optimism = rowsFor(r2 / (r2 + 0.05 * most));
  const rate = Math.ceil((1.96 / 0.05) ** 2 * prevalence * (1 - prevalence));
  const rows = Math.max(shrinkage, optimism, rate);
  return { shrinkage, optimism, rate, rows, positives: Math.ceil(rows * prevalence) };
}
