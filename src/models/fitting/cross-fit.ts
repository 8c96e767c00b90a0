import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import type { CodedRows } from "../../features/type.ts";
import { scoreRows } from "../score.ts";
import type { FittedDraft, TrainingRows } from "../type.ts";

/**
 * Scores of each row by a fit on the folds of accounts that the row's own account is not in: bins and everything else
 * are made anew in each, half-lives that are found too. Not estimable where one of the fits is refused.
 */
export function crossFitted(
  rows: TrainingRows,
  fit: (rows: TrainingRows) => FittedDraft | NotEstimable,
): CrossFitted | NotEstimable {
  const out = new Float64Array(rows.label.length);
  const { instants } = rows;
  const atInstants = instants === undefined ? out : new Float64Array(instants.label.length);
  for (const fold of new Set(Array.from(rows.fold).sort((a, b) => a - b))) {
    const others = indices(rows.fold, (f) => f !== fold);
    const mine = indices(rows.fold, (f) => f === fold);
    if (others.length === 0) continue;
    const own = apartFrom(rows, fold);
    const fitted = fit(subset(own, others));
    if (!("draft" in fitted))
      return notEstimable(`without a fifth of the accounts, as calibration wants it: ${fitted.reason}`);
    const scored = scoreRows(fitted.draft, takeRows(own.coded, mine));
    mine.forEach((row, k) => {
      out[row] = scored[k] ?? 0;
    });
    if (instants === undefined) continue;
    const those = indices(instants.fold, (f) => f === fold);
    const at = scoreRows(fitted.draft, takeRows(instants.apart?.get(fold) ?? instants.coded, those));
    those.forEach((row, k) => {
      atInstants[row] = at[k] ?? 0;
    });
  }
  return { rows: out, instants: atInstants };
}

/** Scores by fits that have not seen the row's account. */
export interface CrossFitted {
  readonly rows: Float64Array;
  /** at `TrainingRows.instants`; where there are none, at the rows */
  readonly instants: Float64Array;
}

function indices(fold: Uint8Array, keep: (fold: number) => boolean): Int32Array {
  const out = new Int32Array(fold.length);
  let n = 0;
  for (let i = 0; i < fold.length; i++) if (keep(fold[i] ?? 0)) out[n++] = i;
  return out.slice(0, n);
}

/** All rows, in features that the outcomes of a cross-fitting fold did not shape. */
export const apartFrom = (rows: TrainingRows, fold: number): TrainingRows => ({
  ...rows,
  coded: rows.apart?.get(fold) ?? rows.coded,
  ...(rows.instants === undefined
    ? {}
    : { instants: { ...rows.instants, coded: rows.instants.apart?.get(fold) ?? rows.instants.coded } }),
});

/** The rows of some cross-fitting folds, and their instants. */
export function rowsOfFolds(rows: TrainingRows, keep: (fold: number) => boolean): TrainingRows {
  const own = subset(rows, indices(rows.fold, keep));
  const { instants } = rows;
  if (instants === undefined) return own;
  const at = indices(instants.fold, keep);
  return {
    ...own,
    instants: {
      coded: takeRows(instants.coded, at),
      label: bytes(instants.label, at),
      fold: bytes(instants.fold, at),
      account: integers(instants.account, at),
      lead: integers(instants.lead, at),
    },
  };
}

/** Rows at the given indices, in their order, in the features that they are in. */
export function subset(rows: TrainingRows, at: Int32Array): TrainingRows {
  return {
    coded: takeRows(rows.coded, at),
    label: bytes(rows.label, at),
    weight: doubles(rows.weight, at),
    fold: bytes(rows.fold, at),
    account: integers(rows.account, at),
    lead: integers(rows.lead, at),
  };
}

export const takeRows = (coded: CodedRows, at: Int32Array): CodedRows => ({
  count: at.length,
  features: coded.features,
  codes: coded.codes.map((codes) => {
    if (codes instanceof Uint8Array) return bytes(codes, at);
    return codes instanceof Uint16Array ? shorts(codes, at) : words(codes, at);
  }),
});

// One loop a kind of array: a loop that sees several kinds runs ten times slower, and most of a fit's rows pass here.

function bytes(from: Uint8Array, at: Int32Array): Uint8Array<ArrayBuffer> {
  const into = new Uint8Array(at.length);
  for (let k = 0; k < at.length; k++) into[k] = from[at[k] ?? 0] ?? 0;
  return into;
}

function shorts(from: Uint16Array, at: Int32Array): Uint16Array<ArrayBuffer> {
  const into = new Uint16Array(at.length);
  for (let k = 0; k < at.length; k++) into[k] = from[at[k] ?? 0] ?? 0;
  return into;
}

function words(from: Uint32Array, at: Int32Array): Uint32Array<ArrayBuffer> {
  const into = new Uint32Array(at.length);
  for (let k = 0; k < at.length; k++) into[k] = from[at[k] ?? 0] ?? 0;
  return into;
}

function integers(from: Int32Array, at: Int32Array): Int32Array<ArrayBuffer> {
  const into = new Int32Array(at.length);
  for (let k = 0; k < at.length; k++) into[k] = from[at[k] ?? 0] ?? 0;
  return into;
}

function doubles(from: Float64Array, at: Int32Array): Float64Array<ArrayBuffer> {
  const into = new Float64Array(at.length);
  for (let k = 0; k < at.length; k++) into[k] = from[at[k] ?? 0] ?? 0;
  return into;
}

export function positiveLeads(rows: Pick<TrainingRows, "label" | "lead">): number {
  const leads = new Set<number>();
  rows.label.forEach((y, i) => {
    if (y === 1) leads.add(rows.lead[i] ?? -1);
  });
  return leads.size;
}
