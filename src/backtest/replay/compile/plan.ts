import {
  nobodyScoredBefore,
  notFittedHere,
  takesByMorning,
  takesNoCutoff,
} from "../../../base/messages/models/unknown.ts";
import { NEVER } from "../../../base/time.ts";
import { moves } from "../../../features/codes.ts";
import type { Feature } from "../../../features/type.ts";
import type { History } from "../../../history/type.ts";
import type { Labels } from "../../../labels/type.ts";
import { atomsOf, bestBy } from "../../../rules/names.ts";
import { type NormalRule, negationNormal } from "../../../rules/normal.ts";
import { cutScore } from "../../../rules/reference.ts";
import type { Atom, Rule } from "../../../rules/tree.ts";
import { highestScore } from "../../../weights/cuts.ts";
import type { Weights } from "../../../weights/type.ts";
import type { Course, KernelData, KernelPlan, Maximum } from "../walk/type.ts";
import { Assembler, featuresOf, type Program, programOf, stagesOfProgram } from "./assembler.ts";
import { Columns, NamedFeatures } from "./columns.ts";
import { decayOf, fallsMatter } from "./edges.ts";
import { Families, type Member } from "./families.ts";
import { NotReplayable, scoreProgram } from "./scores.ts";

/** What to replay: definitions under the weights of each fold, applied to the leads' whole life. */
export interface ReplayQuestion {
  readonly history: History;
  readonly labels: Labels;
  readonly features: readonly Feature[];
  /** for each lead, 1: left out by the study */
  readonly excluded: Uint8Array;
  readonly definitions: readonly { readonly name: string; readonly rule: Rule }[];
  readonly folds: readonly FoldWeights[];
}

export interface FoldWeights {
  /** null: not fitted in this fold, with the reason */
  readonly models: ReadonlyMap<string, Weights | string>;
  /** integer cut-off of each definition that takes it from capacity; absent or null: none could be found */
  readonly cutoffs: ReadonlyMap<string, number | null>;
  /** the end of the test quarter: later crossings are not wanted */
  readonly until: number;
  /**
   * Start of the test quarter, at which these weights replace those of the fold before. Earlier crossings leave a
   * record only where the lead reaches the outcome, for recall. Absent: all crossings leave one, and no leads are
   * counted at the switch.
   */
  readonly start?: number;
  /** earlier crossings leave no record: recall looks back from the quarter by one horizon. Default: all leave one */
  readonly since?: number;
  /** the quarter in which crossings are counted for a cut-off from capacity */
  readonly before: { readonly start: number; readonly end: number };
  /** outcomes after this second are not known when that cut-off is set: their leads count as still open */
  readonly outcomesUntil: number;
}

/** For each fold and definition, which member (or maximum, or course) of the plan answers it, or why none does. */
export interface Compiled {
  readonly plan: KernelPlan;
  readonly data: KernelData;
  /** what is recorded of first crossings, and for each family of the plan and cut-off the index of its member */
  readonly members: readonly Member[];
  readonly memberOf: readonly Int32Array[];
  /** [fold][definition] */
  readonly answers: readonly (readonly Answer[])[];
}

/** `index` is that of a member, a maximum or a course; `model` is the one whose score orders the crossings. */
export type Answer = { readonly index: number; readonly model: string | null } | { readonly reason: string };

/**
 * What a walk collects: first crossings; running maxima, either of every lead that is scored or only of those whose
 * maximum rises in the quarter before; or the scores of open leads by morning.
 */
export type Wanted = "crossings" | "maxima" | "rises" | "mornings";

/** Whether a definition has a cut-off that capacity decides. */
const hasCutoff = (rule: NormalRule): boolean =>
  rule.kind === "cutoff" || ((rule.kind === "and" || rule.kind === "or") && rule.of.some(hasCutoff));

