import type { Basis } from "../../backtest/decide/study.ts";
import { NEVER } from "../../base/time.ts";
import { definitionPipelines } from "../../funnel/definitions.ts";
import type { FunnelFacts } from "../../result/type.ts";
import type { Loaded } from "../loaded.ts";

/**
 * What each definition's MQLs should bring and have brought, at the stated capacity; empty where none was replayed. The
 * MQLs are those of the replay: in each quarter under the weights learnt before it, and since the last quarter under
 * the shipped weights, which have seen no outcome of moments that young.
 */
export function pipelinesBy(loaded: Loaded, basis: Basis | null): Pick<FunnelFacts, "definitions"> {
  const here = basis?.at[0];
  if (basis === null || here === undefined) return {};
  const { folds, account } = basis.setting;
  const since = folds.at(-1)?.end ?? 0;
  const qualified = here.definitions.map(({ name, folds: replayed }, d) => {
    const at = new Int32Array(account.length).fill(NEVER);
    const spans = [
      ...folds.map(({ start, end, quarter }, k) => ({
        start,
        end,
        name: quarter.name,
        crossings: replayed[k]?.crossings ?? null,
      })),
      { start: since, end: NEVER, name: null, crossings: here.lately[d] ?? null },
    ];
    const quarters = spans.flatMap(({ start, end, name: quarter, crossings }) => {
      if (crossings === null) return [];
      crossings.leads.forEach((lead, i) => {
        const t = crossings.times[i] ?? NEVER;
        // records of earlier crossings are kept for recall only
        if (t >= start && t < end && at[lead] === NEVER) at[lead] = t;
      });
      return quarter === null ? [] : [quarter];
    });
    return { name, quarters, at };
  });
  return { definitions: definitionPipelines(loaded, qualified) };
}
