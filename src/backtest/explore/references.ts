import type { Exploration } from "../../result/type.ts";
import { Crossings } from "../crossings.ts";
import type { Replayed, Setting } from "../type.ts";
import { referenceDraft, writeReference } from "./cells.ts";
import { type Rates, served, waiting, type weeksOf } from "./waiting.ts";

/** What all leads would bring if they were passed on at creation: the oldest first, or in random order. */
export function referencesOf(
  basis: Rates,
  periods: readonly { readonly folds: readonly number[] }[],
  everyone: readonly (Crossings | null)[],
  weeks: ReturnType<typeof weeksOf>,
): Exploration["references"] {
  const { setting, order } = basis;
  const draft = (policy: Setting["order"], alike: boolean) => {
    const to = referenceDraft(periods.length * order.length);
    const replayed: Replayed = {
      name: "everyone",
      incumbent: false,
      folds: everyone.map((crossings) => ({
        crossings: crossings === null ? null : scored(crossings, alike),
        reason: null,
        stock: 0,
        cutoff: null,
        prospective: false,
      })),
    };
    periods.forEach(({ folds }, p) => {
      const queue = waiting({ ...setting, order: policy }, replayed, folds, weeks[p]?.[0] ?? []);
      order.forEach((_, c) => {
        const own = weeks[p]?.[c] ?? [];
        if (queue === null || own.length === 0) return;
        writeReference(to, p * order.length + c, {
          set: served(queue, own),
          quarters: folds.length,
          level: 0.95,
        });
      });
    });
    return to;
  };
  return { oldestFirst: draft("fifo", false), atRandom: draft("score", true) };
}

/** The same crossings, with equal scores or without scores. */
const scored = ({ leads, times }: Crossings, alike: boolean): Crossings =>
  new Crossings(0, leads, times, alike ? new Int32Array(leads.length) : null);
