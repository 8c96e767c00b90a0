import { type NotEstimable, notEstimable } from "../../base/estimate.ts";
import { bytesAt, codesAt, doublesAt, integersAt, placesWhere } from "../../base/gather.kernel.ts";
import { withoutAFifth } from "../../base/messages/models/fits.ts";
import type { CodedRows } from "../../features/type.ts";
import { scoreRows } from "../score.ts";
import type { FittedDraft, TrainingRows } from "../type.ts";

/**
 * Scores of each row by a fit on the folds of accounts without the row's own. Bins and everything else are made again
 * in each, half-lives too where they are fitted. Not estimable where one of the fits is refused.
 */
export function crossFitted(
  rows: TrainingRows,
  fit: (rows: TrainingRows) => FittedDraft | NotEstimable,
): CrossFitted | NotEstimable {
  const out = new Float64Array(rows.label.length);
  const { instants } = rows;
  const atInstants = instants === undefined ? out : new Float64Array(instants.label.length);
  for (const fold of foldsIn(rows)) {
    const others = indices(rows.fold, (f) => f !== fold);
    const mine = indices(rows.fold, (f) => f === fold);
    if (others.length === 0) continue;
    const own = apartFrom(rows, fold);
    const fitted = fit(subset(own, others));
    if (!("draft" in fitted)) return notEstimable(withoutAFifth(fitted.reason));
    put(out, mine, scoreRows(fitted.draft, own.coded, mine));
    if (instants === undefined) continue;
    const those = indices(instants.fold, (f) => f === fold);
    put(atInstants, those, scoreRows(fitted.draft, instants.apart?.get(fold) ?? instants.coded, those));
  }
  return { rows: out, instants: atInstants };
}

/** The cross-fitting folds of some rows, ascending. */
function foldsIn({ fold }: Pick<TrainingRows, "fold">): readonly number[] {
  const found: number[] = [];
  for (let f = 0; f < 256; f++) if (fold.includes(f)) found.push(f);
  return found;
}

/** Scores by fits that have not seen the row's account. */
export interface CrossFitted {
  readonly rows: Float64Array;
  /** scores at `TrainingRows.instants`; where there are none, at the rows */
  readonly instants: Float64Array;
}

function put(into: Float64Array, at: Int32Array, values: Float64Array): void {
  for (let k = 0; k < at.length; k++) into[at[k] ?? 0] = values[k] ?? 0;
}

const indices = (fold: Uint8Array, keep: (fold: number) => boolean): Int32Array =>
  placesWhere(fold.length, (i) => keep(fold[i] ?? 0));

/** All rows, in features on which the outcomes of one cross-fitting fold had no influence. */
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
      label: bytesAt(instants.label, at),
      fold: bytesAt(instants.fold, at),
      account: integersAt(instants.account, at),
      lead: integersAt(instants.lead, at),
    },
  };
}

/** Rows at the given indices, in their order, with their features. */
export function subset(rows: TrainingRows, at: Int32Array): TrainingRows {
  return {
    coded: takeRows(rows.coded, at),
    label: bytesAt(rows.label, at),
    weight: doublesAt(rows.weight, at),
    fold: bytesAt(rows.fold, at),
    account: integersAt(rows.account, at),
    lead: integersAt(rows.lead, at),
  };
}

export const takeRows = (coded: CodedRows, at: Int32Array): CodedRows => ({
  count: at.length,
  features: coded.features,
  codes: coded.codes.map((codes) => codesAt(codes, at)),
});

export function positiveLeads(rows: Pick<TrainingRows, "label" | "lead">): number {
  const leads = new Set<number>();
  for (let i = 0; i < rows.label.length; i++) if (rows.label[i] === 1) leads.add(rows.lead[i] ?? -1);
  return leads.size;
}
