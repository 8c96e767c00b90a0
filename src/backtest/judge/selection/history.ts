import { NEVER } from "../../../base/time.ts";
import { expit } from "../../../stats/numeric/expit.ts";
import { fitLogistic } from "../../../stats/regression/logistic/fit.ts";
import type { Serving } from "../../serve/served.ts";
import type { Replayed, ServedSet, Setting } from "../../type.ts";
import type { CandidateScene } from "../scene.ts";

/** Chances of being worked below this are not told apart from none. */
const leastPropensity = 0.005;

/** Fewer outcomes, or leads without one, than this among the worked ones: nothing is estimated of the others. */
const leastLearnt = 10;

/** Fewer worked, or not worked, than this in a group: its share stands for each of its leads. */
const leastGroup = 20;

/** How history worked the leads that a candidate or the incumbent passes on, and what came of it; by lead. */
export interface WorkHistory {
  /** index of a lead in the arrays below; undefined: neither passes it on */
  readonly row: ReadonlyMap<number, number>;
  /** chance of being worked; 0: nobody like it was */
  readonly propensity: Float64Array;
  /** chance of the outcome had it been worked */
  readonly predicted: Float64Array;
  /** the same by what came of the leads that the incumbent passed on; null: too few of them were worked */
  readonly predictedHanded: Float64Array | null;
  /** 1: the incumbent passed it on by the end of its horizon */
  readonly handed: Uint8Array;
  /** whether the incumbent's rule reads nothing that is not known of a lead here */
  readonly ruleKnown: boolean;
}

/**
 * Learns from the judged quarters who was worked, and what came of the worked ones. What a lead is known by is the
 * candidate's score and what the incumbent's rule reads, at its crossing. Chances of being worked are fitted apart for the
 * leads that the incumbent passed on and for all others, since these were picked by sales itself. Null where it is not
 * known who was worked, or too few outcomes among the worked ones tell anything.
 */
export function workHistory(
  scene: CandidateScene,
  folds: readonly number[],
  onTime: boolean,
): WorkHistory | null {
  const mine = learntIn.get(scene.serving) ?? new Map<Replayed, Map<string, WorkHistory | null>>();
  learntIn.set(scene.serving, mine);
  const own = mine.get(scene.definition) ?? new Map<string, WorkHistory | null>();
  mine.set(scene.definition, own);
  const key = JSON.stringify([scene.incumbent.name, folds, onTime]);
  const known = own.get(key);
  const history = known === undefined ? learn(scene, folds, onTime) : known;
  own.set(key, history);
  return history;
}

/** Each history is learnt once: verdict, quarters and all quarters ask for the same. */
const learntIn = new WeakMap<Serving, Map<Replayed, Map<string, WorkHistory | null>>>();

function learn(
  { serving, definition, incumbent }: CandidateScene,
  folds: readonly number[],
  onTime: boolean,
): WorkHistory | null {
  const { setting, covariates } = serving;
  if (covariates === null || setting.worked === null || folds.length === 0) return null;
  const rows = unionOf(serving.pooled(definition, folds, onTime), serving.pooled(incumbent, folds, onTime));
  if (rows.worked === null) return null;
  const n = rows.lead.length;
  const handed = handedBy(setting, incumbent, rows);
  const columns = columnsAt(serving, [definition.name, incumbent.name], folds, rows);
  const all = Array.from({ length: n }, (_, i) => i);
  const wasWorked = (i: number): boolean => rows.worked?.[i] === 1;
  const learnt = all.filter(wasWorked);
  const m = outcomeModel(columns, rows.won, learnt);
  if (m === null) return null;
  const propensity = new Float64Array(n);
  for (const group of [0, 1]) {
    const own = all.filter((i) => handed[i] === group);
    const e = propensities(columns, rows.worked, own);
    own.forEach((i, k) => {
      propensity[i] = e[k] ?? 0;
    });
  }
  return {
    row: new Map(Array.from(rows.lead, (lead, i) => [lead, i])),
    propensity,
    predicted: m,
    predictedHanded: outcomeModel(
      columns,
      rows.won,
      learnt.filter((i) => handed[i] === 1),
    ),
    handed,
    ruleKnown: covariates.knows(incumbent.name),
  };
}

/** Leads that either passes on, by lead, each at the candidate's crossing where it has one. */
interface UnionRows {
  readonly lead: Int32Array;
  readonly time: Int32Array;
  readonly won: Uint8Array;
  readonly worked: Uint8Array | null;
}

