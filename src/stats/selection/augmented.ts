/** Leads of whom some were worked, by a history that chose them. */
export interface SelectedRows {
  /** 1: reached the outcome */
  readonly label: ArrayLike<number>;
  /** 1: was worked */
  readonly worked: ArrayLike<number>;
  /** chance of being worked, above 0 where a lead was worked */
  readonly propensity: ArrayLike<number>;
  /** chance of the outcome had the lead been worked, by a model of the worked ones */
  readonly predicted: ArrayLike<number>;
  /** default 1 */
  readonly weight?: ArrayLike<number>;
}

export interface Augmented {
  /** estimated share that would have reached the outcome had all been worked */
  readonly value: number;
  /** of each row, whose weighted mean is `value` */
  readonly terms: Float64Array;
  /** how many worked leads, each of the same weight, would say as much */
  readonly effective: number;
  /** largest of the weights 1 / propensity */
  readonly largest: number;
}

/**
 * The share of outcomes had every lead been worked, by augmented inverse probability weighting: what the model predicts
 * for all, and what it misses on the worked ones, weighted by how seldom such leads were worked (Robins, Rotnitzky &
 * Zhao 1994, JASA 89:846). It is right where either the model or the propensities are, and nothing else decided who was
 * worked. O(rows).
 *
 * @param normalised weights of the worked ones add up to those of all rows (Hajek), so that none of them can take the
 * sum far off; false: as they are (Horvitz-Thompson)
 * @example
 * // two alike, of whom one was worked and won; the model says one in two: it counts twice
 * const rows = { label: [1, 0], worked: [1, 0], propensity: [0.5, 0.5], predicted: [0.5, 0.5] };
 * augmented(rows).value; // 1
 */
export function augmented(rows: SelectedRows, normalised = true): Augmented {
  const { label, worked, propensity, predicted, weight } = rows;
  const n = label.length;
  const own = (i: number): number => (weight === undefined ? 1 : (weight[i] ?? 0));
  const inverse = Float64Array.from({ length: n }, (_, i) =>
    worked[i] === 1 ? 1 / (propensity[i] ?? Number.NaN) : 0,
  );
  let [total, sum, squares, largest] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [w, h] = [own(i), inverse[i] ?? 0];
    total += w;
    sum += w * h;
    squares += w * h * h;
    if (w > 0 && h > largest) largest = h;
  }
  const scale = normalised && sum > 0 ? total / sum : 1;
  const terms = inverse.map((h, i) => {
    const m = predicted[i] ?? Number.NaN;
    return m + (h > 0 ? scale * h * ((label[i] ?? 0) - m) : 0);
  });
  let value = 0;
  for (let i = 0; i < n; i++) value += own(i) * (terms[i] ?? 0);
  return {
    value: total > 0 ? value / total : Number.NaN,
    terms,
    effective: squares > 0 ? (sum * sum) / squares : 0,
    largest,
  };
}
