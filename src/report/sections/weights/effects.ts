import { counted } from "../../../base/text.ts";
import type { ModelFacts } from "../../../result/type.ts";
import { type Block, details } from "../../document.ts";
import type { Unit } from "../../units.ts";
import { type Bins, binTable } from "./bins.ts";

type Weights = NonNullable<ModelFacts["weights"]>;
type Effect = ModelFacts["effects"][number];

/** How many features and activities are shown at once; the rest unfold. */
const shownEffects = 8;
/** How many states of an activity are shown: those with most leads. */
const shownStates = 8;

/**
 * What moves the ranking most; an activity is listed once with the points of all its windows. Folded below: features
 * that predict no more than noise, and each window by itself.
 */
export function effectBlocks(of: string, facts: ModelFacts, weights: Weights, unit: Unit): Block[] {
  const all = facts.effects.flatMap((effect) => {
    const bins = asBins(effect, facts);
    return bins === null ? [] : [{ effect, bins }];
  });
  if (all.length === 0) return [];
  const telling = all.filter(({ effect, bins }) => tells(bins) && (effect.ranking ?? 1) > 0);
  const shown = (telling.length > 0 ? telling : all).slice(0, shownEffects);
  const rest = all.filter((one) => !shown.includes(one));
  const windows = facts.bins.filter(({ attribute }) =>
    all.some(({ effect }) => effect.states.length > 0 && effect.features.includes(attribute)),
  );
  const table = (caption: string, some: readonly Bins[]) =>
    binTable(`${of}: ${caption}`, some, facts, weights, unit);
  const bins = (some: typeof all): Bins[] => some.map((one) => one.bins);
  return [
    table("what moves the ranking most, first things first", bins(shown)),
    ...(rest.length === 0
      ? []
      : [
          details(
            [
              `${counted(rest.length, "feature that moves", "features that move")} it less, or ${rest.length === 1 ? "tells" : "tell"} no more than noise`,
            ],
            [table("the rest", bins(rest))],
          ),
        ]),
    ...(windows.length === 0
      ? []
      : [details(["Each window of the activities by itself"], [table("each window by itself", windows)])]),
  ];
}

const tells = ({ iv, noiseFloor }: Bins): boolean => iv === null || noiseFloor === null || iv > noiseFloor;

/** An effect in the form of a feature's bins; null where there are none. */
function asBins({ name, features, iv, noiseFloor, states }: Effect, facts: ModelFacts): Bins | null {
  if (states.length === 0) return facts.bins.find(({ attribute }) => attribute === features[0]) ?? null;
  const most = [...states].sort((a, b) => (b.n ?? 0) - (a.n ?? 0)).slice(0, shownStates);
  return { attribute: name, iv, noiseFloor, bins: states.filter((state) => most.includes(state)) };
}
