import { type Quarter, quarterOf } from "../../base/time.ts";
import { scoreRows } from "../../models/score.ts";
import type { DriftFacts } from "../../result/type.ts";
import { coefficientStability } from "../../stats/drift/coefficients.ts";
import { momentsOf } from "../../stats/regression/logistic/dense.kernel.ts";
import type { Attribute, Weights } from "../../weights/type.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import type { FoldRows } from "../fit/half-lives.ts";

/** Attributes that are compared at most, those that tell most apart first: each takes outcomes of its own. */
const mostTerms = 8;
/** Positive leads in each period, for each attribute. */
const leastPositives = 10;
/** Leads in each period that differ from most in an attribute, at least. */
const leastLeads = 20;

type Facts = DriftFacts["coefficients"][number];

/**
 * Whether what a model gives its attributes points for tells as much in the later half of what it learnt from as in the
 * earlier: logits by standard deviation of the points of each attribute, of an activity's windows together. Halves meet at a fiscal quarter.
 */
export function coefficientsOf(fitted: FittedStudy, firstMonth: number): readonly Facts[] {
  const { final } = fitted.walk;
  const since = halfOf(final, firstMonth);
  if (since === null) return [];
  const later = Uint8Array.from(final.time, (t) => (t >= since.start ? 1 : 0));
  const [before, after] = positivesOf(final, later);
  return [...final.models].flatMap(([model, fit]): Facts[] => {
    if (!("weights" in fit)) return [];
    const room = Math.min(mostTerms, Math.floor(Math.min(before, after) / leastPositives));
    const terms = termsOf(fit.weights, final, later).slice(0, room);
    if (terms.length === 0) return [];
    const { label, weight, account } = final.rows;
    const found = coefficientStability(
      { columns: terms.map(({ column }) => column), label, weight },
      later,
      account,
    );
    if (found === null) return [];
    return [
      {
        model,
        since: since.name,
        ...found.test,
        terms: terms.map(({ name }, j) => {
          const { se: _, ...change } = found.changes[j] ?? { se: 0, value: null, reason: "" };
          return { name, earlier: found.earlier[j] ?? { value: null, reason: "" }, change };
        }),
      },
    ];
  });
}

/** The quarter from which on about half of the leads with an outcome are; null: they are all of one. */
function halfOf({ rows, time }: FoldRows, firstMonth: number): Quarter | null {
  const positive = Int32Array.from(time.filter((_, i) => rows.label[i] === 1)).sort();
  const middle = positive[positive.length >> 1];
  const first = positive[0];
  if (middle === undefined || first === undefined) return null;
  const own = quarterOf(middle, firstMonth);
  const next = quarterOf(own.end, firstMonth);
  const near = middle - own.start <= own.end - middle ? own : next;
  return near.start > first ? near : next.start <= (positive.at(-1) ?? 0) ? next : null;
}

function positivesOf({ rows, time }: FoldRows, later: Uint8Array): readonly [number, number] {
  const [before, after] = [new Set<number>(), new Set<number>()];
  for (let i = 0; i < time.length; i++)
    if (rows.label[i] === 1) (later[i] === 1 ? after : before).add(rows.lead[i] ?? -1);
  return [before.size, after.size];
}

/** What each attribute or activity gives the rows, by its standard deviation over them; what few have in a period left out. */
function termsOf(
  weights: Weights,
  final: FoldRows,
  later: Uint8Array,
): readonly { readonly name: string; readonly column: Float64Array }[] {
  const { rows } = final;
  const total = rows.weight.reduce((sum, w) => sum + w, 0);
  const found = [...aspectsOf(weights)].flatMap(([name, attributes]) => {
    const alone = { attributes, groups: [], floor: null, ceiling: null, intercept: 0 };
    const column = scoreRows(alone, rows.coded);
    const spread = momentsOf(column, rows.weight, total).sd;
    if (!(spread > 0) || !tells(column, final, later, 0) || !tells(column, final, later, 1)) return [];
    return [{ name, spread, column: column.map((x) => x / spread) }];
  });
  return found.sort((a, b) => b.spread - a.spread || (a.name < b.name ? -1 : 1));
}

/** Attributes by what they look at: all windows of an activity together, since what one gives another can take. */
function aspectsOf({ attributes, inputs }: Weights): ReadonlyMap<string, readonly Attribute[]> {
  const aspects = new Map<string, Attribute[]>();
  for (const attribute of attributes) {
    const alone = attribute.kind === "rule" ? attribute.when : attribute.name;
    const from = inputs.find((input) => input.name === alone)?.from;
    const name = activityOf(from) ?? alone;
    const own = aspects.get(name) ?? [];
    own.push({ ...attribute, group: null });
    aspects.set(name, own);
  }
  return aspects;
}

/** The activity that an input counts; null: it counts none. */
const activityOf = (from: Weights["inputs"][number]["from"] | undefined): string | null =>
  from === undefined ? null : "count" in from ? from.count : "decay" in from ? from.decay : null;

/** Do enough leads of a period differ in it from what most of them have? Few would have a coefficient of their own outcomes. */
function tells(column: Float64Array, { rows }: FoldRows, later: Uint8Array, period: 0 | 1): boolean {
  const weights = new Map<number, number>();
  let all = 0;
  column.forEach((x, i) => {
    if (later[i] !== period) return;
    const weight = rows.weight[i] ?? 0;
    all += weight;
    weights.set(x, (weights.get(x) ?? 0) + weight);
  });
  return all - Math.max(0, ...weights.values()) >= leastLeads;
}
