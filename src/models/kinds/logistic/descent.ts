import { type NotEstimable, notEstimable } from "../../../base/estimate.ts";
import {
  atFirstMoment,
  countsOnce,
  gradientStopped,
  noCovariance,
  tooManyForGradient,
} from "../../../base/messages/models/fits.ts";
import { fitChecked } from "../../../stats/regression/checks/checked.ts";
import { type DescentModules, fitByDescent } from "../../../stats/regression/logistic/descent-solver.ts";
import type { LogisticData } from "../../../stats/regression/logistic/design.ts";
import type { TrainingRows } from "../../type.ts";
import type { Design } from "./design.ts";
import type { Solved } from "./solved.ts";

/**
 * The most values: a step of the package takes about 150 ns for each, and with more it would not end within seconds.
 */
const mostValues = 10_000;
/**
 * The stopping rule: no component of the mean gradient is above it, on scaled columns; and the number of steps after
 * which it gives up.
 */
const stop = { gradient: 1e-4, steps: 250, mostSteps: 1_000 };

let packages: DescentModules | null = null;

/** Loads the packages of `solver: gradient`, once: only a study that uses them waits for this. */
export async function loadPackages(): Promise<void> {
  if (packages !== null) return;
  const [{ Matrix }, { default: LogisticRegression }] = await Promise.all([
    import("ml-matrix"),
    import("ml-logistic-regression"),
  ]);
  packages = { Matrix, LogisticRegression };
}

/**
 * The gradient ascent of `ml-logistic-regression`, as a baseline. The package knows no weights, so each lead enters
 * once, at its first moment. Separated or repeated columns are refused before it starts, since ascent would go on for
 * ever.
 */
export function descent(design: Design, rows: Pick<TrainingRows, "lead" | "weight">): Solved | NotEstimable {
  if (packages === null)
    throw new Error("the packages of `solver: gradient` are not loaded: await `readyToFit` before the fit");
  const seen = new Set<number>();
  const first = Array.from(rows.lead.keys()).filter((row) => {
    const lead = rows.lead[row] ?? -1;
    return (rows.weight[row] ?? 0) > 0 && !seen.has(lead) && seen.add(lead) !== undefined;
  });
  const values = first.length * (design.columns.length + 1);
  if (values > mostValues)
    return notEstimable(tooManyForGradient(first.length, design.columns.length + 1, mostValues));
  const at = (column: ArrayLike<number>): Float64Array => Float64Array.from(first, (row) => column[row] ?? 0);
  const data: LogisticData = { columns: design.columns.map(at), label: at(design.label) };
  const { refusal } = fitChecked(data, { names: design.names });
  if (refusal !== null) return notEstimable(atFirstMoment(refusal.message.what));
  const fit = fitByDescent(data, packages, stop);
  return {
    coefficients: fit.coefficients,
    converged: fit.converged,
    iterations: fit.steps,
    notes: [countsOnce(first.length), gradientStopped({ ...fit, ...fit.disagreement })],
    interval: () => notEstimable(noCovariance),
    by: null,
  };
}
