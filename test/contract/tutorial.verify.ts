import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { leadline, root, scratch } from "../helpers/cli.ts";

const { folder, remove } = scratch();
afterAll(remove);

it("12: the tutorial's commands, one after the other, do what it says", async () => {
  const text = readFileSync(join(root, "docs/tutorial.md"), "utf8");
  const lines = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, code = ""]) =>
    code.trim().split("\n"),
  );
  expect(lines.length).toBeGreaterThan(4);
  const said = new Map<string, string>();
  for (const line of lines) {
    const [tool, ...args] = line.split(" ");
    expect(tool).toBe("leadline");
    const ran = await leadline(args, { cwd: folder });
    expect(ran.code, `${line}\n${ran.stderr}`).toBe(0);
    said.set(args[0] ?? "", ran.stdout + ran.stderr);
  }
  expect(readFileSync(join(folder, "study.yaml"), "utf8")).toContain("ASSUMED");
  expect(said.get("check")).toContain("0 faults");
  expect(said.get("run")).toContain("report.html");
  // the one run of the list has a verdict of the tutorial's table
  expect(said.get("runs")).toMatch(/(change|pilot|drop|cannot tell)$/m);
});
