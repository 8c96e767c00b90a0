import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { seal } from "../../src/weights/seal.ts";
import { scoreFile } from "../../src/workbench/score/score.ts";
import { hashBits, standsTwice } from "../../src/workbench/score/twice.kernel.ts";
import { connect } from "../export/duckdb.ts";
import { scratch } from "../helpers/cli.ts";
import { draftWith } from "../weights/draft.ts";

const { folder, remove } = scratch();
afterAll(remove);

it("10.6: hashes of which one stands twice are told from those that all differ, as a set tells them", () => {
  const { uniform } = random(7);
  const top = 2 ** hashBits;
  // spread over all bits, or so close together that every part and mark is shared
  for (const n of [0, 1, 2, 3, 40, 1000, 70_000])
    for (const width of [top, 2 ** 20]) {
      const hashes = Float64Array.from({ length: n }, () => Math.floor(uniform() * width));
      expect(standsTwice(hashes), `${n} below ${width}`).toBe(new Set(hashes).size < n);
    }
  const apart = Float64Array.from({ length: 70_000 }, (_, i) => Math.floor((i * top) / 70_000));
  expect(standsTwice(apart)).toBe(false);
  for (const [a, b] of [
    [0, 1],
    [0, 69_999],
    [32_767, 32_768],
    [69_998, 69_999],
  ] as const) {
    const twice = apart.slice();
    twice[b] = twice[a] ?? 0;
    expect(standsTwice(twice)).toBe(true);
  }
  for (const odd of [-1, top, Number.NaN])
    expect(() => standsTwice(Float64Array.of(1, odd))).toThrow(RangeError);
});

it("10.6: among many rows one id that stands twice is told; rows without an id are not one lead", async () => {
  const weights = join(folder, "weights.json");
  writeFileSync(weights, JSON.stringify(seal(draftWith({}))));
  const file = join(folder, "many.parquet");
  const db = await connect();
  const said = async (id: string): Promise<readonly string[]> => {
    await db.run(
      `COPY (SELECT ${id} AS lead_id, 'CTO' AS title, 250 AS employees, false AS free_email, 2 AS demo_30d FROM range(100001) t(i)) TO '${file}' (FORMAT parquet)`,
    );
    return (await scoreFile({ file, weights, out: null })).warnings.map(({ what }) => what);
  };
  expect(await said("concat('L', i)")).toEqual([]);
  expect(await said("CASE i WHEN 100000 THEN ' L7' ELSE concat('L', i) END")).toEqual([
    '1 id is on more than one row (2 rows in all): "L7"',
  ]);
  const without = await said("CASE WHEN i IN (3, 99999) THEN NULL ELSE concat('L', i) END");
  expect(without).toHaveLength(1);
  expect(without[0]).toContain("2 rows");
});
