/**
 * The dynamic programme of optimal binning. A state is the last bin [start, end]; what may follow it depends on that
 * bin alone, so the best partition that ends there is the bin's own gain plus the best state that it may follow. States
 * with the same end are tried best first, and the first that may be followed is taken. Cost: at most n^3 / 6
 * comparisons for each number of bins, in practice near n^2 log n; n (n + 1) / 2 cells of 4 bytes for each number of
 * bins and phase.
 */

/** All bins [start, end] of n pre-bins, at index end (end + 1) / 2 + start. */
export interface BinTable {
  readonly n: number;
  /** -Infinity where a bin is not allowed */
  readonly gain: Float64Array;
  readonly size: Float64Array;
  /** event rate, in total and by period (NaN where the period has no rows there) */
  readonly rate: Float64Array;
  readonly periodRates: readonly Float64Array[];
}

/** A part of a trend: the direction of each step (0: either), and the phases that it may follow. */
export interface Phase {
  readonly direction: -1 | 0 | 1;
  readonly from: readonly number[];
}

export interface Neighbours {
  /** least difference of rates */
  readonly gap: number;
  /** least chi-squared of the 2 x 2 table */
  readonly chi2: number;
}

/** Rates of weighted counts that differ by more than this count as different. */
const rateTolerance = 1e-12;

const cellOf = (start: number, end: number): number => (end * (end + 1)) / 2 + start;

export function binTable(
  events: Float64Array,
  nonEvents: Float64Array,
  periods: readonly { readonly events: Float64Array; readonly nonEvents: Float64Array }[],
  totals: { readonly events: number; readonly nonEvents: number },
  least: { readonly size: number; readonly events: number; readonly nonEvents: number },
): BinTable {
  const n = events.length;
  if (nonEvents.length !== n) throw new RangeError("binTable: lengths disagree");
  const cells = (n * (n + 1)) / 2;
  const gain = new Float64Array(cells);
  const size = new Float64Array(cells);
  const rate = new Float64Array(cells);
  // rounding alone may keep counts that are sums of weights below a minimum
  const slack = 1 - 1e-12;
  for (let start = 0; start < n; start++) {
    let e = 0;
    let m = 0;
    for (let end = start; end < n; end++) {
      e += events[end]!;
      m += nonEvents[end]!;
      const c = cellOf(start, end);
      size[c] = e + m;
      rate[c] = e / (e + m);
      const allowed =
        e > 0 &&
        m > 0 &&
        e >= least.events * slack &&
        m >= least.nonEvents * slack &&
        e + m >= least.size * slack;
      const p = e / totals.events;
      const q = m / totals.nonEvents;
      gain[c] = allowed ? (p - q) * Math.log(p / q) : Number.NEGATIVE_INFINITY;
    }
  }
  const periodRates = periods.map((period) => {
    if (period.events.length !== n || period.nonEvents.length !== n)
      throw new RangeError("binTable: a period's lengths disagree");
    const out = new Float64Array(cells);
    for (let start = 0; start < n; start++) {
      let e = 0;
      let m = 0;
      for (let end = start; end < n; end++) {
        e += period.events[end]!;
        m += period.nonEvents[end]!;
        out[cellOf(start, end)] = e / (e + m);
      }
    }
    return out;
  });
  return { n, gain, size, rate, periodRates };
}

/** Whether bin b may follow bin a. direction 0: either way. */
function mayFollow(table: BinTable, a: number, b: number, direction: number, rules: Neighbours): boolean {
  const { rate, size, periodRates } = table;
  const [before, after] = [rate[a]!, rate[b]!];
  const way = direction !== 0 ? direction : after > before ? 1 : -1;
  const step = (after - before) * way;
  if (step <= rateTolerance || step < rules.gap - rateTolerance) return false;
  if (rules.chi2 > 0) {
    const [n, m] = [size[a]!, size[b]!];
    const pooled = (before * n + after * m) / (n + m);
    if (step * step < rules.chi2 * pooled * (1 - pooled) * (1 / n + 1 / m)) return false;
  }
  for (let p = 0; p < periodRates.length; p++) {
    const r = periodRates[p]!;
    if ((r[b]! - r[a]!) * way < -rateTolerance) return false;
  }
  return true;
}

/**
 * The partition of greatest gain with minBins to maxBins bins whose neighbours follow each other as the phases say; the
 * first bin is in phase 0. Returns the ends of the bins, or null where no partition is allowed. Among equal gains the
 * one with fewer bins.
 */
