import { expect, test } from "vitest";
import { slotSums } from "../../src/backtest/judge/slots.kernel.ts";
import { random } from "../../src/base/random.ts";

test("13: sums of slots by account are those of a naive count, in whatever order the rows stand", () => {
  const draw = random(11);
  for (let world = 0; world < 60; world++) {
    const n = world;
    const rows = Array.from({ length: n }, () => ({
      share: draw.uniform() < 0.2 ? 0 : draw.uniform(),
      full: draw.uniform(),
      edge: Math.max(0, draw.uniform() - 0.5),
      won: draw.uniform() < 0.3 ? 1 : 0,
      account: Math.floor(draw.uniform() * 12),
    }));
    if (world % 2 === 0) rows.sort((a, b) => a.account - b.account);
    const edges = rows.reduce((sum, r) => sum + r.edge, 0);
    const next = edges > 0 ? rows.reduce((sum, r) => sum + r.edge * r.won, 0) / edges : 0;
    const served = rows.filter((r) => r.share > 0);
    const beyond = (r: (typeof rows)[number]): number => r.share * (r.won - r.full * next);
    const accounts = [...new Set(served.map((r) => r.account))];
    const own = accounts.map((a) =>
      served.filter((r) => r.account === a).reduce((sum, r) => sum + beyond(r), 0),
    );
    const sums = slotSums({
      share: Float64Array.from(rows, (r) => r.share),
      full: Float64Array.from(rows, (r) => r.full),
      edge: Float64Array.from(rows, (r) => r.edge),
      won: Uint8Array.from(rows, (r) => r.won),
      account: Int32Array.from(rows, (r) => r.account),
      slots: 10,
    });
    expect(sums.rows).toBe(served.length);
    expect(sums.accounts).toBe(accounts.length);
    expect(sums.wins).toBeCloseTo(
      served.reduce((sum, r) => sum + r.share * r.won, 0),
      12,
    );
    expect(sums.filled).toBeCloseTo(
      served.reduce((sum, r) => sum + r.share * r.full, 0),
      12,
    );
    expect(sums.alone).toBeCloseTo(
      served.reduce((sum, r) => sum + beyond(r) ** 2, 0),
      12,
    );
    expect(sums.together).toBeCloseTo(
      own.reduce((sum, s) => sum + s * s, 0),
      12,
    );
  }
});
