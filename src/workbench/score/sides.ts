import { exits, refuse } from "../../base/errors.ts";
import { nobodyInQuarter } from "../../base/messages/ship/score.ts";
import type { Watch } from "../../base/progress.ts";
import { previousQuarter, type Quarter, quarterOf } from "../../base/time.ts";
import type { Moments } from "../../labels/type.ts";
import { evaluate } from "../../rules/evaluate.ts";
import { scoreName, usesOf } from "../../rules/reference.ts";
import type { Predicate, Rule } from "../../rules/tree.ts";
import type { Study } from "../../study/type.ts";
import { asRuleValue, compileScorer, type Inputs, valueIn } from "../../weights/scorer.ts";
import type { Weights } from "../../weights/type.ts";
import { load } from "../load.ts";
import { openStudy } from "../study-file.ts";
import { inputsAt } from "./as-of.ts";

/** How many leads were over a line at some moment of the quarter, by each version, and how many change sides. */
export interface Moved {
  readonly before: number;
  readonly after: number;
  readonly gain: number;
  readonly lose: number;
}

/** Leads of the last quarter that two versions of weights put on different sides. */
export interface Sides {
  /** the last complete quarter before the study's as_of: `2026-Q3` */
  readonly quarter: string;
  /** number of leads about which something became known in it; they are scored at each of these moments */
  readonly leads: number;
  /**
   * by each definition of the study that reads this model's score and no other, and by `mql`, the weights' own cut-off
   */
  readonly definitions: ReadonlyMap<string, Moved>;
  /**
   * leads whose best grade of the quarter is better, or worse, with the new weights; null where a version has none, or
   * their names differ
   */
  readonly grades: { readonly up: number; readonly down: number } | null;
}

/** A row scored by one version of the weights. */
interface Row {
  readonly inputs: Inputs;
  readonly points: number;
  readonly p: number | null;
  readonly grade: string | null;
  readonly mql: boolean | null;
}

/**
 * Scores the leads of a study's last complete quarter with two versions of weights, at each moment at which something
 * about them became known.
 * @throws LeadlineError exit 2 for inputs that the study does not make; exit 3 where nothing became known about any
 * lead in that quarter
 */
export async function changeSides(path: string, a: Weights, b: Weights, watch: Watch = {}): Promise<Sides> {
  const { study, folder } = await openStudy(path);
  const { history, moments, instants } = await load(study, folder, watch);
  const first = study.fiscalYearStarts;
  const quarter = previousQuarter(quarterOf(study.asOf, first), first);
  const within = during(instants?.moments ?? moments, quarter);
  const leads = [...new Set(within.lead)];
  if (leads.length === 0) refuse(exits.data, nobodyInQuarter(quarter.name), { file: path });
  const rowsBy = (weights: Weights): readonly Row[] => {
    const score = compileScorer(weights);
    return inputsAt(history, study, within, weights.inputs).map((inputs) => {
      const { score: points, ...said } = score(inputs);
      return { inputs, points: shownPoints(points, weights), ...said };
    });
  };
  const [before, after] = [rowsBy(a), rowsBy(b)];
  /** Leads for which a condition holds at some moment. */
  const meeting = (rows: readonly Row[], holds: (row: Row) => boolean): ReadonlySet<number> =>
    new Set(within.lead.filter((_, i) => holdsAt(rows[i], holds)));
  const moved = (holds: (row: Row) => boolean): Moved => {
    const [old, now] = [meeting(before, holds), meeting(after, holds)];
    return {
      before: old.size,
      after: now.size,
      gain: [...now].filter((lead) => !old.has(lead)).length,
      lose: [...old].filter((lead) => !now.has(lead)).length,
    };
  };
  const definitions = new Map(
    [...rulesOf(study, b.name)].map(([name, rule]) => [name, moved((row) => holdsOf(rule, row, b.name))]),
  );
  if (a.mql !== null && b.mql !== null)
    definitions.set(
      "mql",
      moved(({ mql }) => mql === true),
    );
  return {
    quarter: quarter.name,
    leads: leads.length,
    definitions,
    grades: sameGrades(a, b) ? regraded(a, within.lead, before, after) : null,
  };
}

/** Points as rules read them: whole points times the unit, rounded to six decimals. */
const shownPoints = (points: number, { scale }: Weights): number =>
  Math.round(points * scale.unit * 1e6) / 1e6;

/** Definitions that read this model's score, no other score, and nothing that needs history or a fold. */
function rulesOf(study: Study, model: string): ReadonlyMap<string, Predicate> {
  const found = new Map<string, Predicate>();
  for (const [name, { rule }] of study.definitions) {
    const uses = usesOf(rule, { models: study.models });
    const models = uses.flatMap(({ of }) => (of.kind === "score" ? [of.model] : []));
    if (models.length > 0 && models.every((of) => of === model) && isPredicate(rule)) found.set(name, rule);
  }
  return found;
}

function isPredicate(rule: Rule): rule is Predicate {
  switch (rule.kind) {
    case "stage":
    case "cutoff":
    case "best":
      return false;
    case "and":
    case "or":
      return rule.of.every(isPredicate);
    case "not":
      return isPredicate(rule.of);
    default:
      return true;
  }
}

const holdsOf = (rule: Predicate, { inputs, points, p, grade }: Row, model: string): boolean =>
  evaluate(rule, (name) => {
    if (name === scoreName(model, "points")) return points;
    if (name === scoreName(model, "p")) return p;
    if (name === scoreName(model, "grade")) return grade;
    return asRuleValue(valueIn(inputs, name));
  }) === true;

const holdsAt = (row: Row | undefined, holds: (row: Row) => boolean): boolean =>
  row !== undefined && holds(row);

const sameGrades = ({ grades: a }: Weights, { grades: b }: Weights): boolean =>
  a.length > 0 && JSON.stringify(a.map(({ grade }) => grade)) === JSON.stringify(b.map(({ grade }) => grade));

/** How many leads have a better or worse best grade. Grades are listed best first; none is the worst. */
function regraded(
  { grades }: Weights,
  leads: Int32Array,
  before: readonly Row[],
  after: readonly Row[],
): NonNullable<Sides["grades"]> {
  const names = grades.map(({ grade }) => grade);
  const best = (rows: readonly Row[]): ReadonlyMap<number, number> => {
    const found = new Map<number, number>();
    leads.forEach((lead, i) => {
      const at = names.indexOf(rows[i]?.grade ?? "");
      found.set(lead, Math.min(found.get(lead) ?? names.length, at < 0 ? names.length : at));
    });
    return found;
  };
  const [old, now] = [best(before), best(after)];
  const count = (holds: (change: number) => boolean): number =>
    [...old].filter(([lead, rank]) => holds((now.get(lead) ?? rank) - rank)).length;
  return { up: count((change) => change < 0), down: count((change) => change > 0) };
}

/** The moments of a quarter. */
function during(
  { lead, time, shown }: Moments,
  { start, end }: Quarter,
): Pick<Moments, "lead" | "time" | "shown"> {
  const within = [...time.keys()].filter((i) => (time[i] ?? 0) >= start && (time[i] ?? 0) < end);
  const of = (column: Int32Array): Int32Array => Int32Array.from(within, (i) => column[i] ?? 0);
  return { lead: of(lead), time: of(time), ...(shown === undefined ? {} : { shown }) };
}
