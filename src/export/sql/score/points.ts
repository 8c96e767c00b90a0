import { parsePredicate } from "../../../rules/parse.ts";
import { scoreLimit } from "../../../weights/limit.ts";
import { clamp } from "../../../weights/scorer.ts";
import type { Attribute, BinsAttribute, LinearAttribute, Weights } from "../../../weights/type.ts";
import { type InputColumn, specialPoints } from "../columns.ts";
import { conditionSql, literalSql } from "../condition.ts";
import { balanced, bounded, type Dialect, logicOf } from "../dialect.ts";

type ColumnOf = (name: string) => InputColumn | null;

/**
 * Points of one attribute as a whole number that is never NULL: those of `attributePoints`, or of a rule, in the
 * scorer.
 */
export function pointsSql(sql: Dialect, attribute: Attribute, column: ColumnOf): string {
  const points =
    attribute.kind === "bins"
      ? binsSql(sql, attribute, column(attribute.name))
      : attribute.kind === "linear"
        ? linearSql(sql, attribute, column(attribute.name))
        : ruleSql(sql, attribute, column);
  return sql.whole(points);
}

/** Not observed and missing first, then the bins in their order, then `other`; edges ascend where bins adjoin. */
function binsSql(sql: Dialect, attribute: BinsAttribute, column: InputColumn | null): string {
  const special = (kind: "missing" | "other" | "not_observed"): number => specialPoints(attribute, kind);
  if (column === null) return String(special("missing"));
  const { alias, type, notObserved } = column;
  const whens: string[] = [];
  if (notObserved !== null)
    whens.push(`WHEN ${logicOf(sql).holds(`${alias}_unseen`)} THEN ${special("not_observed")}`);
  whens.push(`WHEN ${alias} IS NULL THEN ${special("missing")}`);
  const isNumber = type === "number" || type === "count" || type === "decay";
  let otherwise = special("other");
  // every value below this is in an earlier bin, so an adjoining bin need not repeat its low edge
  let covered = Number.NEGATIVE_INFINITY;
  for (const bin of attribute.bins) {
    if (bin.kind === "range" && isNumber) {
      const low = bin.low === null || bin.low <= covered ? null : bin.low;
      if (low === null && bin.high === null) {
        otherwise = bin.points;
        break;
      }
      const conditions = [
        ...(low === null ? [] : [`${alias} >= ${sql.double(low)}`]),
        ...(bin.high === null ? [] : [`${alias} < ${sql.double(bin.high)}`]),
      ];
      whens.push(`WHEN ${conditions.join(" AND ")} THEN ${bin.points}`);
      if (low === null && bin.high !== null) covered = Math.max(covered, bin.high);
    } else if (bin.kind === "category" && !isNumber) {
      const wanted = type === "category" ? "string" : "boolean";
      const values = bin.values.filter((value) => typeof value === wanted);
      if (values.length > 0)
        whens.push(
          `WHEN ${alias} IN (${values.map((value) => literalSql(sql, value)).join(", ")}) THEN ${bin.points}`,
        );
    }
  }
  return `CASE ${whens.join(" ")} ELSE ${otherwise} END`;
}

function linearSql(sql: Dialect, a: LinearAttribute, column: InputColumn | null): string {
  if (column === null || column.type === "category" || column.type === "boolean") return String(a.missing);
  const { alias } = column;
  const centred = a.centre === 0 ? alias : `(${alias} - ${sql.double(a.centre)})`;
  const raw = sql.product(a.coef, centred);
  const within = (x: number): number => clamp(x, -scoreLimit, scoreLimit);
  const held = bounded(sql, raw, within(a.min ?? -scoreLimit), within(a.max ?? scoreLimit), sql.double);
  return `CASE WHEN ${alias} IS NULL THEN ${a.missing} ELSE ${sql.halfAwayFromZero(held)} END`;
}

function ruleSql(sql: Dialect, attribute: Extract<Attribute, { kind: "rule" }>, column: ColumnOf): string {
  const parsed = parsePredicate(attribute.when);
  if (!parsed.ok) throw new RangeError(`the rule "${attribute.when}" cannot be read: ${parsed.message.what}`);
  return `CASE WHEN ${conditionSql(sql, parsed.predicate, { column })} THEN ${attribute.points} ELSE 0 END`;
}

/**
 * The sum of columns of points, as `totalOf` of the scorer computes it: groups limited, then intercept, floor and
 * ceiling.
 */
export function totalSql(sql: Dialect, weights: Weights, pointsColumn: (index: number) => string): string {
  const { whole } = sql;
  const inGroup = (group: string | null): string[] =>
    weights.attributes.flatMap((attribute, i) => (attribute.group === group ? [pointsColumn(i)] : []));
  const groups = weights.groups.map(({ name, min, max }) => {
    const points = inGroup(name);
    return bounded(sql, points.length === 0 ? whole(0) : balanced(points, "+"), min, max, whole);
  });
  const summed = [...inGroup(null), ...groups];
  const terms = weights.intercept === 0 && summed.length > 0 ? summed : [whole(weights.intercept), ...summed];
  return bounded(sql, balanced(terms, "+"), weights.floor, weights.ceiling, whole);
}
