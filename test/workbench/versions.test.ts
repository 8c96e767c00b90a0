import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { run } from "../../src/workbench/run.ts";
import { scratch } from "../helpers/cli.ts";
import { replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

/** The small study as of a date, with its hand points and one definition; nothing is fitted. */
function study(name: string, asOf: string, points: number): string {
  const tiny = tinyStudy();
  replaceIn(tiny, "as_of: 2026-01-01", `as_of: ${asOf}`);
  replaceIn(
    tiny,
    /models:\n[\s\S]*(?=definitions:)/,
    `models:\n  hand: { kind: points, points: [ { when: "demo_request_30d >= 1", points: ${points} } ] }\ncalibration: none\n`,
  );
  replaceIn(
    tiny,
    /definitions:\n[\s\S]*(?=backtest)/,
    'definitions:\n  incumbent: { stage: mql, incumbent: true }\n  written: { when: "hand_points >= 10" }\n',
  );
  return writeStudy(join(folder, name), tiny);
}

it("10: versions of weights go on from those of the run before; damaged ones begin anew, with a warning", async () => {
  const out = join(folder, "reports");
  const versionOf = async (name: string, asOf: string, points: number) => {
    const done = await run({ study: study(name, asOf, points), out });
    return { ...done, version: done.result.models.hand?.weights?.version };
  };
  const first = await versionOf("a", "2025-07-01", 30);
  expect(first.version).toBe("1.0.0");
  const second = await versionOf("b", "2025-10-01", 20);
  expect(second.version).toBe("1.1.0");
  const file = join(second.folder, "weights/hand.json");
  const text = readFileSync(file, "utf8");
  expect(JSON.parse(text).version).toBe("1.1.0");
  writeFileSync(file, text.replace('"intercept": 0', '"intercept": 1'));
  const third = await versionOf("c", "2025-12-01", 20);
  expect(third.version).toBe("1.0.0");
  expect(third.warnings.map(({ code }) => code)).toContain("versions-anew");
});
