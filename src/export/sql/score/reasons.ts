import type { Weights } from "../../../weights/type.ts";
import { type ReasonTerm, reasonTerms } from "../../../weights/words/reasons.ts";
import { balanced, bounded, type Dialect } from "../dialect.ts";
import { derived, select } from "./layers.ts";
import { totalSql } from "./points.ts";

/** The reasons that each lead gets, largest first. */
export const reasonColumns = ["reason_1", "reason_2", "reason_3"] as const;
/** The columns with their numbers. */
export const topColumns = ["top_1", "top_2", "top_3"] as const;

/** How many layers of SELECT are between the points and the answer of `scoreWithReasons`. */
const layers = 6;

/**
 * `lead_id, score` and the three strongest reasons, each as a whole number that `reasonText` turns into words. A
 * reason's number is made of its size, then its place among the terms (the first is the larger), then whether it raises
 * the score. So the three largest numbers are the three strongest reasons in the scorer's order, without sorting and
 * without a second look at the rows. Where a layer reads a column of the one below many times, the dialect's fence
 * keeps its planner from writing that column out each time.
 * @param pointed gives, for a depth, a SELECT of `lead_id` and a column of points for each attribute
 * @param pointsColumn names of its columns of points
 * @param kept further columns of it that go through to the answer
 */
export function scoreWithReasons(
  sql: Dialect,
  weights: Weights,
  pointed: (depth: number) => string,
  pointsColumn: (index: number) => string,
  depth: number,
  kept: readonly string[] = [],
): string {
  const terms = reasonTerms(weights);
  const number = (from: string, name: string, of: readonly string[], at: number, fenced: boolean): string =>
    select(of, derived(from, at, name), at, fenced ? sql.fence : undefined);
  const points = weights.attributes.map((_, i) => pointsColumn(i));
  const shares = number(
    pointed(depth + layers),
    "points",
    [
      "lead_id",
      ...points,
      ...kept.filter((name) => !points.includes(name)),
      ...weights.groups.map(
        ({ name }, g) => `${shareSql(sql, weights, name, pointsColumn)} AS share_${g + 1}`,
      ),
      `${totalSql(sql, weights, pointsColumn)} AS score`,
    ],
    depth + 5,
    false,
  );
  const moved = number(
    shares,
    "shares",
    [
      "lead_id",
      "score",
      ...kept,
      ...terms.map((term, r) => `${movedSql(sql, weights, term, pointsColumn)} AS moved_${r + 1}`),
    ],
    depth + 4,
    true,
  );
  const ranks = terms.map((_, r) => `rank_${r + 1}`);
  let found = number(
    moved,
    "moved",
    [
      "lead_id",
      "score",
      ...kept,
      ...terms.map((_, r) => `${rankSql(`moved_${r + 1}`, r, terms.length)} AS rank_${r + 1}`),
    ],
    depth + 3,
    true,
  );
  topColumns.forEach((top, k) => {
    const before = topColumns[k - 1];
    const left = ranks.map((rank) =>
      before === undefined ? rank : `CASE WHEN ${rank} < ${before} THEN ${rank} ELSE -1 END`,
    );
    const last = k === topColumns.length - 1;
    found = number(
      found,
      before === undefined ? "ranks" : `after_${k}`,
      [
        "lead_id",
        "score",
        ...kept,
        ...(last ? [] : ranks),
        ...topColumns.slice(0, k),
        `${largest(sql, left)} AS ${top}`,
      ],
      depth + 2 - k,
      true,
    );
  });
  return found;
}

/** The share of a group's points that its limits let through; 1 where they add up to 0. */
function shareSql(
  sql: Dialect,
  { attributes, groups }: Weights,
  name: string,
  pointsColumn: (index: number) => string,
): string {
  const own = attributes.flatMap((attribute, i) => (attribute.group === name ? [pointsColumn(i)] : []));
  const group = groups.find((g) => g.name === name);
  if (own.length === 0 || group === undefined) return sql.double(1);
  const sum = balanced(own, "+");
  const held = bounded(sql, sum, group.min, group.max, sql.whole);
  return `CASE WHEN ${sum} = 0 THEN ${sql.double(1)} ELSE (${held} * ${sql.double(1)}) / (${sum} * ${sql.double(1)}) END`;
}

/**
 * By how much a term moved the score, in the order of the scorer's `movedBy`: whole numbers first, then each group's
 * share.
 */
function movedSql(
  sql: Dialect,
  { attributes, groups, baseline }: Weights,
  { attributes: of }: ReasonTerm,
  pointsColumn: (index: number) => string,
): string {
  const own = (group: string | null): string[] =>
    of.flatMap((i) => (attributes[i]?.group === group ? [pointsColumn(i)] : []));
  const base = of.reduce((sum, i) => sum + (baseline[i] ?? 0), 0);
  const alone = own(null);
  const whole = balanced([...alone, ...(base === 0 && alone.length > 0 ? [] : [sql.whole(-base)])], "+");
  const shared = groups.flatMap(({ name }, g) => {
    const points = own(name);
    return points.length === 0 ? [] : [`share_${g + 1} * (${balanced(points, "+")} * ${sql.double(1)})`];
  });
  if (shared.length === 0) return whole;
  const sum = shared.reduce((left, part) => `(${left} + ${part})`, `(${whole} * ${sql.double(1)})`);
  return sql.whole(`floor(${sum} + ${sql.double(0.5)})`);
}

/** The number of a reason; -1 where it moved nothing. */
function rankSql(moved: string, term: number, terms: number): string {
  const place = 2 * (terms - 1 - term);
  return `CASE WHEN ${moved} > 0 THEN ${moved} * ${2 * terms} + ${place + 1} WHEN ${moved} < 0 THEN ${place} - ${moved} * ${2 * terms} ELSE -1 END`;
}

/** As many values as every engine's function takes. */
const most = 50;

function largest(sql: Dialect, of: readonly string[]): string {
  if (of.length === 0) return sql.whole(-1);
  if (of.length === 1) return of.join("");
  if (of.length <= most) return sql.largest(of);
  const parts: string[] = [];
  for (let i = 0; i < of.length; i += most) parts.push(largest(sql, of.slice(i, i + most)));
  return largest(sql, parts);
}

/** A reason in words, `title (+)` where it raises the score; NULL where there are fewer. */
export function reasonText(sql: Dialect, weights: Weights, k: number): string {
  const terms = reasonTerms(weights);
  if (terms.length === 0) return sql.nothing("category");
  const whens = terms.flatMap(({ name }, r) => {
    const place = 2 * (terms.length - 1 - r);
    return [
      `WHEN ${place + 1} THEN ${sql.text(`${name} (+)`)}`,
      `WHEN ${place} THEN ${sql.text(`${name} (-)`)}`,
    ];
  });
  const top = topColumns[k] ?? topColumns[0];
  return `CASE ${sql.remainder(top, 2 * terms.length)} ${whens.join(" ")} ELSE NULL END`;
}
