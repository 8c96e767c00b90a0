import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { root } from "../helpers/cli.ts";
import { tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

// inside the package, so that its scripts may import it by its name
const folder = mkdtempSync(join(root, "reports/.readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("12: the README's lines of TypeScript run as they stand, in its order, beside a study.yaml", () => {
  writeStudy(folder, tinyStudy());
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const code = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, lines = ""]) => lines);
  expect(code).toHaveLength(2);
  const said: string[] = [];
  for (const [i, lines] of code.entries()) {
    const script = join(folder, `block-${i}.mjs`);
    // what the last line makes is looked at
    writeFileSync(script, i === 0 ? lines : `${lines}\nconsole.log(moreReps.judged.capacity.reps);\n`);
    const {
      status: exit,
      stdout,
      stderr,
    } = spawnSync(process.execPath, [script], { cwd: folder, encoding: "utf8" });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    said.push(stdout.trim());
  }
  const [sentence = "", reps] = said;
  expect(sentence).toMatch(/^(Pilot|Change|Drop|Cannot tell) .*\.$/);
  expect(reps).toBe("8");
});
