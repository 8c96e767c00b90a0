import { previousQuarter, type Quarter, quarterOf, type Second } from "../../base/time.ts";

/** One test quarter [start, end) of the walk-forward, and what may be learnt for it. */
export interface Fold {
  readonly quarter: Quarter;
  readonly start: Second;
  readonly end: Second;
  /** the latest outcome that anything in the fold may depend on: start - embargo */
  readonly outcomesUntil: Second;
  /** the latest moment t whose label may be learnt from: t + H <= outcomesUntil */
  readonly trainUntil: Second;
  /** end + H: when the label of every moment of the quarter is known */
  readonly matureOn: Second;
  /** matureOn <= as_of; else provisional: only its mature weeks have figures */
  readonly judged: boolean;
  /**
   * the fiscal quarter before `start`: what needs no label (dropped features, cut-offs from capacity) is decided there
   */
  readonly before: Quarter;
}

export interface FoldQuestion {
  readonly asOf: Second;
  /** month (1 to 12) that opens the fiscal year */
  readonly firstMonth: number;
  /** the most quarters */
  readonly wanted: number;
  /** H, seconds */
  readonly horizon: number;
  /** seconds between the last label learnt from and the test quarter */
  readonly embargo: number;
  /** moments before this second are neither fitted nor judged, so quarters that begin before it are not judged */
  readonly outcomeObservedFrom: Second;
  readonly firstCreated: Second;
  /**
   * `within` (default): provisional quarters count among the `wanted`. `beside`: `wanted` judged ones, and the
   * provisional ones with a mature part in addition. `none`: only judged ones.
   */
  readonly provisional?: "within" | "beside" | "none";
  /** quarters of data before the first test quarter, counted from the quarter of `firstCreated`; default 0 */
  readonly initialQuarters?: number;
  /** when leads were created: a quarter without a created lead is skipped instead of judged; default: not looked at */
  readonly created?: Int32Array;
  /**
   * whether outcomes are known by their date: a moment's label is then known when the day that is H after its own has
   * ended
   */
  readonly byDate?: boolean;
  /** whether to learn only from t + H + embargo < start, as some published splits do; default: <= */
  readonly strict?: boolean;
}

/**
 * The fiscal quarters to judge, in order: the latest `wanted` that begin at or before as_of, and not before the
 * outcome's stage was recorded or the quarter of the first lead. In a fold, what learns from labels uses moments with t
 * + H + embargo <= start (contract.md, "Time"; all in seconds). O(quarters).
 */
export function testQuarters(q: FoldQuestion): Fold[] {
  let earliest = quarterOf(q.firstCreated, q.firstMonth).start;
  for (let i = 0; i < (q.initialQuarters ?? 0); i++) earliest = quarterOf(earliest, q.firstMonth).end;
  const policy = q.provisional ?? "within";
  const folds: Fold[] = [];
  let counted = 0;
  for (
    let quarter = quarterOf(q.asOf, q.firstMonth);
    quarter.start >= earliest && quarter.start >= q.outcomeObservedFrom && counted < q.wanted;
    quarter = previousQuarter(quarter, q.firstMonth)
  ) {
    const fold = foldOf(quarter, q);
    if (fold.judged && q.created !== undefined && !anyWithin(q.created, quarter)) continue;
    const taken =
      fold.judged || policy === "within" || (policy === "beside" && fold.start + q.horizon < q.asOf);
    if (taken) folds.push(fold);
    if (fold.judged || policy === "within") counted++;
  }
  return folds.reverse();
}

/** Fiscal quarters that are old enough to judge but have no lead, among the latest `wanted` with leads. */
export function quartersWithoutLeads(
  created: Int32Array,
  asOf: Second,
  firstMonth: number,
  wanted: number,
  horizon: number,
): readonly string[] {
  const first = created.reduce((least, t) => Math.min(least, t), Number.POSITIVE_INFINITY);
  const names: string[] = [];
  let withLeads = 0;
  let quarter = quarterOf(asOf, firstMonth);
  for (; quarter.end > first && withLeads < wanted; quarter = previousQuarter(quarter, firstMonth))
    if (anyWithin(created, quarter)) withLeads++;
    else if (quarter.end + horizon <= asOf) names.push(quarter.name);
  return names.reverse();
}

const anyWithin = (times: Int32Array, { start, end }: Quarter): boolean =>
  times.some((t) => t >= start && t < end);

function foldOf(quarter: Quarter, q: FoldQuestion): Fold {
  const matureOn = quarter.end + q.horizon;
  const outcomesUntil = quarter.start - q.embargo - (q.strict === true ? 1 : 0);
  return {
    quarter,
    start: quarter.start,
    end: quarter.end,
    outcomesUntil,
    trainUntil: outcomesUntil - q.horizon - (q.byDate === true ? 1 : 0),
    matureOn,
    judged: matureOn <= q.asOf,
    before: previousQuarter(quarter, q.firstMonth),
  };
}

/** What may be learnt for the shipped weights: everything mature at as_of, looked at from as_of. */
export interface FinalFit {
  readonly outcomesUntil: Second;
  readonly trainUntil: Second;
  /** the last full fiscal quarter at or before as_of */
  readonly before: Quarter;
}

/** The final fit, whose last moment is as_of - H: later ones have a label only if the lead reached the outcome. */
export function finalFit(asOf: Second, horizon: number, firstMonth: number): FinalFit {
  return {
    outcomesUntil: asOf,
    trainUntil: asOf - horizon,
    before: previousQuarter(quarterOf(asOf + 1, firstMonth), firstMonth),
  };
}
