import { attributePoints } from "../../weights/scorer.ts";
import type { Draft } from "../../weights/seal.ts";
import type { Attribute, BinsAttribute, Input } from "../../weights/type.ts";

/**
 * One line of a point sheet: leads that fit it get the points. Of the lines of one term, the first that fits counts.
 */
export interface PointRow {
  /** in words: `webinar in the last 30 days` */
  readonly title: string;
  /** null: the line is about the whole score */
  readonly input: Input | null;
  readonly fit: Fit;
  /** for `each`: points for each unit */
  readonly points: number;
  /** points of a lead for which the term's input is missing; null: the term is a rule */
  readonly missing: number | null;
  readonly group: string | null;
}

export type Fit =
  /** from low up to but not including high; null: no limit */
  | { readonly kind: "range"; readonly low: number | null; readonly high: number | null }
  | { readonly kind: "value"; readonly value: string | boolean }
  /** none of the values that other lines of the term name */
  | { readonly kind: "other"; readonly than: readonly string[] }
  | { readonly kind: "missing" | "not_observed" }
  /** points x (value - centre), limited to least and most and rounded to whole points */
  | {
      readonly kind: "each";
      readonly centre: number;
      readonly least: number | null;
      readonly most: number | null;
    }
  | { readonly kind: "rule"; readonly when: string };

/**
 * The lines of a model's point sheet, term by term in the order of its attributes, without lines that nobody can fit.
 */
export function pointRows(weights: Draft): readonly PointRow[] {
  const inputs = new Map(weights.inputs.map((input) => [input.name, input]));
  return weights.attributes.flatMap((attribute) => {
    if (attribute.kind === "rule") {
      const { when, points, group } = attribute;
      return [{ title: "rule", input: null, fit: { kind: "rule", when }, points, missing: null, group }];
    }
    const input = inputs.get(attribute.name);
    return input === undefined ? [] : termRows(attribute, input);
  });
}

function termRows(attribute: Exclude<Attribute, { kind: "rule" }>, input: Input): readonly PointRow[] {
  const row = (fit: Fit, points: number): PointRow => ({
    title: titleOf(input),
    input,
    fit,
    points,
    missing: attributePoints(attribute, null),
    group: attribute.group,
  });
  const reach = input.type === "count" || input.type === "decay";
  const none = row({ kind: "missing" }, attributePoints(attribute, null));
  const unseen = reach
    ? [row({ kind: "not_observed" }, attributePoints(attribute, { notObserved: true }))]
    : [];
  if (attribute.kind === "linear") {
    const { coef, centre, min, max } = attribute;
    return [row({ kind: "each", centre, least: min, most: max }, coef), none, ...unseen];
  }
  if (input.type !== "category" && input.type !== "boolean")
    return [
      ...intervals(attribute, input.type === "count").map(([range, points]) => row(range, points)),
      none,
      ...unseen,
    ];
  const wanted = input.type === "category" ? "string" : "boolean";
  const points = new Map<string | boolean, number>();
  for (const bin of attribute.bins)
    if (bin.kind === "category")
      for (const value of bin.values)
        if (typeof value === wanted && !points.has(value)) points.set(value, bin.points);
  const other = attribute.bins.find((bin) => bin.kind === "other")?.points ?? 0;
  const values =
    input.type === "boolean"
      ? [true, false].map((value) => row({ kind: "value", value }, points.get(value) ?? other))
      : [
          ...[...points].map(([value, own]) => row({ kind: "value", value }, own)),
          row({ kind: "other", than: [...points.keys()].map(String) }, other),
        ];
  return [...values, none];
}

/**
 * The ranges of a term, cut where they overlap and filled where they leave gaps, so that every number is in exactly
 * one. For a count they begin and end at whole numbers.
 */
export function intervals(
  attribute: BinsAttribute,
  whole: boolean,
): readonly (readonly [range: Extract<Fit, { kind: "range" }>, points: number])[] {
  const edges = attribute.bins.flatMap((bin) =>
    bin.kind === "range" ? [bin.low, bin.high].filter((edge) => edge !== null) : [],
  );
  const own = whole ? edges.map((edge) => Math.ceil(edge)).filter((edge) => edge > 0) : edges;
  const cuts = [whole ? 0 : null, ...[...new Set(own)].sort((a, b) => a - b)];
  return cuts.map((low, i) => [
    { kind: "range", low, high: cuts[i + 1] ?? null },
    attributePoints(attribute, low ?? -Number.MAX_VALUE),
  ]);
}

/** An input for people: `webinar in the last 30 days`. */
export function titleOf({ from }: Input): string {
  if ("column" in from) return from.column;
  if ("flag" in from) return from.flag.replaceAll("_", " ");
  if ("decay" in from) return `${from.decay}, halved every ${from.half_life} days`;
  return from.window === null ? `${from.count}, ever` : `${from.count} in the last ${from.window} days`;
}
