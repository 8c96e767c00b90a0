import { bytesAt, integersAt } from "../../base/gather.kernel.ts";
import { type Quarter, quarterOf } from "../../base/time.ts";
import type { CodedRows } from "../../features/type.ts";
import { featuresOf } from "../../models/draft.ts";
import { scoreRows } from "../../models/score.ts";
import type { DriftFacts } from "../../result/type.ts";
import { coefficientStability } from "../../stats/drift/coefficients.ts";
import { momentsOf } from "../../stats/regression/logistic/dense.kernel.ts";
import type { Attribute, Weights } from "../../weights/type.ts";
import type { FittedStudy } from "../fit/fitted.ts";

/** How many attributes are compared at most, the most predictive first: each needs outcomes of its own. */
const mostTerms = 8;
/** The least number of positive leads in each period for each attribute compared. */
const leastPositives = 10;
/** The least number of leads in each period whose value of an attribute differs from the commonest. */
const leastLeads = 20;

/** With more leads than this, only every second, third, ... is looked at: more would take long and add little. */
const mostLeads = 20_000;

type Facts = DriftFacts["coefficients"][number];

/** One row for each lead that the shipped weights are learnt from. */
interface OneEach {
  readonly coded: CodedRows;
  /** indices of their rows among the codes */
  readonly at: Int32Array;
  readonly label: Uint8Array;
  readonly account: Int32Array;
  /** 1: the row is in the later half */
  readonly later: Uint8Array;
}

/**
 * Whether the attributes of a model predict as much in the later half of its training data as in the earlier half:
 * logits for one standard deviation of each attribute's points, with an activity's windows taken together. Each lead
 * counts once, at the middle one of its moments; the halves meet at the start of a fiscal quarter.
 */
export function coefficientsOf(fitted: Pick<FittedStudy, "walk">, firstMonth: number): readonly Facts[] {
  const { final } = fitted.walk;
  const at = middleRows(final.rows.lead);
  const { coded, label, account } = final.rows;
  const [time, labels] = [integersAt(final.time, at), bytesAt(label, at)];
  const since = halfOf(time, labels, firstMonth);
  if (since === null) return [];
  const later = Uint8Array.from(time, (t) => (t >= since.start ? 1 : 0));
  const rows: OneEach = { coded, at, label: labels, account: integersAt(account, at), later };
  const positives = [0, 0];
  labels.forEach((y, i) => {
    positives[later[i] ?? 0] = (positives[later[i] ?? 0] ?? 0) + y;
  });
  const room = Math.min(mostTerms, Math.floor(Math.min(...positives) / leastPositives));
  const features = new Set(coded.features.map(({ name }) => name));
  return [...final.models].flatMap(([model, fit]): Facts[] => {
    // points by hand may count what was not recorded for these rows: they have no scores here
    const scored = "weights" in fit && fit.weights.inputs.every(({ name }) => features.has(name));
    const terms = scored ? termsOf(fit.weights, rows).slice(0, room) : [];
    if (terms.length === 0) return [];
    const columns = terms.map(({ column }) => column);
    const found = coefficientStability({ columns, label: labels }, later, rows.account);
    if (found === null) return [];
    return [
      {
        model,
        since: since.name,
        leads: at.length,
        ...found.test,
        terms: terms.map(({ name }, j) => {
          const { se: _, ...change } = found.changes[j] ?? { se: 0, value: null, reason: "" };
          return { name, earlier: found.earlier[j] ?? { value: null, reason: "" }, change };
        }),
      },
    ];
  });
}

/** The middle row of each lead, in the order of rows. */
function middleRows(lead: Int32Array): Int32Array {
  const rows = new Int32Array(lead.reduce((most, l) => Math.max(most, l), -1) + 1);
  for (const l of lead) rows[l] = (rows[l] ?? 0) + 1;
  const leads = rows.reduce((n, own) => n + (own > 0 ? 1 : 0), 0);
  const step = Math.max(1, Math.ceil(leads / mostLeads));
  const left = rows.map((n) => n >> 1);
  const at: number[] = [];
  lead.forEach((l, row) => {
    if (left[l] === 0 && l % step === 0) at.push(row);
    left[l] = (left[l] ?? 0) - 1;
  });
  return Int32Array.from(at);
}

/** The quarter at whose start about half of the leads with an outcome lie behind; null: all of them are on one side. */
function halfOf(time: Int32Array, label: Uint8Array, firstMonth: number): Quarter | null {
  const positive = time.filter((_, i) => label[i] === 1).sort();
  const middle = positive[positive.length >> 1];
  const first = positive[0];
  if (middle === undefined || first === undefined) return null;
  const own = quarterOf(middle, firstMonth);
  const next = quarterOf(own.end, firstMonth);
  const near = middle - own.start <= own.end - middle ? own : next;
  return near.start > first ? near : next.start <= (positive.at(-1) ?? 0) ? next : null;
}

/**
 * The points that each attribute or activity gives the leads, divided by their standard deviation; those in which few
 * leads of a half differ are left out.
 */
function termsOf(
  weights: Weights,
  rows: OneEach,
): readonly { readonly name: string; readonly column: Float64Array }[] {
  const once = new Float64Array(rows.at.length).fill(1);
  // points by hand may be for a feature that was not observed, and was left out
  const there = new Set(rows.coded.features.map((feature) => feature.name));
  const found = [...aspectsOf(weights)].flatMap(([name, attributes]) => {
    if (!attributes.every((attribute) => featuresOf(attribute).every((read) => there.has(read)))) return [];
    const alone = { attributes, groups: [], floor: null, ceiling: null, intercept: 0 };
    const column = scoreRows(alone, rows.coded, rows.at);
    const spread = momentsOf(column, once, once.length).sd;
    if (!(spread > 0) || !tells(column, rows.later, 0) || !tells(column, rows.later, 1)) return [];
    return [{ name, spread, column: column.map((x) => x / spread) }];
  });
  return found.sort((a, b) => b.spread - a.spread || (a.name < b.name ? -1 : 1));
}

/**
 * Attributes by what they look at: all windows of an activity together, since one window can take over the points of
 * another.
 */
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

/** The activity that an input counts; null: it is not a count. */
const activityOf = (from: Weights["inputs"][number]["from"] | undefined): string | null =>
  from === undefined ? null : "count" in from ? from.count : "decay" in from ? from.decay : null;

/**
 * Whether enough leads of a half differ in it from most leads: the coefficient of few leads would only describe their
 * own outcomes.
 */
function tells(column: Float64Array, later: Uint8Array, half: 0 | 1): boolean {
  const counts = new Map<number, number>();
  let all = 0;
  column.forEach((x, i) => {
    if (later[i] !== half) return;
    all++;
    counts.set(x, (counts.get(x) ?? 0) + 1);
  });
  return all - Math.max(0, ...counts.values()) >= leastLeads;
}
