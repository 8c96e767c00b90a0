import type { Serving } from "../serve/served.ts";
import type { Replayed } from "../type.ts";
import { judgedFolds } from "./scene.ts";

/** Predicted probability and label at each first crossing of the judged quarters: the input of O/E and reliability. */
export interface AtCrossing {
  readonly p: Float64Array;
  readonly label: Uint8Array;
  readonly account: Int32Array;
  readonly lead: Int32Array;
  /** index of its fold, and the second of the crossing */
  readonly fold: Int32Array;
  readonly time: Int32Array;
}

/**
 * Predictions and outcomes at first crossings. `probability(fold, score)` maps a score by that fold's weights; null:
 * the fold has no calibrated weights, and its crossings are left out. A lead counts once, in its first quarter. Null
 * for a definition without a score.
 */
export function atCrossing(
  serving: Serving,
  definition: Replayed,
  probability: (fold: number, score: number) => number | null,
): AtCrossing | null {
  const { setting } = serving;
  const seen = new Uint8Array(setting.account.length);
  const p: number[] = [];
  const label: number[] = [];
  const lead: number[] = [];
  const fold: number[] = [];
  const time: number[] = [];
  for (const k of judgedFolds(setting, [definition])) {
    const crossings = definition.folds[k]?.crossings ?? null;
    const set = serving.quarter(definition, k, false);
    if (crossings === null || set === null) continue;
    const { scores } = crossings;
    if (scores === null) return null;
    crossings.lookUp(set.lead, (place, i) => {
      const l = set.lead[i] ?? 0;
      if (seen[l] === 1) return;
      seen[l] = 1;
      const promised = probability(k, scores[place] ?? 0);
      if (promised === null) return;
      p.push(promised);
      label.push(set.won[i] ?? 0);
      lead.push(l);
      fold.push(k);
      time.push(crossings.times[place] ?? 0);
    });
  }
  return {
    p: Float64Array.from(p),
    label: Uint8Array.from(label),
    account: Int32Array.from(lead, (l) => setting.account[l] ?? -1),
    lead: Int32Array.from(lead),
    fold: Int32Array.from(fold),
    time: Int32Array.from(time),
  };
}
