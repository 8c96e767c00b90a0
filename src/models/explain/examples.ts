import { likeTheBest, likeTheMiddle, likeTheWeakest } from "../../base/messages/models/models.ts";
import type { CodedRows } from "../../features/type.ts";
import type { ModelFacts } from "../../result/type.ts";
import { scoreRange, toFive, toHundred } from "../../stats/binning/scale.ts";
import { compileScorer } from "../../weights/scorer.ts";
import type { InputValue, Weights } from "../../weights/type.ts";
import { reasonsFor } from "../../weights/words/reasons.ts";
import { kindNamed } from "../kinds.ts";
import { inputValue, scoreRows } from "../score.ts";

/** The made-up leads, and the shares of the training rows, by score, that each is like. */
const examples = [
  { lead: likeTheWeakest, from: 0, to: 0.05 },
  { lead: likeTheMiddle, from: 0.475, to: 0.525 },
  { lead: likeTheBest, from: 0.99, to: 1 },
] as const;

/**
 * A value is kept only while this many leads (or privacy.min_group, if more) have it together with the values before
 * it, so that no real lead appears in a report.
 */
const crowd = 20;

/** Least and greatest score that a scorecard can give; null: the scale of this kind is not shown by its ends. */
export function rangeOf({ kind, attributes, intercept }: Weights): ModelFacts["range"] {
  if (kindNamed(kind)?.ends === undefined) return null;
  const points = attributes.map((a) => (a.kind === "bins" ? a.bins.map((bin) => bin.points) : []));
  return scoreRange([[intercept], ...points]);
}

/**
 * Three leads made up of values that go together. Among the training rows whose score is in the share, each input in
 * turn takes the commonest value among those with the values so far. With their score and what moved it most.
 */
export function exampleReasons(
  weights: Weights,
  rows: CodedRows,
  leadOf: Int32Array,
  range: ModelFacts["range"],
  minGroup: number,
): ModelFacts["reasons"] {
  const leadsIn = (some: Iterable<number>): number =>
    new Set(Array.from(some, (row) => leadOf[row] ?? -1)).size;
  const score = compileScorer(weights);
  const reasons = reasonsFor(weights);
  const scores = scoreRows(weights, rows);
  const ordered = Int32Array.from(scores.keys()).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || a - b);
  return examples.map(({ lead, from, to }) => {
    let some: Int32Array = ordered.subarray(Math.floor(from * rows.count), Math.ceil(to * rows.count));
    const inputs: Record<string, InputValue> = {};
    for (const { name } of weights.inputs) {
      const { value, have } = commonest(
        rows,
        name,
        some,
        (leads) => leads >= Math.max(rarest, minGroup),
        leadOf,
      );
      inputs[name] = value;
      if (have.length >= crowd && leadsIn(have) >= Math.max(crowd, minGroup)) some = have;
    }
    const { score: points, p, grade } = score(inputs);
    const shown = range && { hundred: toHundred(points, range), five: toFive(points, range) };
    return {
      lead,
      score: points,
      p,
      grade,
      shown,
      reasons: reasons(inputs, 3).map(({ text, points: by }) => ({ text, points: by })),
    };
  });
}

/**
 * The number of leads that a level must have to be shown, if privacy.min_group does not ask for more: a rare one could
 * identify a person.
 */
const rarest = 50;

/**
 * The value that most of these rows have, with those rows; among equals the one with the lowest code. Never "not
 * observed", nor a level that few leads in all have; null where nothing else is left.
 */
function commonest(
  rows: CodedRows,
  name: string,
  some: Int32Array,
  enough: (leads: number) => boolean,
  lead: Int32Array,
): { value: InputValue; have: Int32Array } {
  const f = rows.features.findIndex((feature) => feature.name === name);
  const [feature, codes] = [rows.features[f], rows.codes[f]];
  if (feature === undefined || codes === undefined) return { value: null, have: some };
  const ofAll = feature.kind === "category" ? leadsOf(codes, lead, feature.size) : null;
  const times = counted(
    some.map((row) => codes[row] ?? 0),
    feature.size,
  );
  let [most, found] = [-1, 0];
  times.forEach((n, code) => {
    if (n <= found || code === feature.notObserved) return;
    if (ofAll !== null && !enough(ofAll[code] ?? 0)) return;
    [most, found] = [code, n];
  });
  return most < 0
    ? { value: null, have: some }
    : { value: inputValue(feature, most), have: some.filter((row) => codes[row] === most) };
}

function counted(codes: ArrayLike<number>, size: number): Int32Array {
  const times = new Int32Array(size);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    times[code] = (times[code] ?? 0) + 1;
  }
  return times;
}

/** The number of distinct leads of each code. */
function leadsOf(codes: ArrayLike<number>, lead: Int32Array, size: number): Int32Array {
  const seen = Array.from({ length: size }, () => new Set<number>());
  for (let i = 0; i < codes.length; i++) seen[codes[i] ?? 0]?.add(lead[i] ?? -1);
  return Int32Array.from(seen, (leads) => leads.size);
}
