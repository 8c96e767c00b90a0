import { step, type Watch } from "../../base/progress.ts";
import type { Crossings } from "../type.ts";
import { type Compiled, compile, type ReplayQuestion } from "./compile/plan.ts";
import { inThreads } from "./threads.ts";
import { type KernelOut, type KernelPlan, walk } from "./walk/walk.kernel.ts";

export interface ReplayOptions {
  /** worker threads; the answer does not depend on it. Default 1: in this thread */
  readonly threads?: number;
  /** leads a step, cut at ends of accounts. Default 8,192 */
  readonly chunkLeads?: number;
  readonly watch?: Watch;
}

/** First crossings of each definition under each fold's weights: [fold][definition]. */
export type Replays = readonly (readonly ReplayAnswer[])[];
export type ReplayAnswer =
  | { readonly crossings: Crossings; readonly model: string | null; readonly reason: null }
  | { readonly crossings: null; readonly model: null; readonly reason: string };

/** Running maxima of the score that a cut-off from capacity is found on: before the quarter, and by its end. */
export type MaximaAnswer =
  | { readonly before: Int32Array; readonly by: Int32Array }
  | { readonly reason: string };

/**
 * Replays definitions over history: for every lead the first instant of its life at which each holds, under each
 * fold's weights. All weight sets go in one walk as score columns. O(instants x columns); see walk.kernel.ts.
 */
export async function replay(q: ReplayQuestion, options: ReplayOptions = {}): Promise<Replays> {
  const compiled = compile(q, "crossings");
  const out = await run(compiled, q, options);
  return compiled.answers.map((fold) =>
    fold.map((answer): ReplayAnswer => {
      if ("reason" in answer) return { crossings: null, model: null, reason: answer.reason };
      const time = out.time[answer.index];
      const score = out.score[answer.index];
      if (time === undefined || score === undefined) throw new RangeError("the replay lost a program");
      return {
        crossings: { time, score: answer.model === null ? null : score },
        model: answer.model,
        reason: null,
      };
    }),
  );
}

/** For definitions with a cut-off from capacity: [fold][definition]. */
export async function capacityMaxima(
  q: ReplayQuestion,
  options: ReplayOptions = {},
): Promise<readonly (readonly MaximaAnswer[])[]> {
  const compiled = compile(q, "maxima");
  const out = await run(compiled, q, options);
  return compiled.answers.map((fold) =>
    fold.map((answer): MaximaAnswer => {
      if ("reason" in answer) return answer;
      const before = out.before[answer.index];
      const by = out.by[answer.index];
      if (before === undefined || by === undefined) throw new RangeError("the replay lost a maximum");
      return { before, by };
    }),
  );
}

async function run({ plan, data }: Compiled, q: ReplayQuestion, options: ReplayOptions): Promise<KernelOut> {
  const leads = q.history.leads.count;
  const out = room(plan, leads);
  if (plan.programs.length === 0 && plan.maxima.length === 0) return out;
  const chunks = chunksOf(q.history.accounts.start, options.chunkLeads ?? 8192);
  const watch = options.watch ?? {};
  if ((options.threads ?? 1) > 1 && chunks.length > 1) {
    await inThreads({ plan, data, out }, chunks, options.threads ?? 1, watch);
    return out;
  }
  for (const [k, [from, to]] of chunks.entries()) {
    step(watch, "replay", k, chunks.length);
    walk(plan, data, from, to, out);
    // lets signals in
    if (k % 8 === 7) await new Promise((resolve) => setImmediate(resolve));
  }
  return out;
}

function room(plan: KernelPlan, leads: number): KernelOut {
  const one = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * leads));
  return {
    time: plan.programs.map(one),
    score: plan.programs.map(one),
    before: plan.maxima.map(one),
    by: plan.maxima.map(one),
  };
}

/** Runs of whole accounts of about `leads` leads each. */
export function chunksOf(accountStart: Int32Array, leads: number): readonly (readonly [number, number])[] {
  const chunks: [number, number][] = [];
  let from = 0;
  for (let a = 1; a < accountStart.length; a++) {
    const to = accountStart[a] ?? 0;
    if (to - from >= leads || a === accountStart.length - 1) {
      if (to > from) chunks.push([from, to]);
      from = to;
    }
  }
  return chunks;
}
