import { describe, expect, it } from "vitest";
import type { Scene } from "../../src/backtest/judge/scene.ts";
import { nested } from "../../src/backtest/judge/verdict/nested.ts";
import { serving } from "../../src/backtest/serve/served.ts";
import type { Replayed } from "../../src/backtest/type.ts";
import { random } from "../../src/base/random.ts";
import { DAY, NEVER } from "../../src/base/time.ts";
import { replayedAs, settingOf } from "../backtest/world.ts";
import { civil } from "../helpers/study.ts";

const worlds = 200;
const quarters = 5;
const perQuarter = 400;
/** slots a working day */
const capacities = [0.5, 0.75, 1, 1.5];

/**
 * 400 leads a quarter, each with a chance of its own; twelve definitions that each see it through noise of their own and
 * pass on the best third, and an incumbent that sees it no better. The last quarter is kept back.
 */
function world(seed: number, withIncumbent: boolean) {
  const r = random(seed);
  const n = perQuarter * quarters;
  const start = civil("2025-01-01");
  const created = Int32Array.from({ length: n }, () => start + r.below(365 + 90) * DAY + r.below(DAY));
  const chance = Float64Array.from({ length: n }, () => 0.02 + 0.3 * r.uniform() ** 2);
  const outcome = Int32Array.from({ length: n }, (_, i) =>
    r.uniform() < (chance[i] ?? 0) ? (created[i] ?? 0) + 10 * DAY : NEVER,
  );
  const account = Int32Array.from({ length: n }, (_, i) => i);
  const settings = capacities.map((perDay) =>
    settingOf(
      { account, outcome, worked: null },
      { wanted: quarters, rate: { reps: 1, leadsPerRepPerDay: perDay } },
    ),
  );
  const [first] = settings;
  if (first === undefined) throw new RangeError("no capacity");
  const seen = (noise: number, name: string): Replayed => {
    const score = Int32Array.from(chance, (p) => Math.round(1000 * (p + noise * (r.uniform() - 0.5))));
    const cut = [...score].sort((a, b) => b - a)[Math.floor(n / 3)] ?? 0;
    const time = Int32Array.from(created, (t, i) => ((score[i] ?? 0) >= cut ? t : NEVER));
    return replayedAs(name, name === "incumbent", first, time, score);
  };
  const incumbent = withIncumbent ? seen(0.5, "incumbent") : null;
  const definitions = Array.from({ length: 12 }, (_, d) => seen(0.4 + 0.02 * d, `c${d}`));
  return { chance, at: settings.map((setting) => ({ setting, definitions, incumbent })) };
}

/** What a choice among 48 claims, and what the chosen brings in the quarter that was kept back; in wins of 100 slots. */
function claims(seed: number, withIncumbent: boolean) {
  const last = quarters - 1;
  const { chance, at: made } = world(seed, withIncumbent);
  const scenes = (known: boolean): Scene[] =>
    made.flatMap(({ setting, definitions, incumbent }) => {
      const at = serving({ ...setting, folds: known ? setting.folds.slice(0, last) : setting.folds });
      return definitions.map((definition) => ({ serving: at, definition, incumbent }));
    });
  const chosen = nested(scenes(true));
  const scene = scenes(false)[chosen.naive ?? -1];
  if (scene === undefined) throw new RangeError("nothing was picked");
  const { incumbent } = scene;
  /** by what is known of each served lead: whether it won, or the chance that it had */
  const gain = (folds: readonly number[], by: (won: number, lead: number) => number): number => {
    const rate = (of: Replayed): number => {
      const set = scene.serving.pooled(of, folds, false);
      const wins = set.share.reduce(
        (sum, share, i) => sum + share * by(set.won[i] ?? 0, set.lead[i] ?? 0),
        0,
      );
      return wins / set.slots;
    };
    return rate(scene.definition) - (incumbent === null ? 0 : rate(incumbent));
  };
  const headline = withIncumbent ? chosen.difference : chosen.winsPerSlot;
  if (headline?.value === null || headline === null) throw new RangeError("the choice has no figure");
  return {
    naive: 100 * gain([0, 1, 2, 3], (won) => won),
    nested: 100 * headline.value,
    next: 100 * gain([last], (_, lead) => chance[lead] ?? 0),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

describe("12.4: the best of 12 definitions x 4 capacities, over 200 worlds", () => {
  it.each([
    ["against an incumbent", true],
    ["without one", false],
  ])(
    "%s: the naive claim is too high, the nested one within a point of the next quarter",
    (_, withIncumbent) => {
      const all = Array.from({ length: worlds }, (_, i) => claims(i + 1, withIncumbent));
      const [naive, honest, next] = [
        mean(all.map((c) => c.naive)),
        mean(all.map((c) => c.nested)),
        mean(all.map((c) => c.next)),
      ];
      console.log(
        `wins per 100 slots, ${withIncumbent ? "gained" : "in all"}: naive ${naive.toFixed(2)}, nested ${honest.toFixed(2)}, next quarter ${next.toFixed(2)}`,
      );
      expect(naive - next).toBeGreaterThan(1);
      expect(Math.abs(honest - next)).toBeLessThan(1);
    },
  );
});
