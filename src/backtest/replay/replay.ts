import { computed } from "../../base/keep.ts";
import type { Crossings } from "../crossings.ts";
import type { Rises } from "../serve/cutoff.ts";
import { walkChunks } from "./chunks.ts";
import { CourseCollector } from "./collect/courses.ts";
import { type EveryMaximum, EveryMaximumCollector, RiseCollector, roomOfRises } from "./collect/maxima.ts";
import { type Columns, crossingsIn, isRecords, RecordCollector } from "./collect/records.ts";
import type { Switch } from "./collect/sift.ts";
import { type Cell, type CrossingSums, SumCollector } from "./collect/sums.ts";
import { type Compiled, compile, type ReplayQuestion } from "./compile/plan.ts";
import type { ReplayOptions } from "./type.ts";

/** First crossings of each definition under each fold's weights: [fold][definition]. */
export type Replays = readonly (readonly ReplayAnswer[])[];
export type ReplayAnswer =
  | ReplayedAnswer
  | { readonly crossings: null; readonly model: null; readonly reason: string };

export interface ReplayedAnswer {
  readonly crossings: Crossings;
  /**
   * how many leads the switch to the fold's weights brings at once at its start; 0 where the fold has no start or is
   * the first
   */
  readonly stock: number;
  /** the model whose score orders the crossings; null: their time does */
  readonly model: string | null;
  readonly reason: null;
}

/**
 * Replays definitions over history: for every lead the first instant of its life at which each holds, under each fold's
 * weights. All weight sets go in one walk as score columns, definitions that differ in a cut-off alone as one family.
 * Memory: 12 bytes a record, beside the history; nothing of the size leads x definitions x folds.
 * Time: O(instants x (columns + families)); see walk/walk.kernel.ts.
 *
 * @returns [fold][definition]: its crossings, or why it cannot be replayed under that fold's weights
 * @throws RangeError where the history's arrays do not fit each other
 * @example
 * import { replay } from "leadline/backtest";
 * import { parsePredicate } from "leadline/rules";
 *
 * // two leads; the first asks for a demo on its third day and again on its fifth
 * const DAY = 86_400;
 * const never = new Int32Array(2).fill(2 ** 31 - 1);
 * const days = Int32Array.of(3 * DAY, 5 * DAY);
 * const from = -365 * DAY;
 * const [[answer]] = await replay({
 *   history: {
 *     leads: { count: 2, account: Int32Array.of(0, 1), created: new Int32Array(2) },
 *     accounts: { count: 2, start: Int32Array.of(0, 1, 2) },
 *     activities: {
 *       count: 2,
 *       types: ["demo"],
 *       start: Int32Array.of(0, 2, 2), // of each lead's activities, and their end
 *       at: days,
 *       visible: days,
 *       type: new Uint8Array(2),
 *       observedFrom: Int32Array.of(from),
 *     },
 *   },
 *   labels: {
 *     asOf: 100 * DAY,
 *     horizon: 90 * DAY,
 *     outcome: never,
 *     lost: never,
 *     handoff: never,
 *     refused: new Uint8Array(2),
 *     stamped: new Map(),
 *   },
 *   features: [
 *     {
 *       kind: "count",
 *       name: "demo_30d",
 *       from: { count: "demo", window: 30, cap: 5 },
 *       type: 0,
 *       window: 30 * DAY,
 *       cap: 5,
 *       observedFrom: from,
 *       size: 8, // codes: 0 to the cap, missing, not observed
 *       missing: 6,
 *       notObserved: 7,
 *     },
 *   ],
 *   excluded: new Uint8Array(2),
 *   definitions: [{ name: "asked twice", rule: parsePredicate("demo_30d >= 2").predicate }],
 *   folds: [{ models: new Map(), cutoffs: new Map(), until: 100 * DAY, before: { start: 0, end: 0 }, outcomesUntil: 0 }],
 * });
 * console.log(answer.crossings.leads, answer.crossings.times); // lead 0, at 432000 seconds
 */
