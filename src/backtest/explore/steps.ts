import { doubled } from "../../base/gather.kernel.ts";
import { computed } from "../../base/keep.ts";
import { Crossings } from "../crossings.ts";
import { walkChunks } from "../replay/chunks.ts";
import { compile, type ReplayQuestion } from "../replay/compile/plan.ts";
import type { ReplayOptions } from "../replay/type.ts";
import { type ChunkLines, crossingLine } from "../replay/walk/log.ts";

/** What is walked for one definition: a rule for each cut-off, rising, and one that holds whatever the score. */
export interface Ladder {
  /** indices in the question's definitions, by rising cut-off */
  readonly cuts: readonly number[];
  /** index of the rule that holds whatever the score; null: there is none */
  readonly always: number | null;
}

/** Crossings in one fold's quarter at one cut-off, or the reason why there are none. */
export type AtCut = Crossings | { readonly reason: string };

/**
 * First crossings in each fold's quarter at every cut-off of each ladder, in one walk: a lead's running maximum decides
 * all its cut-offs, and writes a line only where it rises. Memory: 20 bytes for each rise in a quarter, whatever the
 * number of cut-offs.
 * @returns [ladder][fold](cut-off)
 */
export async function crossingsAtCuts(
  q: ReplayQuestion,
  ladders: readonly Ladder[],
  options: ReplayOptions,
): Promise<readonly (readonly ((cut: number) => AtCut)[])[]> {
  const { plan, data, memberOf, answers } = compile(q, "crossings");
  const collector = new StepCollector(memberOf);
  const steps = ladders.map(({ cuts, always }) =>
    q.folds.map(({ start = 0, until }, k) => {
      const own = [...cuts, ...(always === null ? [] : [always])].map((d) => answers[k]?.[d]);
      const refused = own.find((answer) => answer !== undefined && "reason" in answer);
      if (refused !== undefined && "reason" in refused) return refused.reason;
      const members = own.map((answer) => (answer !== undefined && "index" in answer ? answer.index : -1));
      return collector.watch(members.slice(0, cuts.length), members[cuts.length] ?? null, start, until);
    }),
  );
  const watched = steps.flat().filter((of) => typeof of !== "string");
  const asked = ladders.map(({ cuts, always }) => ({ cuts, always }));
  const spans = q.folds.map(({ start, until }) => ({ start, until }));
  const inputs = { cuts: asked, spans, answers, memberOf, plan, data };
  const rows = await (options.keep ?? computed)(inputs, areRows, async () => {
    await walkChunks({ plan, data }, q.history.accounts.start, options, collector);
    return watched.map((of) => of.taken());
  });
  watched.forEach((of, i) => {
    of.take(rows[i] ?? new Int32Array());
  });
  return steps.map((folds) =>
    folds.map(
      (of) =>
        (cut: number): AtCut =>
          typeof of === "string" ? { reason: of } : of.at(cut, q.history.leads.count),
    ),
  );
}

const areRows = (value: unknown): value is readonly Int32Array[] =>
  Array.isArray(value) && value.every((of) => of instanceof Int32Array);

/** Passes the lines of a walk to the ladders that use their family. */
class StepCollector {
  private readonly memberOf: readonly Int32Array[];
  /**
   * for each family the ladders that use it, and how many of their cut-offs are crossed with each cut-off of the family
   */
  private readonly watching: { readonly steps: Steps; readonly upTo: Int32Array }[][];

  constructor(memberOf: readonly Int32Array[]) {
    this.memberOf = memberOf;
    this.watching = memberOf.map(() => []);
  }

  watch(cuts: readonly number[], always: number | null, start: number, until: number): Steps {
    const steps = new Steps(start, until);
    this.memberOf.forEach((members, family) => {
      // cut-offs rise with the family's: a ladder's cut-offs up to the last one that is a member are crossed with it
      const upTo = members.map((member) => (member === always ? cuts.length : cuts.lastIndexOf(member) + 1));
      if (upTo.some((n) => n > 0)) this.watching[family]?.push({ steps, upTo });
    });
    return steps;
  }

  add({ crossings }: ChunkLines): void {
    for (let i = 0; i < crossings.length; i += crossingLine) {
      const past = crossings[i + 5] ?? 0;
      for (const { steps, upTo } of this.watching[crossings[i] ?? -1] ?? []) {
        let crossed = 0;
        for (let k = crossings[i + 4] ?? 0; k < past; k++) crossed = Math.max(crossed, upTo[k] ?? 0);
        steps.rise(crossings[i + 1] ?? 0, crossings[i + 2] ?? 0, crossings[i + 3] ?? 0, crossed);
      }
    }
  }
}

const columns = 5;

/** One ladder's rises in one quarter: lead, second, score, and the cut-offs [from, to) that are crossed there. */
class Steps {
  private readonly start: number;
  private readonly until: number;
  private rows: Int32Array = new Int32Array(columns * 64);
  private end = 0;
  private lead = -1;
  private reached = 0;

  constructor(start: number, until: number) {
    this.start = start;
    this.until = until;
  }

  rise(lead: number, t: number, score: number, to: number): void {
    if (lead !== this.lead) this.reached = 0;
    this.lead = lead;
    const from = this.reached;
    if (to <= from) return;
    this.reached = to;
    if (t < this.start || t >= this.until) return;
    if (this.end === this.rows.length) this.rows = doubled(this.rows);
    const { rows, end } = this;
    rows[end] = lead;
    rows[end + 1] = t;
    rows[end + 2] = score;
    rows[end + 3] = from;
    rows[end + 4] = to;
    this.end = end + columns;
  }

  /** Every rise, one row after the other. */
  taken(): Int32Array {
    return this.rows.slice(0, this.end);
  }

  /** Takes the rises of an earlier walk. */
  take(rows: Int32Array): void {
    this.rows = rows;
    this.end = rows.length;
  }

  at(cut: number, leads: number): Crossings {
    const { rows, end } = this;
    const places = new Int32Array(end / columns);
    let n = 0;
    for (let i = 0; i < end; i += columns)
      if ((rows[i + 3] ?? 0) <= cut && cut < (rows[i + 4] ?? 0)) places[n++] = i;
    const column = (c: number): Int32Array => {
      const out = new Int32Array(n);
      for (let k = 0; k < n; k++) out[k] = rows[(places[k] ?? 0) + c] ?? 0;
      return out;
    };
    return new Crossings(leads, column(0), column(1), column(2));
  }
}
