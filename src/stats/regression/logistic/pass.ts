import { cholesky, inverseFromCholesky } from "../../numeric/linear.ts";
import type { Sums } from "../../numeric/newton.ts";
import { densePass } from "./dense.kernel.ts";
import { type Design, onOriginalScale } from "./design.ts";
import { onesPass } from "./ones.kernel.ts";
import { patternsPass } from "./patterns.kernel.ts";

/** Fills the sums at a point, with or without the information (its lower triangle). */
export type Pass = (beta: Float64Array, out: Sums, withInformation?: boolean) => void;

/**
 * The Newton pass of a design. Where all columns hold only 0 and 1 (bins, flags) it goes over lists of ones, and the
 * sums are converted to the centred and scaled columns, without the information by patterns of columns; otherwise over whole columns.
 * @param weight other weights than the design's, on its scale: those of a part of the rows
 */
export function passOf(rows: Design, weight = rows.weight): Pass {
  const { ones, label, offset } = rows;
  if (ones !== null) {
    return (beta, out, withInformation = true) => {
      const rows = { label, weight, offset };
      if (withInformation) onesPass(ones, rows, onOriginalScale(beta, ones), out, true);
      else patternsPass(ones.patterns(), rows, onOriginalScale(beta, ones), out);
      scoreOnDesignScale(out.gradient, ones);
      if (withInformation) informationOnDesignScale(out.information, ones);
    };
  }
  const { columns } = rows;
  return (beta, out, withInformation = true) =>
    densePass({ columns, label, weight, offset }, beta, out, withInformation);
}

/**
 * The inverse information of the log-likelihood, without a penalty, at a point on the design's scale; null where it is
 * singular.
 */
export function inverseInformation(design: Design, beta: Float64Array): Float64Array | null {
  const p = beta.length;
  const sums = { logLikelihood: 0, gradient: new Float64Array(p), information: new Float64Array(p * p) };
  passOf(design)(beta, sums);
  const factored = cholesky(sums.information, p);
  return "failedAt" in factored ? null : inverseFromCholesky(factored.factor, p);
}

/** Converts X'r of the columns as given to that of (x - mean) / sd, in place. */
export function scoreOnDesignScale(score: Float64Array, { scale }: Pick<Design, "scale">): void {
  scale.forEach(({ mean, sd }, j) => {
    score[j + 1] = ((score[j + 1] ?? 0) - mean * (score[0] ?? 0)) / sd;
  });
}

/** Converts X'VX in the same way, lower triangle, in place. */
function informationOnDesignScale(information: Float64Array, { scale }: Pick<Design, "scale">): void {
  const p = scale.length + 1;
  const level = information[0] ?? 0;
  const sums = Float64Array.from({ length: p }, (_, j) => information[j * p] ?? 0);
  scale.forEach(({ mean, sd }, a) => {
    const row = (a + 1) * p;
    const own = sums[a + 1] ?? 0;
    const centred = own - mean * level;
    information[row] = centred / sd;
    for (let b = 0; b <= a; b++) {
      const other = scale[b];
      if (other === undefined) continue;
      const at = row + b + 1;
      const both = (information[at] ?? 0) - mean * (sums[b + 1] ?? 0) - other.mean * centred;
      information[at] = both / (sd * other.sd);
    }
  });
}
