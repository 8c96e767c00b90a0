import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { targets } from "../../src/export/index.ts";
import { run } from "../../src/workbench/run.ts";
import { readStudyFile } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

/** The small study as of a date, with its hand points and one definition; nothing is fitted. */
function study(name: string, asOf: string, points: number, exports: string | null = null): string {
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
  if (exports !== null) replaceIn(tiny, "seed: 3", `seed: 3\nexports: ${exports}`);
  return writeStudy(join(folder, name), tiny);
}

it("10: versions of weights go on from those of the run before; damaged ones begin anew, with a warning; each run writes the targets that it asks for", async () => {
  const out = join(folder, "reports");
  const versionOf = async (name: string, asOf: string, points: number, exports?: string) => {
    const done = await run({ study: study(name, asOf, points, exports), out });
    return { ...done, version: done.result.models.hand?.weights?.version };
  };
  const first = await versionOf("a", "2025-07-01", 30);
  expect(first.version).toBe("1.0.0");
  const second = await versionOf("b", "2025-10-01", 20, "[postgres, dbt]");
  expect(second.version).toBe("1.1.0");
  expect(readdirSync(join(first.folder, "exports")).sort()).toEqual(targets.map(({ name }) => name).sort());
  expect(readdirSync(join(second.folder, "exports")).sort()).toEqual(["dbt", "postgres"]);
  // what CRMs lose is measured where their files are written
  expect([Object.keys(first.result.crm), second.result.crm]).toEqual([["hand"], {}]);
  const file = join(second.folder, "weights/hand.json");
  const text = readFileSync(file, "utf8");
  expect(JSON.parse(text).version).toBe("1.1.0");
  writeFileSync(file, text.replace('"intercept": 0', '"intercept": 1'));
  const third = await versionOf("c", "2025-12-01", 20, "[]");
  expect(existsSync(join(third.folder, "exports"))).toBe(false);
  expect(third.version).toBe("1.0.0");
  expect(third.warnings.map(({ code }) => code)).toContain("versions-anew");
});

it("10: a target in `exports:` that there is not is a fault of its place, with the nearest name", async () => {
  const path = study("d", "2026-02-01", 30, "[postgres, dbtt, 7]");
  const { study: read, faults } = await readStudyFile(path);
  expect(read).toBeNull();
  expect(faults.map(({ what, mend, where }) => [what, mend, where.path, where.line])).toEqual([
    ['there is no target "dbtt" to export to', 'did you mean "dbt"?', "exports[1]", 6],
    [
      'there is no target "7" to export to',
      expect.stringMatching(/^there are: bundle, duckdb, postgres, /),
      "exports[2]",
      6,
    ],
  ]);
});
