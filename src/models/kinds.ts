import { isByHand } from "../base/by-hand.ts";
import type { NotEstimable } from "../base/estimate.ts";
import { asWritten, plainPoints } from "../base/messages/models/models.ts";
import type { ModelFacts } from "../result/type.ts";
import type { Kinds } from "../study/reading.ts";
import type { LearntSpec, ModelSpec } from "../study/type.ts";
import { withCutsByHand } from "./bins.ts";
import type { Kind } from "./kind.ts";
import { type CloseRateSpec, closeRate } from "./kinds/close-rate.ts";
import { type IntegerPointsSpec, integerPointsKind } from "./kinds/integer-points.ts";
import { type LogisticSpec, logistic } from "./kinds/logistic/logistic.ts";
import { type ScorecardSpec, scorecard } from "./kinds/scorecard.ts";
import type { FitExtras, FittedDraft, TrainingRows } from "./type.ts";

/** What a study states for a model of a built-in kind. */
export type FittedSpec = CloseRateSpec | ScorecardSpec | IntegerPointsSpec | LogisticSpec;

const shipped: readonly Kind<LearntSpec>[] = [closeRate, scorecard, integerPointsKind, logistic];
const kinds = new Map(shipped.map((kind) => [kind.kind, kind]));

/**
 * Registers a kind under a name that no other kind has, for studies that are read from then on. Its models are fitted
 * in the main thread, since worker threads only know the built-in kinds.
 * @returns a function that removes it again
 * @throws RangeError where the name is taken
 */
export function registerKind(kind: Kind<LearntSpec>): () => void {
  if (kinds.has(kind.kind)) throw new RangeError(`there is a kind ${kind.kind} already`);
  kinds.set(kind.kind, kind);
  return () => {
    kinds.delete(kind.kind);
  };
}

/** How a study states each kind, for `readStudy` to read models by. */
export const learntKinds = (): Kinds => new Map(Array.from(kinds, ([name, { stated }]) => [name, stated]));

/** A kind by its name; undefined: points by hand, or a kind that only another build knows. */
export const kindNamed = (name: string): Kind<LearntSpec> | undefined => kinds.get(name);

/** Whether the kind is built in, so that every thread knows it. */
export const isShipped = (name: string): boolean => shipped.some(({ kind }) => kind === name);

/** Whether a fit may take seconds: it then gets a thread of its own, so that signals are handled. */
export const takesLong = (spec: ModelSpec): boolean =>
  !isByHand(spec) && isShipped(spec.kind) && (kindOf(spec).long?.(spec) ?? false);

function kindOf({ kind }: LearntSpec): Kind<LearntSpec> {
  const found = kinds.get(kind);
  if (found === undefined) throw new RangeError(`there is no kind ${kind}`);
  return found;
}

/** Whether a model's score is that of the best activity which a lead did. */
export const takesTheBest = (spec: ModelSpec): boolean =>
  !isByHand(spec) && kindOf(spec).takesTheBest?.(spec) === true;

/** What a result says about the kind of a model, whatever its fit. */
export function aboutKind(spec: ModelSpec): Pick<ModelFacts, "words" | "shown" | "penalty" | "anchor"> {
  const none = { penalty: null, anchor: null };
  if (isByHand(spec)) return { words: "points by hand", shown: asWritten(), ...none };
  const kind = kindOf(spec);
  return {
    words: kind.words(spec),
    shown: kind.shown?.(spec) ?? plainPoints,
    ...none,
    ...kind.facts?.(spec),
  };
}

/** Loads what the fit of a model needs in this thread; the fit itself then waits for nothing. */
export const readyToFit = async (spec: FittedSpec | LearntSpec): Promise<void> => kindOf(spec).ready?.(spec);

/**
 * Fits one kind on the rows of a fold; refused with the reason where the data do not allow it.
 * @throws RangeError for a kind that is not known
 */
export function fitKind(
  name: string,
  spec: FittedSpec | LearntSpec,
  rows: TrainingRows,
  cuts: ReadonlyMap<string, readonly number[]>,
  more: FitExtras = {},
): FittedDraft | NotEstimable {
  const fitted = kindOf(spec).fit(name, spec, rows, cuts, more);
  if (!("draft" in fitted)) return fitted;
  const { draft } = fitted;
  return { ...fitted, draft: { ...draft, attributes: withCutsByHand(draft.attributes, cuts) } };
}
