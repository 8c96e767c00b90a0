import type { CodedRows } from "../features/type.ts";
import { inputValue } from "../models/score.ts";
import type { ModelFacts } from "../result/type.ts";
import { reasonsFor } from "../weights/reasons.ts";
import { compileScorer } from "../weights/scorer.ts";
import type { InputValue, Weights } from "../weights/type.ts";

/** Made-up leads, so that nobody real stands in a report: every input at the value that best fits the description. */
const examples = [
  "the weakest that the weights know",
  "an ordinary one",
  "the strongest that the weights know",
] as const;

/**
 * Three leads made of values that occur in training: each input takes the one with the least, the commonest and the
 * most points. Their score and the terms that moved it most.
 */
export function exampleReasons(weights: Weights, rows: CodedRows): ModelFacts["reasons"] {
  const score = compileScorer(weights);
  const reasons = reasonsFor(weights);
  const values = weights.inputs.map((input) => {
    const f = rows.features.findIndex((feature) => feature.name === input.name);
    return { name: input.name, seen: seenValues(rows, f) };
  });
  const neutral = Object.fromEntries(values.map(({ name, seen }) => [name, seen[0] ?? null]));
  return examples.map((lead, k) => {
    const inputs = Object.fromEntries(
      values.map(({ name, seen }) => {
        const scored = seen.map((value) => ({ value, of: score({ ...neutral, [name]: value }).score }));
        const best = scored.reduce(
          (a, b) => (k === 1 ? a : (k === 0 ? b.of < a.of : b.of > a.of) ? b : a),
          scored[0] ?? { value: null, of: 0 },
        );
        return [name, best.value];
      }),
    );
    const { score: points, p, grade } = score(inputs);
    return { lead, score: points, p, grade, reasons: reasons(inputs, 3) };
  });
}

/** Rows that a level must have to be shown: a rare one could be somebody's. */
const leastRows = 50;

/** Values of a feature's rows, the commonest first; not those of a window that is not observed. */
function seenValues(rows: CodedRows, f: number): InputValue[] {
  const [feature, codes] = [rows.features[f], rows.codes[f]];
  if (feature === undefined || codes === undefined) return [];
  const times = new Map<number, number>();
  for (const code of codes) if (code !== feature.notObserved) times.set(code, (times.get(code) ?? 0) + 1);
  return [...times]
    .filter(([, n]) => feature.kind !== "category" || n >= leastRows)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, 200)
    .map(([code]) => inputValue(feature, code));
}
