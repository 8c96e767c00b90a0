import { random } from "../../../src/base/random.ts";
import { fitLogistic } from "../../../src/stats/regression/logistic/fit.ts";

export interface SmallCase {
  readonly columns: Uint8Array[];
  readonly label: Uint8Array;
  readonly weight: Float64Array;
  readonly terms: number;
  readonly range: readonly [number, number];
}

/** 60 to 200 rows, 4 to 6 columns (binary, now and then 0..2), correlated, some of them useless. */
export function smallCase(seed: number): SmallCase {
  const r = random(seed);
  const n = 60 + r.below(140);
  const p = 4 + r.below(3);
  const hidden = Array.from({ length: n }, () => r.normal());
  const columns = Array.from({ length: p }, (_, j) => {
    const [cut, pull, levels] = [r.normal() * 0.7, r.uniform(), j === 0 && r.below(3) === 0 ? 3 : 2];
    return Uint8Array.from(hidden, (h) =>
      Math.min(levels - 1, Math.max(0, Math.floor(1 + pull * h + (1 - pull) * r.normal() - cut))),
    );
  });
  const beta = columns.map(() => (r.below(3) === 0 ? 0 : 1.5 * r.normal()));
  const label = Uint8Array.from({ length: n }, (_, i) => {
    const eta = columns.reduce((s, c, j) => s + (beta[j] ?? 0) * ((c[i] ?? 0) - 0.5), -0.7);
    return Number(r.uniform() < 1 / (1 + Math.exp(-eta)));
  });
  label[0] = 1;
  label[1] = 0;
  return {
    columns,
    label,
    weight: Float64Array.from({ length: n }, () => 1 + r.below(2)),
    terms: 2 + r.below(2),
    range: r.below(2) === 0 ? [-2, 2] : [0, 3],
  };
}

/** Least loss over every vector of the box with at most `terms` points, each total refitted on the rows. */
export function bruteForce({ columns, label, weight, terms, range }: SmallCase): {
  readonly loss: number;
  /** no vector betters the base rate */
  readonly onlyLevel: boolean;
  /** the best vector's slope is infinite */
  readonly separated: boolean;
} {
  const [low, high] = range;
  const p = columns.length;
  const points = new Array<number>(p).fill(0);
  const share = label.reduce((s, y, i) => s + y * (weight[i] ?? 0), 0) / weight.reduce((s, w) => s + w, 0);
  const level = label.reduce((s, y, i) => s - (weight[i] ?? 0) * Math.log(y === 1 ? share : 1 - share), 0);
  let best = level;
  let separated = false;
  const seen = new Set<string>();
  const visit = (j: number, left: number): void => {
    if (j < p) {
      for (let v = low; v <= high; v++) {
        if (v !== 0 && left === 0) continue;
        points[j] = v;
        visit(j + 1, v === 0 ? left : left - 1);
      }
      points[j] = 0;
      return;
    }
    const divisor = points.reduce((g, v) => gcd(g, Math.abs(v)), 0);
    if (divisor === 0) return;
    const key = points.map((v) => v / divisor).join();
    if (seen.has(key)) return;
    seen.add(key);
    const total = Float64Array.from(label, (_, i) =>
      points.reduce((s, v, k) => s + v * (columns[k]?.[i] ?? 0), 0),
    );
    const fit = fitLogistic({ columns: [total], label, weight });
    if ((fit.coefficients[1] ?? 0) > 0 && -fit.logLikelihood < best) {
      best = -fit.logLikelihood;
      separated = !fit.converged;
    }
  };
  visit(0, terms);
  return { loss: best, onlyLevel: best > level * (1 - 1e-9), separated };
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
