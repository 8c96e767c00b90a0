import type { Keep } from "../../base/keep.ts";
import { funnelFacts } from "../../funnel/facts.ts";
import type { Counted } from "../../funnel/type.ts";
import type { FunnelFacts } from "../../result/type.ts";
import { withheldFunnel } from "../../result/withheld.ts";
import type { Study } from "../../study/type.ts";
import { placeless } from "../kept/digest.ts";
import { type Loaded, leadsOf } from "../loaded.ts";

const counted = new WeakMap<Loaded, FunnelFacts>();

/**
 * The funnel of the loaded data, with groups below `privacy.min_group` withheld. It is counted once, however often it
 * is asked for.
 */
export function funnelOf(loaded: Loaded): FunnelFacts {
  const known = counted.get(loaded);
  if (known !== undefined) return known;
  const found = count(readOf(loaded));
  counted.set(loaded, found);
  return found;
}

/** Looks up the funnel of an earlier run on the same data, or counts it; `funnelOf` then gives it. */
export async function keepFunnel(loaded: Loaded, keep: Keep): Promise<void> {
  const read = readOf(loaded);
  const inputs = { funnel: { ...read, study: placeless(read.study) } };
  counted.set(loaded, await keep(inputs, isFunnel, () => count(read)));
}

const isFunnel = (value: unknown): value is FunnelFacts =>
  typeof value === "object" && value !== null && "conversions" in value && "traits" in value;

const count = (of: Counted): FunnelFacts => withheldFunnel(funnelFacts(of), of.study.minGroup);

/** What is counted: without the parts of the study that an edit changes and that tell the funnel nothing. */
function readOf(loaded: Loaded): Counted {
  const { study, history, labels, table } = leadsOf(loaded);
  const { costs: _, ...stated } = study;
  const blank: Study = {
    ...stated,
    title: null,
    preparedFor: null,
    exports: null,
    models: new Map(),
    // the incumbent's stage is the study's MQL
    definitions: new Map([...study.definitions].filter(([, { incumbent }]) => incumbent)),
    capacity: null,
    decide: { metric: "wins_per_slot", smallestGain: null },
    vary: [],
    places: new Map(),
    text: "",
    file: "",
  };
  return { study: blank, history, labels, table };
}