export async function replay(q: ReplayQuestion, options: ReplayOptions = {}): Promise<Replays> {
  const compiled = compile(q, "crossings");
  const { switches, switchOf } = switchesOf(q, compiled);
  const { outcome, lost, handoff } = q.labels;
  const { plan, data, members, memberOf } = compiled;
  const sift = { members, memberOf, switches, labels: { outcome, lost, handoff } };
  const found = await (options.keep ?? computed)({ first: sift, plan, data }, isRecords, async () => {
    const collector = new RecordCollector(sift);
    await walkChunks({ plan, data, sift }, q.history.accounts.start, options, collector);
    return collector.all();
  });
  const made = new Map<number, Crossings>();
  return compiled.answers.map((fold, k) =>
    fold.map((answer, d): ReplayAnswer => {
      if ("reason" in answer) return { crossings: null, model: null, reason: answer.reason };
      // folds in which a definition means the same share its records
      const crossings =
        made.get(answer.index) ??
        crossingsIn(found, answer.index, q.history.leads.count, answer.model !== null);
      made.set(answer.index, crossings);
      const s = switchOf[k]?.[d] ?? -1;
      return { crossings, stock: found.stock[s] ?? 0, model: answer.model, reason: null };
    }),
  );
}

/**
 * Where a definition continues from the fold before under other weights: for each fold and definition the index of the
 * switch, or -1.
 */
function switchesOf(
  q: ReplayQuestion,
  { answers }: Compiled,
): { readonly switches: readonly Switch[]; readonly switchOf: readonly (readonly number[])[] } {
  const switches: Switch[] = [];
  const switchOf = q.folds.map(({ start }, k) =>
    q.definitions.map((_, d) => {
      const now = answers[k]?.[d];
      const before = answers[k - 1]?.[d];
      if (start === undefined || now === undefined || "reason" in now) return -1;
      if (before === undefined || "reason" in before || before.index === now.index) return -1;
      return switches.push({ now: now.index, before: before.index, start }) - 1;
    }),
  );
  return { switches, switchOf };
}

/**
 * The same question answered by sums: what the first crossings of each definition in each fold's quarter [start, until)
 * come to. Memory is six numbers a definition and fold, so a grid of hundreds of cut-offs costs no more than a few; one
 * running maximum a score and fold tells all of them. `since` is not looked at; a fold without `start` counts from the
 * first lead.
 *
 * @returns [fold][definition]: its sums, or why it cannot be replayed under that fold's weights
 * @example
 * // every tenth of probability as a cut-off
 * const definitions = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((p) => ({ name: `${p}`, rule: rule(`logit_p >= 0.${p}`) }));
 * const sums = await crossingSums({ history, labels, features, excluded, definitions, folds });
 */
export async function crossingSums(
  q: ReplayQuestion,
  options: ReplayOptions = {},
): Promise<readonly (readonly (CrossingSums | { readonly reason: string })[])[]> {
  const compiled = compile(q, "crossings");
  const cells: Cell[] = [];
  const cellOf = compiled.answers.map((fold, k) =>
    fold.map((answer) => {
      if ("reason" in answer) return answer;
      const { start = Number.NEGATIVE_INFINITY, until = 0 } = q.folds[k] ?? {};
      return cells.push({ member: answer.index, start, until }) - 1;
    }),
  );
  const collector = new SumCollector(compiled.memberOf, cells, q.labels, q.history.leads.account);
  await walkChunks(compiled, q.history.accounts.start, options, collector);
  return cellOf.map((fold) => fold.map((cell) => (typeof cell === "number" ? collector.cell(cell) : cell)));
}

