import { funnelFacts } from "../../funnel/facts.ts";
import type { FunnelFacts } from "../../result/type.ts";
import { withheldFunnel } from "../../result/withheld.ts";
import { type Loaded, leadsOf } from "../loaded.ts";

const counted = new WeakMap<Loaded, FunnelFacts>();

/**
 * The funnel of the loaded data, with groups below `privacy.min_group` withheld. It is counted once, however often it
 * is asked for.
 */
export function funnelOf(loaded: Loaded): FunnelFacts {
  const known = counted.get(loaded);
  if (known !== undefined) return known;
  const found = withheldFunnel(funnelFacts(leadsOf(loaded)), loaded.study.minGroup);
  counted.set(loaded, found);
  return found;
}
