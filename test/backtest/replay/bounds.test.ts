import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../../src/backtest/replay/compile/plan.ts";
import {
  type KernelData,
  type KernelOut,
  type KernelPlan,
  walk,
} from "../../../src/backtest/replay/walk/walk.kernel.ts";
import { randomReplay } from "../../reference/replays.ts";

const leads = 4;
const { plan, data } = compile(randomReplay(13, { leads, tick: 1, ticks: 24 }).question, "crossings");
const room = (programs: number, length = leads): KernelOut => {
  const some = (n: number): Int32Array[] => Array.from({ length: n }, () => new Int32Array(length));
  return { time: some(programs), score: some(programs), before: [], by: [] };
};
const go = (p: KernelPlan, d: KernelData, from = 0, to = leads, out = room(p.programs.length)): void =>
  walk(p, d, from, to, out);

describe("what the kernel refuses at its entry", () => {
  it("walks what is whole", () => {
    expect(plan.counts.length * plan.statics.length * plan.programs.length).toBeGreaterThan(0);
    expect(data.visible.length).toBeGreaterThan(0);
    expect(() => go(plan, data)).not.toThrow();
  });

  it("leads outside the arrays, whichever", () => {
    fc.assert(
      fc.property(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), (from, to) => {
        const inside = from >= 0 && from <= to && to <= leads;
        if (inside) expect(() => go(plan, data, from, to)).not.toThrow();
        else expect(() => go(plan, data, from, to)).toThrow(RangeError);
      }),
    );
  });

  it("any array that is cut short", () => {
    const short = <T extends { slice(from: number, to: number): T; length: number }>(a: T): T =>
      a.slice(0, a.length - 1);
    for (const key of ["created", "end", "start", "visible", "at"] as const)
      expect(() => go(plan, { ...data, [key]: short(data[key]) }), key).toThrow(RangeError);
    expect(() => go(plan, { ...data, type: short(data.type) })).toThrow(RangeError);
    for (const key of ["base", "code", "countOf"] as const)
      expect(() => go({ ...plan, [key]: plan[key].slice(0, -1) }, data), key).toThrow(RangeError);
    expect(() => go(plan, data, 0, leads, room(plan.programs.length, leads - 1))).toThrow("answers");
    expect(() => go(plan, data, 0, leads, room(plan.programs.length - 1))).toThrow("answers");
  });

  it("a type, a code, a count or an entry that its table does not hold", () => {
    const type = data.type.slice();
    type[data.start[1] ?? 0] = 200;
    expect(() => go(plan, { ...data, type })).toThrow("types");
    const statics = plan.statics.map((s) => ({ ...s, codes: Uint8Array.from(s.codes, () => 77) }));
    expect(() => go({ ...plan, statics }, data)).toThrow("codes");
    const counts = plan.counts.map((c) => ({ ...c, cap: c.cap + 50 }));
    expect(() => go({ ...plan, counts }, data)).toThrow("codes");
    expect(() => go({ ...plan, counts: [] }, data)).toThrow("counts");
    const programs = plan.programs.map((p) => ({ ...p, entry: plan.code.length }));
    expect(() => go({ ...plan, programs }, data)).toThrow("programs");
    const gates = plan.gates.map((g) => ({ ...g, points: g.points.map((own) => own?.slice(1) ?? null) }));
    expect(plan.gates.length).toBeGreaterThan(0);
    expect(() => go({ ...plan, gates }, data)).toThrow("gates");
    const backwards = data.start.slice().reverse();
    expect(() => go(plan, { ...data, start: backwards })).toThrow("activities");
  });
});
