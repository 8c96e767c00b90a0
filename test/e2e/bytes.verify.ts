import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { type RunOptions, run } from "../../src/workbench/run.ts";
import { filesBelow, scratch } from "../helpers/cli.ts";
import { built, ended, startScript } from "../helpers/node.ts";
import { quickStudy, replaceIn, type TinyStudy, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

/** The same inputs give the same run: same id, same bytes of all but log.jsonl. */

const { folder, remove } = scratch();
afterAll(remove);
const out = join(folder, "reports");

/** The promised bytes below a folder, by path. */
function promised(below: string): Record<string, string> {
  const files = [...filesBelow(below)].filter(
    ([name]) => !name.endsWith("log.jsonl") && !name.startsWith(".cache"),
  );
  return Object.fromEntries(files.map(([name, bytes]) => [name, bytes.toString("base64")]));
}

const written = (name: string, tiny: TinyStudy, change: (tiny: TinyStudy) => void = () => undefined) => {
  change(tiny);
  return writeStudy(join(folder, name), tiny);
};
/** With what learns from outcomes before models do. */
const fitted = (): TinyStudy => {
  const tiny = tinyStudy();
  replaceIn(tiny, "30 days] }", "30 days], half_life: fit }");
  return tiny;
};
const study = written("study", fitted());
const quick = written("quick", quickStudy());
const runAgain = (options: Partial<RunOptions> = {}) => run({ study, out, ...options });

const first = await runAgain();
const before = promised(out);
const alone = await run({ study: quick, out: join(folder, "alone") });

it("a run made before is verified, used again and left as it is", async () => {
  const log = readFileSync(join(first.folder, "log.jsonl"), "utf8");
  const again = await runAgain({ threads: 2 });
  expect(first.reused).toBe(false);
  expect(again.reused).toBe(true);
  expect(again.folder).toBe(first.folder);
  expect(again.result).toEqual(JSON.parse(JSON.stringify(first.result)));
  expect(again.warnings.map((w) => w.what)).toEqual(first.warnings.map((w) => w.what));
  expect(promised(out)).toEqual(before);
  expect(readFileSync(join(first.folder, "log.jsonl"), "utf8")).toBe(log);
});

it("the order of all rows, line ends and threads leave no trace", async () => {
  const shuffled = written("shuffled", fitted(), (tiny) => {
    const r = random(5);
    for (const name of ["leads", "activities", "stages"] as const) {
      const [header = "", ...rows] = tiny[name];
      for (let i = rows.length - 1; i > 0; i--) {
        const k = r.below(i + 1);
        [rows[i], rows[k]] = [rows[k] ?? "", rows[i] ?? ""];
      }
      tiny[name] = [header, ...rows].map((row) => `${row}\r`);
    }
    tiny.study = `\uFEFF${tiny.study.replaceAll("\n", "\r\n")}`;
  });
  const elsewhere = join(folder, "elsewhere");
  const script = `import { run } from ${JSON.stringify(built("index.js"))};
    const { folder } = await run({ study: ${JSON.stringify(shuffled)}, out: ${JSON.stringify(elsewhere)}, threads: 2, chunkLeads: 100 });
    console.log(folder);`;
  const { code, stdout, stderr } = await ended(startScript(script));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.trim()).toBe(first.folder.replace(out, elsewhere));
  expect(promised(elsewhere)).toEqual(before);
});

it("a run that is deleted or damaged is made anew, and it is said which file", async () => {
  const at = join(folder, "damaged");
  const whole = await run({ study: quick, out: at });
  const bytes = promised(at);
  const weights = "weights/hand.json";
  const damage: readonly (readonly [string, () => void])[] = [
    [weights, () => truncateSync(join(whole.folder, weights), 1000)],
    ["result.json", () => rmSync(join(whole.folder, "result.json"))],
    ["manifest.json", () => writeFileSync(join(whole.folder, "manifest.json"), "{}")],
  ];
  for (const [file, harm] of damage) {
    harm();
    const { reused, warnings } = await run({ study: quick, out: at });
    expect(reused).toBe(false);
    // beside that the small study's points by hand rank leads no better than chance
    expect(warnings.filter((w) => w.code !== "no-better-than-chance").map((w) => w.what)).toEqual([
      `${file} in ${whole.shown} is not what its manifest says; the run is made again`,
    ]);
    expect(promised(at)).toEqual(bytes);
  }
  rmSync(whole.folder, { recursive: true });
  const anew = await run({ study: quick, out: at });
  expect(anew.reused).toBe(false);
  expect(anew.warnings.map((w) => w.code)).toEqual(["no-better-than-chance"]);
  expect(promised(at)).toEqual(bytes);
});

it("another seed is another run, which says how to make it again", async () => {
  const four = await run({ study: quick, out: join(folder, "seeded"), seed: 4 });
  expect(four.result.run).not.toBe(alone.result.run);
  expect([alone.result.study.command, four.result.study.command]).toEqual([
    "leadline run study.yaml",
    "leadline run study.yaml --seed 4",
  ]);
});

it("two runs at once settle on one folder", async () => {
  const at = join(folder, "at-once");
  const both = await Promise.all([run({ study: quick, out: at }), run({ study: quick, out: at })]);
  expect(both[0]?.result).toEqual(both[1]?.result);
  expect(new Set(Object.keys(promised(join(at, "tiny"))).map((name) => name.split("/")[0]))).toEqual(
    new Set([both[0]?.result.run]),
  );
});

it("an earlier as_of is the run before, and what it tried stays tried", async () => {
  const at = join(folder, "later");
  const earlier = written("earlier", quickStudy(), (tiny) => {
    replaceIn(tiny, "as_of: 2026-01-01", "as_of: 2025-10-01");
    replaceIn(tiny, "  written: ", "  once_called: ");
  });
  const past = await run({ study: earlier, out: at });
  const later = await run({ study: quick, out: at });
  expect(later.result.run).not.toBe(alone.result.run);
  // the quarter that begins on 2025-10-01 comes after the first try, under whatever name
  const prospective = (outcome: typeof later): readonly boolean[] =>
    outcome.result.definitions.written?.quarters.map((q) => q.prospective) ?? [];
  expect(prospective(alone)).not.toContain(true);
  expect(prospective(later).at(-1)).toBe(true);
  expect(later.result.candidatesTried).toBe(2);
  expect((await run({ study: quick, out: at })).reused).toBe(true);
  rmSync(past.folder, { recursive: true });
  expect(prospective(await run({ study: quick, out: at })).at(-1)).toBe(true);
});
