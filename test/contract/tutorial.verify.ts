import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { leadline, root, scratch } from "../helpers/cli.ts";

const { folder, remove } = scratch();
afterAll(remove);

const commandsOf = (page: string): string[] =>
  [...readFileSync(join(root, page), "utf8").matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, code = ""]) =>
    code.trim().split("\n"),
  );

it("12: the tutorial's commands, one after the other, do what it says; then those of the how-to", async () => {
  const lines = commandsOf("docs/tutorial.md");
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

  // the how-to's commands are about the one run that the tutorial left
  const [run = ""] = /^\d{4}-\d{2}-\d{2}-[0-9a-f]{8}/m.exec(said.get("runs") ?? "") ?? [];
  const recipes = commandsOf("docs/howto.md");
  expect(recipes.length).toBeGreaterThan(1);
  for (const line of recipes) {
    const [tool, ...args] = line.replace("RUN", run).split(" ");
    expect(tool).toBe("leadline");
    const ran = await leadline(args, { cwd: folder });
    expect(ran.code, `${line}\n${ran.stderr}`).toBe(0);
  }
  expect(readFileSync(join(folder, "exports/postgres/README.md"), "utf8")).toContain("psql");
  expect(existsSync(join(folder, "exports/dbt/models/leadline/lead_features.sql"))).toBe(true);
});
