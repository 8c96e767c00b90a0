import { describe, expect, it } from "vitest";
import { pilotVerdict, readPilot } from "../../src/backtest/judge/verdict/pilot.ts";
import { random } from "../../src/base/random.ts";

/**
 * Worlds in which a candidate adds `f` leads a slot and drops `h`, of which `pOut` reach the outcome when worked. Its
 * pilot works n of the added ones; accounts of one to three colleagues share their luck.
 */
const f = 0.4;
const h = 0.2;
const pOut = 0.2;
const droppedWorked = 200;

/** How many of n leads reach the outcome at rate p, in accounts: with chance `alike` a colleague does as the first. */
function outcomes(r: ReturnType<typeof random>, n: number, p: number, alike: number): number {
  let won = 0;
  for (let i = 0; i < n; ) {
    const first = r.uniform() < p ? 1 : 0;
    for (let size = 1 + r.below(3); size > 0 && i < n; size--, i++)
      won += r.uniform() < alike ? first : r.uniform() < p ? 1 : 0;
  }
  return won;
}

/** The design effect of colleagues alike in this way: 1 + alike (E[size²] / E[size] - 1), generously. */
const related = (alike: number): number => 1 + alike * (14 / 6 - 1);

function verdicts(gain: number, n: number, alike: number, worlds: number): Record<string, number> {
  const r = random(41 + n);
  const pIn = (gain + h * pOut) / f;
  const counts: Record<string, number> = { change: 0, drop: 0, undecided: 0 };
  for (let w = 0; w < worlds; w++) {
    const dropped = outcomes(r, droppedWorked, pOut, alike) / droppedWorked;
    const terms = {
      added: f,
      dropped: h,
      droppedRate: dropped,
      droppedWorked,
      related: related(alike),
      gain: 0.05,
      slots: 100,
    };
    const x = outcomes(r, n, pIn, alike);
    const says = pilotVerdict(readPilot(terms, x, n), { outcomes: x, worked: n, mature: n });
    counts[says] = (counts[says] ?? 0) + 1;
  }
  return counts;
}

/** methods.md 7b.6: the size at which a gain of d a slot is found with a power of 80%. */
function sizeFor(d: number, alike: number): number {
  const p = (d + h * pOut) / f;
  const deff = related(alike);
  const room = (d / 2.8) ** 2 - (h * h * pOut * (1 - pOut) * deff) / droppedWorked;
  return Math.ceil((f * f * p * (1 - p) * deff) / room);
}

describe("a finished random pilot decides at G = 1 and 95%", () => {
  it.each([0, 0.4])("without a gain it is a change in at most 5% of worlds, colleagues %d alike", (alike) => {
    const worlds = 2000;
    for (const n of [sizeFor(0.05, alike), 60, 400]) {
      const { change = 0 } = verdicts(0, n, alike, worlds);
      expect(change / worlds).toBeLessThan(0.05);
    }
  });

  it.each([0, 0.4])(
    "a gain that it is sized for is found in about 80% of worlds, colleagues %d alike",
    (alike) => {
      const worlds = 2000;
      const { change = 0, drop = 0 } = verdicts(0.05, sizeFor(0.05, alike), alike, worlds);
      expect(change / worlds).toBeGreaterThan(0.74);
      expect(drop / worlds).toBeLessThan(0.05);
    },
  );
});
