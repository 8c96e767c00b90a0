import { type NotEstimable, notEstimable } from "../base/estimate.ts";
import type { CodedRows } from "../features/type.ts";
import { scoreRows } from "./score.ts";
import type { FittedDraft, TrainingRows } from "./type.ts";

/**
 * Scores of each row by a fit on the folds of accounts that the row's own account is not in: bins and everything else
 * are made anew in each. Not estimable where one of the fits is refused.
 */
export function crossFitted(
  rows: TrainingRows,
  fit: (rows: TrainingRows) => FittedDraft | NotEstimable,
): Float64Array | NotEstimable {
  const out = new Float64Array(rows.label.length);
  for (const fold of new Set(Array.from(rows.fold).sort((a, b) => a - b))) {
    const others = indices(rows, (f) => f !== fold);
    const mine = indices(rows, (f) => f === fold);
    if (others.length === 0) continue;
    const fitted = fit(subset(rows, others));
    if (!("draft" in fitted))
      return notEstimable(`without a fifth of the accounts, as calibration wants it: ${fitted.reason}`);
    const scored = scoreRows(fitted.draft, subset(rows, mine).coded);
    mine.forEach((row, k) => {
      out[row] = scored[k] ?? 0;
    });
  }
  return out;
}

const indices = (rows: TrainingRows, keep: (fold: number) => boolean): Int32Array =>
  Int32Array.from(rows.fold.keys()).filter((i) => keep(rows.fold[i] ?? 0));

/** Rows at the given indices, in their order. */
export function subset(rows: TrainingRows, at: Int32Array): TrainingRows {
  return {
    coded: takeRows(rows.coded, at),
    label: Uint8Array.from(at, (i) => rows.label[i] ?? 0),
    weight: Float64Array.from(at, (i) => rows.weight[i] ?? 0),
    fold: Uint8Array.from(at, (i) => rows.fold[i] ?? 0),
    account: Int32Array.from(at, (i) => rows.account[i] ?? 0),
    lead: Int32Array.from(at, (i) => rows.lead[i] ?? 0),
  };
}

export function takeRows(coded: CodedRows, at: Int32Array): CodedRows {
  return {
    count: at.length,
    features: coded.features,
    codes: coded.codes.map((codes) => {
      const out = codes.slice(0, at.length);
      const into = out.length === at.length ? out : new Uint32Array(at.length);
      for (let i = 0; i < at.length; i++) into[i] = codes[at[i] ?? 0] ?? 0;
      return into;
    }),
  };
}

export function positiveLeads(rows: Pick<TrainingRows, "label" | "lead">): number {
  const leads = new Set<number>();
  rows.label.forEach((y, i) => {
    if (y === 1) leads.add(rows.lead[i] ?? -1);
  });
  return leads.size;
}