function unionOf(candidate: ServedSet, incumbent: ServedSet): UnionRows {
  const from: { set: ServedSet; k: number }[] = [];
  for (let i = 0, j = 0; i < candidate.lead.length || j < incumbent.lead.length; ) {
    const mine = candidate.lead[i] ?? NEVER;
    const theirs = incumbent.lead[j] ?? NEVER;
    from.push(mine <= theirs ? { set: candidate, k: i } : { set: incumbent, k: j });
    if (mine <= theirs) i++;
    if (theirs <= mine) j++;
  }
  const known = candidate.worked !== null && incumbent.worked !== null;
  return {
    lead: Int32Array.from(from, ({ set, k }) => set.lead[k] ?? 0),
    time: Int32Array.from(from, ({ set, k }) => set.time[k] ?? 0),
    won: Uint8Array.from(from, ({ set, k }) => set.won[k] ?? 0),
    worked: known ? Uint8Array.from(from, ({ set, k }) => set.worked?.[k] ?? 0) : null,
  };
}

/** 1: some quarter's incumbent passes the lead on before the end of its horizon here. */
function handedBy({ labels }: Setting, incumbent: Replayed, { lead, time }: UnionRows): Uint8Array {
  const out = new Uint8Array(lead.length);
  for (const { crossings } of incumbent.folds)
    crossings?.lookUp(lead, (place, i) => {
      if (place >= 0 && (crossings.times[place] ?? NEVER) <= (time[i] ?? 0) + labels.horizon) out[i] = 1;
    });
  return out;
}

/** What is known of each row, under the weights of the quarter that its crossing falls in. */
function columnsAt(
  { setting: { folds: quarters }, covariates }: Serving,
  names: readonly string[],
  folds: readonly number[],
  { lead, time }: UnionRows,
): readonly Float64Array[] {
  let columns: Float64Array[] = [];
  for (const k of folds) {
    const { start, end } = quarters[k] ?? { start: 0, end: 0 };
    const own = [...time.keys()].filter((i) => (time[i] ?? 0) >= start && (time[i] ?? 0) < end);
    const of = covariates?.at(names, k, pick(lead, own), pick(time, own)) ?? [];
    if (columns.length === 0) columns = of.map(() => new Float64Array(lead.length));
    of.forEach((values, c) => {
      own.forEach((i, j) => {
        const into = columns[c];
        if (into !== undefined) into[i] = values[j] ?? 0;
      });
    });
  }
  return columns;
}

const pick = (of: Int32Array, at: readonly number[]): Int32Array => Int32Array.from(at, (i) => of[i] ?? 0);

/** Ridge on standardised columns; the penalty keeps a column that tells all apart from growing without end. */
function fitted(
  columns: readonly Float64Array[],
  label: ArrayLike<number>,
  rows: readonly number[],
): (i: number) => number {
  const { coefficients } = fitLogistic(
    {
      columns: columns.map((values) => Float64Array.from(rows, (i) => values[i] ?? 0)),
      label: Float64Array.from(rows, (i) => label[i] ?? 0),
    },
    { lambda: 1, standardise: true },
  );
  return (i) =>
    expit(
      columns.reduce(
        (sum, values, j) => sum + (coefficients[j + 1] ?? 0) * (values[i] ?? 0),
        coefficients[0] ?? 0,
      ),
    );
}

/** The chance of the outcome had each row been worked, learnt from worked ones; null: too few say anything. */
function outcomeModel(
  columns: readonly Float64Array[],
  won: Uint8Array,
  learnt: readonly number[],
): Float64Array | null {
  const wins = learnt.reduce((sum, i) => sum + (won[i] ?? 0), 0);
  if (wins < leastLearnt || learnt.length - wins < leastLearnt) return null;
  const p = fitted(columns, won, learnt);
  return Float64Array.from(won, (_, i) => p(i));
}

/** The chance of being worked of each row of a group. */
function propensities(
  columns: readonly Float64Array[],
  worked: Uint8Array,
  own: readonly number[],
): number[] {
  const n = own.reduce((sum, i) => sum + (worked[i] ?? 0), 0);
  if (n < leastGroup || own.length - n < leastGroup)
    return own.map(() => (own.length > 0 ? n / own.length : 0));
  const e = fitted(columns, worked, own);
  return own.map((i) => Math.max(leastPropensity, e(i)));
}
