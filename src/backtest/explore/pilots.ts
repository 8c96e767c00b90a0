import type { ExploredPilots } from "../../result/type.ts";
import { judgedFolds, pooledSwap } from "../judge/scene.ts";
import { pilotSize } from "../judge/verdict/pilot.ts";
import type { Serving } from "../serve/served.ts";
import type { Replayed } from "../type.ts";

/**
 * Gains to plan a pilot for, in outcomes a quarter (the smallest gain that it should detect), and the shares of the
 * slots that it may use.
 */
const gains: readonly number[] = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200];
const shares: readonly number[] = [0.05, 0.1, 0.2, 0.3, 0.5, 1];
const weeksInQuarter = 13;

/**
 * The size and duration of a pilot of a definition, for each gain that it should show; null: there is nothing to
 * compare with.
 */
export function pilotsOf(
  serving: Serving,
  definition: Replayed,
  incumbent: Replayed | null,
  stated: number | null,
): ExploredPilots | null {
  if (incumbent === null || definition.incumbent) return null;
  const quarters = judgedFolds(serving.setting, [definition, incumbent]).length;
  if (quarters === 0) return null;
  const rows = pooledSwap({ serving, definition, incumbent });
  const slots = rows.slots / quarters;
  if (!(slots > 0)) return null;
  const asked = [...new Set([...gains, ...(stated === null ? [] : [stated])])].sort((a, b) => a - b);
  return {
    shares,
    sizes: asked
      .filter((gain) => gain <= slots)
      .map((gain) => {
        const { n, perQuarter, reason } = pilotSize(rows, gain / slots, quarters);
        return {
          gain,
          stated: gain === stated,
          leads: n,
          reason: n === null ? reason : null,
          // leads in a quarter: those that arrive, but at most the pilot's share of the slots
          weeks: shares.map((share) =>
            n === null || perQuarter === null
              ? null
              : Math.ceil((weeksInQuarter * n) / Math.min(perQuarter, share * slots)),
          ),
        };
      }),
  };
}
