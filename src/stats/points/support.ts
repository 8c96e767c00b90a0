import { expit } from "../numeric/expit.ts";
import { type Maximum, maximise, type Sums } from "../numeric/newton.ts";
import { softplus } from "../regression/logistic/fit.ts";
import { type Cells, type Parts, partsBetween, partsBy, project, type SupportCells } from "./cells.ts";
import { cellResiduals, columnScores } from "./points.kernel.ts";

/** A continuous logistic fit on a few columns. */
export interface Support {
  /** ascending */
  readonly columns: readonly number[];
  /** intercept first */
  readonly coefficients: Float64Array;
  /** logistic loss at the optimum, summed over rows: a lower bound for any points on these columns */
  readonly loss: number;
  /** false: the columns separate outcomes, and the loss has not reached its infimum */
  readonly converged: boolean;
  readonly cells: SupportCells;
}

export interface SupportSearch {
  /** the most columns in a support */
  readonly terms: number;
  /** how many supports the beam keeps */
  readonly width: number;
  /** how many candidates are fitted for each support kept */
  readonly children: number;
  /** how many supports are returned */
  readonly pool: number;
  /** whether a column's coefficient may have this sign */
  readonly allowed: (column: number, sign: number) => boolean;
}

/**
 * Good small supports of at most `terms` columns, best first. Where there are at most 500, all of them are fitted.
 * Otherwise a beam search adds columns, then exchanges one column for another around the best supports, until that
 * improves none of the pool. Candidates are ranked by what one Newton step would gain, and the first few are fitted.
 */
export function searchSupports(cells: Cells, options: SupportSearch): Support[] {
  const known = new Map<string, Support>();
  const fit = (columns: readonly number[], parts?: () => Parts): Support => {
    const sorted = columns.toSorted((a, b) => a - b);
    const key = sorted.join();
    const found = known.get(key) ?? fitAllowed(cells, sorted, options.allowed, parts?.());
    known.set(key, found);
    return found;
  };
  const every = subsets(cells.columns.length, options.terms, mostSubsets);
  if (every !== null)
    return best(
      every.map((columns) => fit(columns)),
      every.length,
    );
  const grown = (parent: Support): Support[] => {
    const parts = partsBy(cells, parent.columns);
    return promising(cells, parent, parts, options).map((column) =>
      fit([...parent.columns, column], () => partsBetween(parts, cells, column)),
    );
  };
  let beam = [fit([])];
  let pool = beam;
  for (let size = 1; size <= options.terms; size++) {
    const next = best(beam.flatMap(grown), options.width);
    if (next.length === 0) break;
    beam = next;
    pool = best([...beam, ...pool], options.pool);
  }
  const visited = new Set<Support>();
  for (;;) {
    const open = pool.slice(0, options.width).filter((s) => !visited.has(s));
    if (open.length === 0) return pool;
    for (const s of open) {
      visited.add(s);
      const exchanged = s.columns.flatMap((out) => grown(fit(s.columns.filter((c) => c !== out))));
      pool = best([...pool, ...exchanged], options.pool);
    }
  }
}

/** Up to this many supports, all are fitted: the choice is then exact. */
const mostSubsets = 500;

/** All subsets of 0..p-1 with at most `size` members, or null where there are more than `most`. */
function subsets(p: number, size: number, most: number): number[][] | null {
  const out: number[][] = [[]];
  for (let from = 0, length = 0; length < size && from < out.length; length++) {
    const to = out.length;
    for (; from < to; from++) {
      const base = out[from] ?? [];
      for (let j = (base.at(-1) ?? -1) + 1; j < p; j++) out.push([...base, j]);
      if (out.length > most) return null;
    }
  }
  return out;
}

/** Fits again without the columns whose coefficient has a sign that is not allowed. */
function fitAllowed(
  cells: Cells,
  columns: readonly number[],
  allowed: SupportSearch["allowed"],
  parts?: Parts,
): Support {
  const fit = fitSupport(cells, columns, parts);
  const kept = columns.filter((column, t) => allowed(column, Math.sign(fit.coefficients[t + 1] ?? 0)));
  return kept.length === columns.length ? fit : fitAllowed(cells, kept, allowed);
}

