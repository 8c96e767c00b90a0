import * as told from "../../base/messages/ship/diff.ts";
import type { Attribute, Bin, Weights } from "../type.ts";
import { shownUnit } from "./shown.ts";

/** One difference between two versions of weights, as a sentence, with its size in log-odds (0 where it has none). */
export interface Change {
  readonly said: string;
  readonly size: number;
}

/**
 * What changed from `a` to `b` in words, the largest first: "title CTO: +12 to +9", "a webinar no longer counts after 30
 * days". Points are shown as the report shows them; smaller changes than half a shown point are left out.
 */
export function diffWeights(a: Weights, b: Weights): readonly Change[] {
  const changes: Change[] = [];
  const say = (said: string, size = 0): void => {
    changes.push({ said, size: Math.abs(size) });
  };
  if (a.kind !== b.kind) {
    say(told.kindChanged(a.kind, b.kind));
    return changes;
  }
  const [before, after] = [shownOf(a), shownOf(b)];
  windows(a, b, say);
  const olds = byName(a);
  const news = byName(b);
  for (const [name, attribute] of olds) {
    const now = news.get(name);
    if (now === undefined) {
      if (!sameCount(a, b, name)) say(told.gone(name), spread(attribute) * a.scale.unit);
    } else attributeChanges(name, attribute, now, before, after, say);
  }
  for (const [name, attribute] of news)
    if (!olds.has(name) && !sameCount(b, a, name)) say(told.added(name), spread(attribute) * b.scale.unit);
  const start = [a.intercept * before.scale, b.intercept * after.scale] as const;
  if (apart(start)) say(told.startsAt(points(start[1]), points(start[0])));
  if (JSON.stringify(a.calibration) !== JSON.stringify(b.calibration)) say(told.mapChanged);
  grades(a, b, before, after, say);
  return changes.sort((x, y) => y.size - x.size);
}

type Say = (said: string, size?: number) => void;

interface Shown {
  /** shown points of one shipped point */
  readonly scale: number;
  /** log-odds of one shipped point, for the order */
  readonly unit: number;
}

const shownOf = (weights: Weights): Shown => ({
  scale: shownUnit(weights).scale,
  unit: weights.scale.unit,
});

const byName = ({ attributes }: Weights): Map<string, Attribute> =>
  new Map(
    attributes.map((attribute) => [attribute.kind === "rule" ? attribute.when : attribute.name, attribute]),
  );

const points = (value: number): string => {
  const rounded = Math.round(value * 10) / 10;
  return `${rounded < 0 ? "−" : "+"}${Math.abs(rounded)}`;
};

const apart = ([a, b]: readonly [number, number]): boolean => Math.abs(a - b) >= 0.5;

const spread = (attribute: Attribute): number => {
  if (attribute.kind === "rule") return attribute.points;
  if (attribute.kind === "linear") return attribute.coef;
  const all = attribute.bins.map((bin) => bin.points);
  return Math.max(...all) - Math.min(...all);
};

/** Windows of an activity's counts: how far back each version looks. */
function windows(a: Weights, b: Weights, say: Say): void {
  const old = longest(a);
  const now = longest(b);
  for (const [activity, days] of old) {
    const next = now.get(activity);
    if (next === undefined || next === days) continue;
    if (next < days) say(told.shorterWindow(activity, next), 1e-9);
    else say(told.longerWindow(activity, next, days), 1e-9);
  }
}

function longest({ inputs }: Weights): Map<string, number> {
  const found = new Map<string, number>();
  for (const { from } of inputs) {
    if (!("count" in from)) continue;
    found.set(from.count, Math.max(found.get(from.count) ?? 0, from.window ?? Infinity));
  }
  return found;
}

/** Whether a missing count is covered by the sentence about its activity's windows, because another window remains. */
function sameCount(has: Weights, other: Weights, name: string): boolean {
  const from = has.inputs.find((input) => input.name === name)?.from;
  return (
    from !== undefined &&
    "count" in from &&
    longest(has).get(from.count) !== longest(other).get(from.count) &&
    longest(other).has(from.count)
  );
}

function attributeChanges(
  name: string,
  a: Attribute,
  b: Attribute,
  before: Shown,
  after: Shown,
  say: Say,
): void {
  const change = (what: string, x: number, y: number): void => {
    const shown = [x * before.scale, y * after.scale] as const;
    if (apart(shown))
      say(told.pointsChanged(what, points(shown[0]), points(shown[1])), x * before.unit - y * after.unit);
  };
  if (a.kind === "rule" && b.kind === "rule") change(name, a.points, b.points);
  else if (a.kind === "linear" && b.kind === "linear") change(told.eachUnit(name), a.coef, b.coef);
  else if (a.kind === "bins" && b.kind === "bins") {
    const olds = valuesOf(a.bins);
    const news = valuesOf(b.bins);
    for (const [value, was] of olds) {
      const is = news.get(value);
      if (is === undefined) say(told.groupGone(name, value), was * before.unit);
      else change(`${name} ${value}`, was, is);
    }
    for (const [value, is] of news)
      if (!olds.has(value)) say(told.newGroup(name, value, points(is * after.scale)), is * after.unit);
  } else say(told.weighedOtherwise(name), spread(b) * after.unit);
}

/** Points by the values of a bin; each value of a category counts by itself, whatever other values share its bin. */
function valuesOf(bins: readonly Bin[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const bin of bins) {
    if (bin.kind === "category") for (const value of bin.values) found.set(String(value), bin.points);
    else found.set(labelOf(bin), bin.points);
  }
  return found;
}

const specials = { missing: "(missing)", other: "(any other)", not_observed: "(not observed)" } as const;

const labelOf = (bin: Exclude<Bin, { kind: "category" }>): string => {
  if (bin.kind !== "range") return specials[bin.kind];
  if (bin.low === null) return bin.high === null ? "(any)" : `below ${bin.high}`;
  return bin.high === null ? `from ${bin.low}` : `${bin.low} to below ${bin.high}`;
};

function grades(a: Weights, b: Weights, before: Shown, after: Shown, say: Say): void {
  const olds = new Map(a.grades.map(({ grade, atLeast }) => [grade, atLeast * before.scale]));
  for (const { grade, atLeast } of b.grades) {
    const was = olds.get(grade);
    const is = atLeast * after.scale;
    if (was !== undefined && Number.isFinite(was) && Number.isFinite(is) && apart([was, is]))
      say(told.gradeMoved(grade, points(is), points(was)));
  }
  if (a.mql !== null && b.mql !== null && apart([a.mql * before.scale, b.mql * after.scale]))
    say(told.cutoffMoved(points(b.mql * after.scale), points(a.mql * before.scale)));
  else if ((a.mql === null) !== (b.mql === null))
    say(b.mql === null ? told.noCutoff : told.newCutoff(points(b.mql * after.scale)));
}
