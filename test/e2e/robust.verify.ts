import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { leadline, scratch } from "../helpers/cli.ts";
import { ended, startLeadline, startScript } from "../helpers/node.ts";
import { quickStudy, writeStudy } from "../helpers/tiny-study.ts";

/** What surrounds a run may fail: disks, terminals, other programs. Each is met with a sentence and its exit code. */

const { folder, remove } = scratch();
afterAll(remove);
const study = writeStudy(join(folder, "study"), quickStudy());
const full = existsSync("/dev/full");
const main = new URL("../../dist/cli/main.js", import.meta.url).pathname;
/** The tool under a shell, for redirections. */
const shell = (line: string) =>
  ended(
    startScript(
      `import { spawnSync } from "node:child_process";
       const r = spawnSync("bash", ["-c", process.argv[1]], { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
       process.stdout.write(r.stdout); process.stderr.write(r.stderr); process.exit(r.status);`,
      [`node '${main}' ${line}`],
    ),
  );

describe.skipIf(!full)("7.24 F10: output that cannot be written", () => {
  it("is exit 4 and a sentence on stderr", async () => {
    const { code, stderr } = await shell(`check '${study}' > /dev/full`);
    expect(code).toBe(4);
    expect(stderr).toContain("cannot write to standard output: the disk is full\n");
    expect(stderr).not.toMatch(/\n\s+at |Error:/);
  });

  it("is exit 4 where nothing can be said", async () => {
    expect((await shell(`check '${join(folder, "absent.yaml")}' 2> /dev/full`)).code).toBe(4);
  });
});

it("7.24 F11: a simulation that is stopped leaves the study that was there", async () => {
  const out = join(folder, "simulated");
  mkdirSync(out);
  writeFileSync(join(out, "leads.csv"), "mine");
  const child = startLeadline(["simulate", "--leads", "400000", "--out", out]);
  const end = ended(child);
  for (let k = 0; k < 2000 && readdirSync(out).length < 2; k++) await wait(5);
  child.kill("SIGINT");
  expect(await end).toMatchObject({ code: 130, stderr: "interrupted; no partial files were left behind\n" });
  expect(readdirSync(out)).toEqual(["leads.csv"]);
  expect(readFileSync(join(out, "leads.csv"), "utf8")).toBe("mine");
});

it("7.24 F21: a closed terminal is an interruption", async () => {
  const out = join(folder, "hung-up");
  const child = startLeadline(["simulate", "--leads", "400000", "--out", out]);
  const end = ended(child);
  for (let k = 0; k < 2000 && !existsSync(out); k++) await wait(5);
  child.kill("SIGHUP");
  expect((await end).code).toBe(130);
});

it("7.24: a number of leads that no disk holds is refused", async () => {
  const { code, stderr } = await leadline(["simulate", "--leads", "1e12", "--out", join(folder, "no")]);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: "--leads must be 10,000,000 or less; 1000000000000 was given\n  for example --leads 20000\n",
  });
  expect(existsSync(join(folder, "no"))).toBe(false);
});

it("7.24 F26: a file that was put into a run folder is told", async () => {
  const out = join(folder, "added");
  const first = await leadline(["run", study, "--out", out, "--quiet"]);
  expect(first.code).toBe(0);
  const [name = ""] = readdirSync(join(out, "tiny"));
  writeFileSync(join(out, "tiny", name, "weights/extra.json"), "{}");
  const { code, stderr } = await leadline(["run", study, "--out", out]);
  expect(code).toBe(0);
  expect(stderr.replace(/\s+/g, " ")).toContain(
    "holds 1 file that the run did not write: weights/extra.json",
  );
});