/** Compiles definitions and weights into the kernel's tables. */
export function compile(q: ReplayQuestion, wanted: Wanted): Compiled {
  const named = new NamedFeatures(q.features);
  const rules = q.definitions.map(({ rule }) => negationNormal(rule));
  const bests = q.definitions.map(({ rule }) => bestBy(rule));
  const used = usedFeatures(q, rules, named);
  const stageNames = [...new Set(rules.flatMap((rule) => stagesOfProgram(asStages(rule))))];
  const statics = used.filter((f) => !moves(f));
  const counts = used.filter((f) => f.kind === "count");
  const decays = used.filter((f) => f.kind === "decay");
  const slots = new Map(
    [...statics, ...counts, ...decays].map((feature, slot) => [feature.name, { slot, feature }]),
  );
  const assembler = new Assembler({
    slotOf(name) {
      const found = slots.get(name);
      if (found === undefined) throw new RangeError(`the replay has no feature ${name}`);
      return found;
    },
    stageOf: (name) => stageNames.indexOf(name),
  });
  const columns = new Columns(named);
  const families = new Families();
  const maxima = new Known<Maximum>();
  const courses: Course[] = [];
  // definitions that take from each morning, and are in force since the fold before
  const inForce = new Set<number>();
  const answers = q.folds.map((fold) =>
    rules.map((rule, d): Answer => {
      const continues = inForce.delete(d);
      try {
        const best = bests[d] ?? null;
        if (wanted === "mornings") {
          if (best === null) return { reason: takesNoCutoff };
          const { start = Number.NEGATIVE_INFINITY, until } = fold;
          const gate = assembler.add(bind(rule, fold, null, columns, assembler));
          const column = columns.add(weightsOf(fold, best), assembler);
          inForce.add(d);
          // at first, and after a quarter without weights, it is in force over all that went before
          const from = continues ? start : Number.NEGATIVE_INFINITY;
          return { index: courses.push({ gate, column, from, until }) - 1, model: best };
        }
        if (best !== null) return { reason: takesByMorning };
        const model = orderingModel(rule, fold);
        const noted = model === null ? -1 : columns.add(weightsOf(fold, model), assembler);
        if (wanted !== "crossings") {
          const cut = cutoffModel(rule);
          if (cut === null) return { reason: takesNoCutoff };
          const index = maxima.add({
            gate: assembler.add(bind(rule, fold, null, columns, assembler)),
            column: columns.add(weightsOf(fold, cut), assembler),
            a: fold.before.start,
            b: fold.before.end,
            outcomesUntil: fold.outcomesUntil,
          });
          return { index, model: cut };
        }
        const cutoff = fold.cutoffs.get(q.definitions[d]?.name ?? "") ?? null;
        if (hasCutoff(rule) && cutoff === null) return { reason: nobodyScoredBefore };
        const program = bind(rule, fold, cutoff, columns, assembler);
        const index = families.add(program, noted, {
          since: fold.since ?? Number.NEGATIVE_INFINITY,
          start: fold.start ?? Number.NEGATIVE_INFINITY,
          until: fold.until,
        });
        return { index, model };
      } catch (error) {
        if (error instanceof NotReplayable) return { reason: error.message };
        throw error;
      }
    }),
  );
  const { families: walked, memberOf } = families.finish(assembler);
  const A = columns.accumulators.length;
  const points = (feature: Feature): Int32Array => {
    const table = new Int32Array(feature.size * A);
    columns.accumulators.forEach((accumulator, a) => {
      accumulator.points.get(feature)?.forEach((value, code) => {
        table[code * A + a] = value;
      });
    });
    return table;
  };
  const gatedOf = (feature: Feature) =>
    columns.gates.flatMap(({ accumulator, points: own }) => {
      const table = own.get(feature);
      return table === undefined ? [] : [{ accumulator, points: table }];
    });
  const windows = [...new Set(counts.map((f) => f.window))]
    .filter((w) => w !== Number.POSITIVE_INFINITY)
    .sort((a, b) => a - b);
  const windowOf = (w: number): number =>
    w === Number.POSITIVE_INFINITY ? windows.length : windows.indexOf(w);
  const countOf = new Int32Array(q.history.activities.types.length * (windows.length + 1)).fill(-1);
  counts.forEach((f, c) => {
    countOf[f.type * (windows.length + 1) + windowOf(f.window)] = c;
  });
  const { code, truths, truthsOf } = assembler.finish();
  // on a morning a score counts whether it rose or fell
  const anyFall =
    wanted === "mornings"
      ? { lowered: new Uint8Array(A).fill(1), untrue: true }
      : fallsMatter(code, columns.columns, A);
  const plan: KernelPlan = {
    accumulators: A,
    base: Int32Array.from(columns.accumulators, (a) => a.base),
    statics: statics.map((f) => ({ codes: f.codes, points: points(f) })),
    counts: counts.map((f) => ({
      points: points(f),
      type: f.type,
      window: windowOf(f.window),
      cap: f.cap,
      notObserved: f.notObserved,
      observedFrom: f.observedFrom,
    })),
    decays: decays.map((f) => decayOf(f, points(f), truthsOf(f.name), gatedOf(f), anyFall)),
    decaysOf: q.history.activities.types.map((_, type) =>
      Int32Array.from(decays.flatMap((f, d) => (f.type === type ? [d] : []))),
    ),
    windows: Float64Array.from(windows),
    countOf,
    columns: columns.columns,
    gates: columns.gates.map(({ entry, accumulator, points: own }) => ({
      entry,
      accumulator,
      points: [...statics, ...counts, ...decays].map((feature) => own.get(feature) ?? null),
    })),
    code,
    truths,
    stages: stageNames.map((stage) =>
      shareable(q.labels.stamped.get(stage) ?? new Int32Array(q.history.leads.count).fill(NEVER)),
    ),
    families: walked,
    maxima: maxima.all,
    courses,
    everyMaximum: wanted === "maxima",
  };
  return { plan, data: kernelData(q, wanted), members: families.members, memberOf, answers };
}

