import {
  filledForWinners,
  levelTells,
  movesWithLater,
  tellsOutcome,
} from "../../base/messages/data/suspects.ts";
import { codeOfColumn, isFilled } from "../../history/column.ts";
import type { Column } from "../../history/type.ts";
import { binomialUpper } from "../../stats/proportions/binomial.ts";
import { rankCorrelation } from "../../stats/rank/correlation.ts";
import { auc } from "../../stats/rank/rank.ts";

/** What one column reveals about the outcome by itself, and how well. */
export interface ColumnSuspect {
  readonly why: string;
  readonly auc: number | null;
}

/** The AUC of a single column above which it was rarely known beforehand. */
export const tooGood = 0.8;
/**
 * The rank correlation with activity after creation, among leads without an outcome, above which a column counts as
 * overwritten later.
 */
const tooClose = 0.5;
/** The least number of leads for a correlation: among fewer it may be luck. */
const leastOfCorrelation = 100;
const mostLevels = 50;
/**
 * The least number of leads of a level that all reach the outcome: with so many it cannot be luck at the rate of the
 * others.
 */
const leastOfLevel = 20;
const chance = 1e-6;

/** Why the values of a column are suspicious; null: they are not. */
export function suspicion(
  column: Column,
  leads: readonly number[],
  won: readonly number[],
  later: readonly number[],
): ColumnSuspect | null {
  const filled = leads.map((lead) => (isFilled(column, lead) ? 1 : 0));
  const byFilled = auc(filled, won);
  if (byFilled !== null && byFilled >= tooGood) {
    const share = (y: number): number => {
      const of = filled.filter((_, i) => won[i] === y);
      return of.reduce((s: number, v) => s + v, 0) / of.length;
    };
    return {
      why: filledForWinners(share(1), share(0)),
      auc: byFilled,
    };
  }
  const at = leads.flatMap((_, i) => (filled[i] === 1 ? [i] : []));
  const value = at.map((i) => codeOfColumn(column, leads[i] ?? 0));
  const label = at.map((i) => won[i] ?? 0);
  const few = column.kind === "number" || column.levels.length <= mostLevels;
  const alone = !few
    ? null
    : column.kind === "number"
      ? eitherWay(auc(value, label))
      : aucOfLevels(value, label);
  if (alone !== null && alone >= tooGood) return { why: tellsOutcome(alone), auc: alone };
  const level = levelThatWins(column, value, label, won);
  if (level !== null) return { why: level, auc: alone };
  if (column.kind !== "number") return null;
  const lost = at.flatMap((i, k) => (won[i] === 0 ? [k] : []));
  if (lost.length < leastOfCorrelation) return null;
  const rho = rankCorrelation(
    lost.map((k) => value[k] ?? 0),
    lost.map((k) => later[at[k] ?? 0] ?? 0),
  );
  return rho !== null && Math.abs(rho) >= tooClose
    ? {
        why: movesWithLater(rho),
        auc: alone,
      }
    : null;
}

const eitherWay = (a: number | null): number | null => (a === null ? null : Math.max(a, 1 - a));

/**
 * The share that counts as nearly all leads of a level, where a slip or a late lead keeps it from being all. Honest
 * forms and referrals reach .93.
 */
const nearlyAll = 0.95;
/** How many outcomes must be expected of a level that has none before it is suspicious. */
const expectedOfNone = 20;

/**
 * A value held by 20 leads or more, nearly all of which reach the outcome while the other leads do not; or a value none
 * of whose leads does where 20 outcomes would be expected. Null: there is none.
 */
function levelThatWins(
  column: Column,
  value: readonly number[],
  label: readonly number[],
  won: readonly number[],
): string | null {
  const wins = won.reduce((s, y) => s + y, 0);
  const sums = new Map<number, [number, number]>();
  value.forEach((v, i) => {
    const [n, y] = sums.get(v) ?? [0, 0];
    sums.set(v, [n + 1, y + (label[i] ?? 0)]);
  });
  // the order in the file must not matter: equal levels are reported in the same order
  const found = [...sums]
    .filter(([, [n, y]]) => {
      if (n < leastOfLevel || won.length <= n) return false;
      const others = (wins - y) / (won.length - n);
      if (y === 0) return n * others >= expectedOfNone;
      return y >= nearlyAll * n && others <= 0.5 && binomialUpper(n, y, others) < chance;
    })
    .sort(([a, [n]], [b, [m]]) => m - n || a - b)[0];
  if (found === undefined) return null;
  const [code, [n, y]] = found;
  const text = column.kind === "number" ? String(code) : JSON.stringify(column.levels[code] ?? "");
  return levelTells(text, n, y, (wins - y) / (won.length - n));
}

/**
 * Cross-fitted AUC of a column of levels: each half of the leads is scored by the outcome rates in the other half, so
 * that levels of few leads reveal nothing by luck.
 */
function aucOfLevels(level: readonly number[], label: readonly number[]): number | null {
  const half = (k: number): number[] => level.flatMap((_, i) => (i % 2 === k ? [i] : []));
  const scored = [0, 1].flatMap((k) => {
    const [mine, others] = [half(k), half(1 - k)];
    const rate = ratesOf(
      others.map((i) => level[i] ?? 0),
      others.map((i) => label[i] ?? 0),
    );
    const found = auc(
      mine.map((i) => rate(level[i] ?? 0)),
      mine.map((i) => label[i] ?? 0),
    );
    return found === null ? [] : [found];
  });
  return scored.length < 2 ? null : scored.reduce((s, a) => s + a, 0) / scored.length;
}

/** The outcome rate of each level, shrunk towards the base rate. */
function ratesOf(level: readonly number[], label: readonly number[]): (level: number) => number {
  const base = label.reduce((s, y) => s + y, 0) / Math.max(1, label.length);
  const sums = new Map<number, [number, number]>();
  level.forEach((l, i) => {
    const [n, y] = sums.get(l) ?? [0, 0];
    sums.set(l, [n + 1, y + (label[i] ?? 0)]);
  });
  return (l) => {
    const [n, y] = sums.get(l) ?? [0, 0];
    return (y + 10 * base) / (n + 10);
  };
}
