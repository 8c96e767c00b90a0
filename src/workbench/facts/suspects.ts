import { type Fault, warning } from "../../base/errors.ts";
import { leakageSuspect } from "../../base/messages/workbench.ts";
import { DAY } from "../../base/time.ts";
import { codeOfColumn } from "../../history/column.ts";
import { placeOf } from "../../history/headers.ts";
import type { Column } from "../../history/type.ts";
import { winsWithin } from "../../labels/within.ts";
import { ascending, auc } from "../../stats/rank.ts";
import type { Loaded } from "../load.ts";

/** One column told apart this well by itself is rarely known beforehand. */
const tooGood = 0.8;
/** Rank correlation with activity that came after the creation, among leads without an outcome. */
const tooClose = 0.5;
const mostLevels = 50;
/** Among fewer leads of either outcome any column tells them apart by luck. */
const leastOfEach = 10;
/** `Last Activity`, `latest_touch`: what the CRM shows today. */
const ofToday = /^(last|latest|most[ _]recent)([ _]|$)/i;
const saysLatest = "holds the latest value by its name, so whatever came after the lead's creation";

/**
 * Columns of the leads files that look as if they were filled or overwritten after the lead was created: they tell the
 * outcome apart too well alone, are filled only where it was reached, move with activity that came later, or say by
 * their name that they hold the latest value. All are warnings: the analyst decides. The outcome's own column is none.
 * O(columns x leads log leads).
 */
export function leakageSuspects(loaded: Loaded): readonly Fault[] {
  const { study, history, labels } = loaded;
  const mature: number[] = [];
  for (let i = 0; i < history.leads.count; i++)
    if (labels.refused[i] !== 1 && (history.leads.created[i] ?? 0) + labels.horizon <= labels.asOf)
      mature.push(i);
  const won = mature.map((i) => (winsWithin(labels, i, history.leads.created[i] ?? 0) ? 1 : 0));
  const wins = won.reduce<number>((sum, y) => sum + y, 0);
  const enough = Math.min(wins, won.length - wins) >= leastOfEach;
  const later = mature.map((i) => activityAfter(loaded, i));
  const out: Fault[] = [];
  for (const [name, column] of history.leads.columns) {
    if (study.outcome.kind === "column" && name === study.outcome.column) continue;
    const why =
      (enough ? suspicion(column, mature, won, later) : null) ?? (ofToday.test(name) ? saysLatest : null);
    if (why === null) continue;
    const index = study.features.knownAtCreation.indexOf(name);
    const where = index < 0 ? {} : placeOf(study, `features.known_at_creation[${index}]`);
    out.push(warning(leakageSuspect(name, index >= 0, why), where));
  }
  return out;
}

function activityAfter({ history }: Loaded, lead: number): number {
  const { start, visible } = history.activities;
  const from = (history.leads.created[lead] ?? 0) + DAY;
  let n = 0;
  for (let k = start[lead] ?? 0; k < (start[lead + 1] ?? 0); k++) if ((visible[k] ?? 0) > from) n++;
  return n;
}

function suspicion(
  column: Column,
  leads: readonly number[],
  won: readonly number[],
  later: readonly number[],
): string | null {
  const filled = leads.map((lead) => (isFilled(column, lead) ? 1 : 0));
  const byFilled = auc(filled, won);
  if (byFilled !== null && byFilled >= tooGood) {
    const share = (y: number): string => {
      const of = filled.filter((_, i) => won[i] === y);
      return `${Math.round((100 * of.reduce((s: number, v) => s + v, 0)) / of.length)} %`;
    };
    return `is filled for ${share(1)} of the leads that reach the outcome and ${share(0)} of the others`;
  }
  const at = leads.flatMap((_, i) => (filled[i] === 1 ? [i] : []));
  const value = at.map((i) => codeOfColumn(column, leads[i] ?? 0));
  const label = at.map((i) => won[i] ?? 0);
  const score =
    column.kind === "number" ? value : column.levels.length <= mostLevels ? ratesOf(value, label) : null;
  const alone = score === null ? null : auc(score, label);
  if (alone !== null && Math.max(alone, 1 - alone) >= tooGood)
    return `tells the outcome apart by itself (AUC ${Math.max(alone, 1 - alone).toFixed(2)})`;
  if (column.kind !== "number") return null;
  const lost = at.flatMap((i, k) => (won[i] === 0 ? [k] : []));
  const rho = rankCorrelation(
    lost.map((k) => value[k] ?? 0),
    lost.map((k) => later[at[k] ?? 0] ?? 0),
  );
  return rho !== null && Math.abs(rho) >= tooClose
    ? `moves with activity that came after the lead's creation (rank correlation ${rho.toFixed(2)}), as a value does that is overwritten with today's`
    : null;
}

const isFilled = (column: Column, lead: number): boolean =>
  column.kind === "number"
    ? !Number.isNaN(column.values[lead] ?? Number.NaN)
    : (column.codes[lead] ?? -1) >= 0;

/** Each level's rate of outcomes, shrunk towards the base, as a score. */
function ratesOf(level: readonly number[], label: readonly number[]): number[] {
  const base = label.reduce((s, y) => s + y, 0) / Math.max(1, label.length);
  const sums = new Map<number, [number, number]>();
  level.forEach((l, i) => {
    const [n, y] = sums.get(l) ?? [0, 0];
    sums.set(l, [n + 1, y + (label[i] ?? 0)]);
  });
  return level.map((l) => {
    const [n, y] = sums.get(l) ?? [0, 0];
    return (y + 10 * base) / (n + 10);
  });
}

/** Spearman's rank correlation, ties at their mean rank; null where one side does not vary. */
function rankCorrelation(a: readonly number[], b: readonly number[]): number | null {
  const [ra, rb] = [ranks(a), ranks(b)];
  const n = a.length;
  const mean = (n - 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [(ra[i] ?? 0) - mean, (rb[i] ?? 0) - mean];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 && n >= 100 ? ab / Math.sqrt(aa * bb) : null;
}

function ranks(values: readonly number[]): Float64Array {
  const order = ascending(values);
  const out = new Float64Array(values.length);
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end + 1 < order.length && values[order[end + 1] ?? 0] === values[order[i] ?? 0]) end++;
    for (let k = i; k <= end; k++) out[order[k] ?? 0] = (i + end) / 2;
    i = end + 1;
  }
  return out;
}
