import { expect, it } from "vitest";
import { memoryLimit, openEngine } from "../../src/history/engine.ts";

const GB = 2 ** 30;
const room = { memory: 16 * GB, disk: 100 * GB, threads: 2 };

it.each([
  ["a small file has a gibibyte and its threads' buffers", 0.2 * GB, room, 1.25 * GB],
  ["a large one half of its bytes", 8 * GB, room, 4 * GB],
  ["many threads have their buffers", 0.2 * GB, { ...room, threads: 32 }, 5 * GB],
  ["without a disk to put it on there is no limit", 8 * GB, { ...room, disk: 20 * GB }, null],
  ["nor where the machine has less", 8 * GB, { ...room, memory: 4 * GB }, null],
  ["nor for a database, whose bytes nobody knows", Number.POSITIVE_INFINITY, room, null],
])("13: %s", (_, bytes, of, limit) => {
  expect(memoryLimit(bytes, of)).toBe(limit);
});

it("13: an engine takes its limit", async () => {
  const engine = await openEngine(2 ** 21);
  try {
    const [[limit] = []] = await engine.rows("SELECT current_setting('memory_limit')");
    expect(limit).toMatch(/^\d+(\.\d)? [MG]iB$/);
  } finally {
    engine.close();
  }
});
