import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sweep } from "../../src/workbench/sweep/sweep.ts";
import { scratch } from "../helpers/cli.ts";
import { command } from "../helpers/in-process.ts";
import { quickStudy, writeStudy } from "../helpers/tiny-study.ts";

/** What a sweep says of how many there were: its own candidates it picks among, those of the lineage it pays for. */

const { folder, remove } = scratch();
afterAll(remove);
const out = join(folder, "reports");
const path = writeStudy(folder, quickStudy());
const vary = (of: string): void => writeFileSync(path, `${quickStudy().study}vary:\n  ${of}\n`);
const line = async (): Promise<{ readonly code: number; readonly said: string }> => {
  const { code: left, stdout, stderr } = await command(["sweep", path, "--out", out], {});
  return { code: left ?? -1, said: `${stdout} ${stderr}`.replace(/\s+/g, " ") };
};
beforeAll(async () => {
  vary('definitions.written.when: ["hand_points >= 20", "hand_points >= 30"]');
  const first = await sweep({ study: path, out });
  expect([first.sweep.tried, first.sweep.sentence]).toEqual([
    2,
    expect.stringContaining("the best of 2 candidates"),
  ]);
});

it("it picks among its own candidates, and not among those that were tried before", async () => {
  vary('definitions.written.when: ["hand_points >= 40"]');
  const { code, said } = await line();
  expect(code).toBe(0);
  expect(said).toContain("1 variant, 1 candidate tried, 3 with those tried before");
  expect(said).toContain("the best of 1 candidate would");
});

it("an empty list of values is called empty, and a text is quoted once", async () => {
  vary("capacity.reps: []");
  const empty = await line();
  expect(empty).toMatchObject({ code: 2, said: expect.stringContaining("and this is an empty one") });
  vary('definitions.written.when: ["hand_points >= "]');
  const cut = await line();
  expect(cut).toMatchObject({
    code: 2,
    said: expect.stringContaining('cannot be varied to "hand_points >= ": after >='),
  });
});