export function bestPartition(
  table: BinTable,
  phases: readonly Phase[],
  rules: Neighbours,
  minBins: number,
  maxBins: number,
): { readonly ends: number[]; readonly gain: number } | null {
  const { n, gain } = table;
  const cells = gain.length;
  if (cells !== (n * (n + 1)) / 2 || n < 1)
    throw new RangeError("bestPartition: the table is not of n pre-bins");
  const counted = minBins > 1 || maxBins < n;
  const layers = counted ? Math.min(maxBins, n) : 1;
  if (layers * phases.length * cells > 2 ** 26)
    throw new RangeError(
      `bestPartition: up to ${layers} bins of ${n} pre-bins are too many; allow fewer of either`,
    );
  const unreached = (): Float64Array[] =>
    phases.map(() => new Float64Array(cells).fill(Number.NEGATIVE_INFINITY));
  const back: Int32Array[][] = [];
  let value = unreached();
  for (let end = 0; end < n; end++) value[0]![cellOf(0, end)] = gain[cellOf(0, end)]!;
  back.push(phases.map(() => new Int32Array(cells).fill(-1)));
  if (!counted) extend(table, phases, rules, value, value, back[0]!);
  let best = Number.NEGATIVE_INFINITY;
  let found = { layer: -1, phase: 0, start: 0 };
  for (let layer = 0; layer < layers; layer++) {
    if (layer > 0) {
      const next = unreached();
      back.push(phases.map(() => new Int32Array(cells).fill(-1)));
      extend(table, phases, rules, value, next, back[layer]!);
      value = next;
    }
    if (counted && layer + 1 < minBins) continue;
    for (let phase = 0; phase < phases.length; phase++)
      for (let start = 0; start < n; start++) {
        const v = value[phase]![cellOf(start, n - 1)]!;
        if (v > best) {
          best = v;
          found = { layer, phase, start };
        }
      }
  }
  if (found.layer < 0) return null;
  const ends: number[] = [];
  let { layer, phase, start } = found;
  for (let end = n - 1; ; ) {
    ends.push(end);
    const from = back[layer]![phase]![cellOf(start, end)]!;
    if (from < 0) break;
    end = start - 1;
    start = from % n;
    phase = (from - start) / n;
    if (counted) layer--;
  }
  return { ends: ends.reverse(), gain: best };
}

/** Adds one more bin to every state of `before`; `after` may be `before` itself, where bins are not counted. */
function extend(
  table: BinTable,
  phases: readonly Phase[],
  rules: Neighbours,
  before: readonly Float64Array[],
  after: readonly Float64Array[],
  back: readonly Int32Array[],
): void {
  const { n, gain, rate } = table;
  const key = new Float64Array(n);
  const rateOf = new Float64Array(n);
  const phaseOf = new Int32Array(n);
  const list = new Int32Array(n);
  for (let start = 1; start < n; start++) {
    const last = start - 1;
    for (let phase = 0; phase < phases.length; phase++) {
      const { direction, from } = phases[phase]!;
      let count = 0;
      for (let h = 0; h <= last; h++) {
        let most = Number.NEGATIVE_INFINITY;
        for (const f of from) {
          const v = before[f]![cellOf(h, last)]!;
          if (v > most) {
            most = v;
            phaseOf[h] = f;
          }
        }
        key[h] = most;
        if (most > Number.NEGATIVE_INFINITY) list[count++] = h;
      }
      if (count === 0) continue;
      sortByKey(list, key, count);
      for (let k = 0; k < count; k++) rateOf[k] = rate[cellOf(list[k]!, last)]!;
      for (let end = start; end < n; end++) {
        const c = cellOf(start, end);
        if (gain[c] === Number.NEGATIVE_INFINITY) continue;
        const own = rate[c]!;
        for (let k = 0; k < count; k++) {
          // most are excluded by the trend alone
          if (direction !== 0 && (own - rateOf[k]!) * direction <= rateTolerance) continue;
          const h = list[k]!;
          if (!mayFollow(table, cellOf(h, last), c, direction, rules)) continue;
          after[phase]![c] = gain[c]! + key[h]!;
          back[phase]![c] = phaseOf[h]! * n + h;
          break;
        }
      }
    }
  }
}

/**
 * Sorts the first `count` of a list by key, greatest first, then by value, with Shell's sort: a callback for every
 * comparison would take longer.
 */
function sortByKey(list: Int32Array, key: Float64Array, count: number): void {
  let gap = 1;
  while (3 * gap < count) gap = 3 * gap + 1;
  for (; gap >= 1; gap = (gap - 1) / 3)
    for (let k = gap; k < count; k++) {
      const h = list[k]!;
      const own = key[h]!;
      let to = k;
      for (; to >= gap; to -= gap) {
        const other = list[to - gap]!;
        if (key[other]! > own || (key[other]! === own && other < h)) break;
        list[to] = other;
      }
      list[to] = h;
    }
}