/** The best few, each once; among equals those with fewer columns first, then by column numbers. */
function best(supports: readonly Support[], count: number): Support[] {
  return [...new Map(supports.map((s) => [s.columns.join(), s])).values()]
    .sort((a, b) => {
      const off = a.loss - b.loss;
      if (Math.abs(off) > 1e-10 * Math.abs(a.loss)) return off;
      return a.columns.length - b.columns.length || compare(a.columns, b.columns);
    })
    .slice(0, count);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((v, i) => v !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** Columns outside the support that gain most by one Newton step in an allowed direction. */
function promising(
  cells: Cells,
  support: Support,
  { code }: Parts,
  { children, allowed }: SupportSearch,
): number[] {
  const eta = linear(support.cells, support.columns.length, support.coefficients);
  const n = cells.all.length;
  const residual = new Float64Array(n);
  const variance = new Float64Array(n);
  const level = cellResiduals(code, eta.map(expit), cells.positive, cells.all, residual, variance);
  const { gradient, first, second } = columnScores(cells.grouped, cells.columns.length, residual, variance);
  const gain = Array.from(gradient, (g, j) => {
    const information = (second[j] ?? 0) - (first[j] ?? 0) ** 2 / level;
    if (support.columns.includes(j) || !(information > 1e-9 * (second[j] ?? 0))) return 0;
    return allowed(j, Math.sign(g)) ? (g * g) / information / 2 : 0;
  });
  return Array.from(gain.keys())
    .filter((j) => (gain[j] ?? 0) > 1e-9 * support.loss)
    .sort((a, b) => (gain[b] ?? 0) - (gain[a] ?? 0) || a - b)
    .slice(0, children);
}

function linear(cells: SupportCells, terms: number, beta: Float64Array): Float64Array {
  return Float64Array.from(cells.all, (_, c) => {
    let eta = beta[0] ?? 0;
    for (let t = 0; t < terms; t++) eta += (beta[t + 1] ?? 0) * (cells.values[c * terms + t] ?? 0);
    return eta;
  });
}

/** Maximum likelihood on the cells of a support; `parts` groups them by its columns. */
export function fitSupport(
  cells: Cells,
  columns: readonly number[],
  parts = partsBy(cells, columns),
): Support {
  const own = project(cells, columns, parts);
  const start = new Float64Array(columns.length + 1);
  start[0] = logitOfShare(own);
  const found: Maximum = maximise({
    start,
    penalty: new Float64Array(start.length),
    maxIterations: 40,
    pass: (beta, out) => cellPass(own, columns.length, beta, out),
  });
  return {
    columns,
    coefficients: found.beta,
    loss: -found.logLikelihood,
    converged: found.converged,
    cells: own,
  };
}

/** The logit of the share of positives. */
export function logitOfShare({ positive, all }: Pick<SupportCells, "positive" | "all">): number {
  const y = positive.reduce((s, v) => s + v, 0);
  return Math.log(y / (all.reduce((s, v) => s + v, 0) - y));
}

function cellPass(
  { values, positive, all }: SupportCells,
  terms: number,
  beta: Float64Array,
  out: Sums,
): void {
  const p = terms + 1;
  const { gradient, information } = out;
  gradient.fill(0);
  information.fill(0);
  let ll = 0;
  const x = new Float64Array(p);
  x[0] = 1;
  for (let c = 0; c < all.length; c++) {
    let eta = beta[0] ?? 0;
    for (let t = 0; t < terms; t++) {
      const value = values[c * terms + t] ?? 0;
      x[t + 1] = value;
      eta += (beta[t + 1] ?? 0) * value;
    }
    const [w, y] = [all[c] ?? 0, positive[c] ?? 0];
    const mu = expit(eta);
    ll -= y * softplus(-eta) + (w - y) * softplus(eta);
    const r = y - w * mu;
    const v = w * mu * (1 - mu);
    for (let i = 0; i < p; i++) {
      const xi = x[i] ?? 0;
      if (xi === 0) continue;
      gradient[i] = (gradient[i] ?? 0) + r * xi;
      for (let k = 0; k <= i; k++)
        information[i * p + k] = (information[i * p + k] ?? 0) + v * xi * (x[k] ?? 0);
    }
  }
  out.logLikelihood = ll;
}