/** For definitions with a cut-off from capacity, every lead's running maxima: [fold][definition]. Memory: 8 bytes a lead, fold and definition. */
export async function capacityMaxima(
  q: ReplayQuestion,
  options: ReplayOptions = {},
): Promise<readonly (readonly (EveryMaximum | { readonly reason: string })[])[]> {
  const compiled = compile(q, "maxima");
  const collector = new EveryMaximumCollector(compiled.plan.maxima.length, q.history.leads.count);
  await walkChunks(compiled, q.history.accounts.start, options, collector);
  return compiled.answers.map((fold) =>
    fold.map((answer) => {
      if ("reason" in answer) return answer;
      const maxima = collector.maxima[answer.index];
      if (maxima === undefined) throw new RangeError("the replay lost a maximum");
      return maxima;
    }),
  );
}

/**
 * The same, as far as a cut-off for at most `most[fold]` slots depends on it: `cutoffFromRises` finds the cut-off of any
 * number of slots up to that. Memory goes with the slots, not with the leads.
 */
export async function capacityRises(
  q: ReplayQuestion,
  most: readonly number[],
  options: ReplayOptions = {},
): Promise<readonly (readonly (Rises | { readonly reason: string })[])[]> {
  const compiled = compile(q, "rises");
  const slots = compiled.plan.maxima.map(() => 0);
  compiled.answers.forEach((fold, k) => {
    for (const answer of fold)
      if (!("reason" in answer)) slots[answer.index] = Math.max(slots[answer.index] ?? 0, most[k] ?? 0);
  });
  const { plan, data } = compiled;
  // a few slots more or less ask for the same: so many rises are gathered before any is dropped
  const room = slots.map((n) => 2 ** Math.ceil(Math.log2(Math.max(n, roomOfRises))));
  const rises = await (options.keep ?? computed)({ rises: room, plan, data }, areRises, async () => {
    const collector = new RiseCollector(room);
    await walkChunks(compiled, q.history.accounts.start, options, collector);
    return room.map((_, k) => collector.rises(k));
  });
  return compiled.answers.map((fold) =>
    fold.map((answer) => {
      if ("reason" in answer) return answer;
      const found = rises[answer.index];
      if (found === undefined) throw new RangeError(`the replay has no maximum ${answer.index}`);
      return found;
    }),
  );
}

/** Scores of open leads by morning: each line holds from its morning until the lead's next one. */
export interface MorningScores {
  readonly lead: Int32Array;
  /** the second at which the day begins; the score is known at the last second before it */
  readonly morning: Int32Array;
  /** in the weights' integer points; `unscored`: the lead does not meet the rest of the definition */
  readonly score: Int32Array;
  readonly model: string;
}

/**
 * For definitions that take the best open leads of each morning: what their score is on which morning, by lead and then
 * by morning. The first fold, and one after a fold without weights, tells it from the first lead on: the definition is
 * taken to have been in force all along. Memory: 12 bytes for each change of a lead's score between two mornings.
 *
 * @returns [fold][definition]
 */
export async function morningScores(
  q: ReplayQuestion,
  options: ReplayOptions = {},
): Promise<readonly (readonly (MorningScores | { readonly reason: string })[])[]> {
  const compiled = compile(q, "mornings");
  const { plan, data } = compiled;
  const found = await (options.keep ?? computed)({ mornings: plan, data }, areColumns, async () => {
    const collector = new CourseCollector(plan.courses.length);
    await walkChunks({ plan, data }, q.history.accounts.start, options, collector);
    return collector.all();
  });
  return compiled.answers.map((fold) =>
    fold.map((answer) => {
      if ("reason" in answer) return answer;
      const [lead, morning, score] = found[answer.index] ?? [];
      if (lead === undefined || morning === undefined || score === undefined)
        throw new RangeError(`the replay has no course ${answer.index}`);
      return { lead, morning, score, model: answer.model ?? "" };
    }),
  );
}

const areColumns = (value: unknown): value is readonly Columns[] =>
  Array.isArray(value) && value.every((of) => Array.isArray(of) && of[0] instanceof Int32Array);

const areRises = (value: unknown): value is readonly Rises[] =>
  Array.isArray(value) &&
  value.every((of) => of?.before instanceof Int32Array && of.by instanceof Int32Array);
