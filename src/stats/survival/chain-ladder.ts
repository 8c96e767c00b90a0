/** What cohorts will come to, if each age multiplies what they have by the same factor. */
export interface ChainLadder {
  /** for each age but the last: how much the next age has for each unit that this one has */
  readonly factors: readonly number[];
  /** for each cohort: what it comes to in the end, how much of that is still to come, and the standard error of that */
  readonly ultimate: readonly number[];
  readonly toCome: readonly number[];
  readonly se: readonly number[];
  /** what is to come from all cohorts together, with its standard error, which takes account of the shared factors */
  readonly total: { readonly toCome: number; readonly se: number };
}

/**
 * Chain ladder with its standard errors whatever the distribution (Mack 1993, ASTIN Bulletin 23:2). A cohort that has
 * nothing yet comes to nothing by it: `capeCod` is for young cohorts.
 *
 * @param cumulative a triangle: by cohort, oldest first, then age; each cohort has lived one age fewer than the one
 * before it, and null is not lived yet
 * @throws RangeError where it is no triangle of 3 ages or more, or an age holds nothing
 * @example
 * chainLadder([[1, 2, 2], [2, 4, null], [3, null, null]]).ultimate; // [2, 4, 6]
 */
export function chainLadder(cumulative: readonly (readonly (number | null)[])[]): ChainLadder {
  const n = cumulative.length;
  const full = cumulative.map((row, i) =>
    Array.from({ length: n }, (_, age): number => {
      const value = row[age] ?? null;
      if ((value === null) !== age + i >= n)
        throw new RangeError(`cohort ${i + 1} is not a row of a triangle`);
      return value ?? 0;
    }),
  );
  if (n < 3) throw new RangeError("a triangle has 3 cohorts or more");
  const has = (i: number, age: number): number => full[i]?.[age] ?? 0;
  const lived = (age: number): number[] => Array.from({ length: n - 1 - age }, (_, i) => i);
  const sums = Array.from({ length: n - 1 }, (_, age) => lived(age).reduce((sum, i) => sum + has(i, age), 0));
  const factors = sums.map((sum, age) => {
    if (!(sum > 0)) throw new RangeError(`no cohort has anything at age ${age + 1}`);
    return lived(age).reduce((next, i) => next + has(i, age + 1), 0) / sum;
  });
  // how much each factor varies among cohorts; the last has one cohort, and takes the value that the two before it
  // suggest
  const spread = factors.slice(0, -1).map((factor, age) => {
    const cohorts = lived(age);
    const squares = cohorts.reduce((sum, i) => {
      const before = has(i, age);
      return before > 0 ? sum + before * (has(i, age + 1) / before - factor) ** 2 : sum;
    }, 0);
    return squares / (cohorts.length - 1);
  });
  const [last = 0, beforeLast = 0] = [spread.at(-1), spread.at(-2)];
  spread.push(Math.min(beforeLast > 0 ? last ** 2 / beforeLast : last, beforeLast, last));
  full.forEach((row, i) => {
    for (let age = n - i; age < n; age++) row[age] = (row[age - 1] ?? 0) * (factors[age - 1] ?? 1);
  });
  const ultimate = full.map((row) => row[n - 1] ?? 0);
  const toCome = ultimate.map((u, i) => u - has(i, n - 1 - i));
  const relative = (age: number): number => (spread[age] ?? 0) / (factors[age] ?? 1) ** 2;
  const over = (from: number, term: (age: number) => number): number => {
    let sum = 0;
    for (let age = from; age < n - 1; age++) sum += term(age);
    return sum;
  };
  const variance = ultimate.map(
    (u, i) =>
      u ** 2 *
      over(n - 1 - i, (age) =>
        has(i, age) > 0 ? relative(age) * (1 / has(i, age) + 1 / (sums[age] ?? 1)) : 0,
      ),
  );
  const shared = ultimate.map((u, i) => {
    const younger = ultimate.slice(i + 1).reduce((sum, other) => sum + other, 0);
    return u * younger * over(n - 1 - i, (age) => (2 * relative(age)) / (sums[age] ?? 1));
  });
  const add = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0);
  return {
    factors,
    ultimate,
    toCome,
    se: variance.map(Math.sqrt),
    total: { toCome: add(toCome), se: Math.sqrt(add(variance) + add(shared)) },
  };
}