/** Values that are equal as JSON, kept once. */
class Known<T> {
  readonly all: T[] = [];
  private readonly places = new Map<string, number>();

  add(thing: T): number {
    const key = JSON.stringify(thing);
    const place = this.places.get(key) ?? this.all.push(thing) - 1;
    this.places.set(key, place);
    return place;
  }
}

/**
 * A definition's rule with the fold's scores and its cut-off filled in; `cutoff` null: the gate, with the cut-off left
 * open.
 */
function bind(
  rule: NormalRule,
  fold: FoldWeights,
  cutoff: number | null,
  columns: Columns,
  assembler: Assembler,
): Program {
  return programOf(rule, {
    atom(atom: Atom) {
      const score = cutScore(atom.name, fold.models);
      if (score === null) return null;
      const weights = weightsOf(fold, score.model);
      return scoreProgram(atom, columns.add(weights, assembler), weights, score.what);
    },
    cutoff(model) {
      if (cutoff === null) return { kind: "constant", value: true };
      return {
        kind: "score",
        column: columns.add(weightsOf(fold, model), assembler),
        low: cutoff,
        high: highestScore,
      };
    },
  });
}

function weightsOf(fold: FoldWeights, model: string): Weights {
  const weights = fold.models.get(model);
  if (weights === undefined) throw new RangeError(`the replay has no model ${model}`);
  if (typeof weights === "string") throw new NotReplayable(notFittedHere(model, weights));
  return weights;
}

/** The model whose score orders a definition's crossings: the only one that it reads. */
function orderingModel(rule: NormalRule, fold: FoldWeights): string | null {
  const models = new Set<string>();
  const look = (r: NormalRule): void => {
    if (r.kind === "cutoff") models.add(r.model);
    else if (r.kind === "and" || r.kind === "or") r.of.forEach(look);
    else if ("name" in r) {
      const score = cutScore(r.name, fold.models);
      if (score !== null) models.add(score.model);
    }
  };
  look(rule);
  const [only] = models;
  return models.size === 1 && only !== undefined ? only : null;
}

const cutoffModel = (rule: NormalRule): string | null =>
  rule.kind === "cutoff"
    ? rule.model
    : rule.kind === "and"
      ? (rule.of.map(cutoffModel).find((model) => model !== null) ?? null)
      : null;

/** The shape of a rule alone, to find its stages. */
const asStages = (rule: NormalRule): Program =>
  programOf(rule, {
    atom: () => ({ kind: "constant", value: true }),
    cutoff: () => ({ kind: "constant", value: true }),
  });

/** The features that some rule or weights read, in the order of the table. */
function usedFeatures(q: ReplayQuestion, rules: readonly NormalRule[], named: NamedFeatures): Feature[] {
  const used = new Set<Feature | undefined>();
  for (const { rule } of q.definitions) for (const atom of atomsOf(rule)) used.add(named.of(atom.name));
  for (const rule of rules) for (const name of featuresOf(asStages(rule))) used.add(named.of(name));
  for (const fold of q.folds)
    for (const weights of fold.models.values())
      if (typeof weights !== "string") for (const feature of named.read(weights)) used.add(feature);
  return q.features.filter((feature) => used.has(feature));
}

/**
 * The history for the kernel. Leads that are left out have no life; the others can cross up to the first of outcome,
 * loss and as-of. For maxima an outcome counts only by their fold's date, so lives go on past it; a lead is taken on a
 * morning only while it is open, which it no longer is in sales' hands. A refused outcome lies before the lead's
 * creation.
 */
function kernelData({ history, labels, excluded }: ReplayQuestion, wanted: Wanted): KernelData {
  const { leads, activities } = history;
  const end = new Int32Array(new SharedArrayBuffer(4 * leads.count));
  const outcome = new Int32Array(new SharedArrayBuffer(4 * leads.count));
  for (let i = 0; i < end.length; i++) {
    outcome[i] = labels.refused[i] === 1 ? (leads.created[i] ?? 0) - 1 : (labels.outcome[i] ?? NEVER);
    const known = wanted === "crossings" || wanted === "mornings" ? (outcome[i] ?? NEVER) : NEVER;
    const inHands = wanted === "mornings" ? (labels.handoff[i] ?? NEVER) : NEVER;
    end[i] =
      excluded[i] === 1 ? -1 - 2 ** 30 : Math.min(known, inHands, labels.lost[i] ?? NEVER, labels.asOf);
  }
  return {
    created: leads.created,
    ...(leads.born === undefined ? {} : { born: leads.born }),
    end,
    outcome,
    start: activities.start,
    shown: shareable(labels.shown ?? activities.start.slice(1)),
    visible: activities.visible,
    at: activities.at,
    type: activities.type,
  };
}

function shareable(values: Int32Array): Int32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const shared = new Int32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}
