import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { publish, revert, status } from "../../src/workbench/publish/publish.ts";
import { scratch } from "../helpers/cli.ts";
import { command } from "../helpers/in-process.ts";
import { refusal } from "../helpers/outcome.ts";
import { weightsFile } from "./fixture.ts";

/** What the ledger names may be lost or changed on the disk: production never fetches it, and nothing else is held up. */

const { folder, remove } = scratch();
afterAll(remove);
const first = weightsFile(folder, { version: "1.0.0" });
const second = weightsFile(folder, { version: "1.1.0", intercept: 7 });
const third = weightsFile(folder, { version: "1.2.0", intercept: 9 });
const asked = (name: string, to = "production") => ({
  folder: join(folder, name, "published"),
  to,
  by: "ana",
  because: "October review",
  now: new Date("2026-10-05T09:30:00Z"),
});
const overrule = new Map([
  ["calibration", "made for a test"],
  ["drift", "made for a test"],
]);
const codes = (faults: readonly { readonly code: string }[]): string[] => faults.map(({ code }) => code);

/** The path of the kept file of a version. */
function keptOf(at: string, version: string): string {
  const name = readdirSync(join(at, "weights")).find((file) => file.includes(version));
  return join(at, "weights", name ?? "none");
}

it("weights that were changed where they are kept are told, and never copied to where production fetches them", async () => {
  const at = asked("changed");
  await publish({ ...at, weights: first.file, overrule });
  const live = join(at.folder, "live/production.json");
  const before = readFileSync(live, "utf8");
  for (const damage of [
    "junk",
    before.slice(0, 300),
    before.replace('"intercept":0', '"intercept":5'),
    // whole weights, but others
    readFileSync(second.file, "utf8"),
  ]) {
    writeFileSync(keptOf(at.folder, "1.0.0"), damage);
    const found = await status(at.folder);
    expect(codes(found.amiss)).toEqual(["published-weights-damaged"]);
    expect(found.live[0]?.champion?.weights.version).toBe("1.0.0");
    expect(readFileSync(live, "utf8")).toBe(before);
  }
  const said = await command(["status", "--out", join(folder, "changed/reports")], {});
  expect([said.code, said.stdout.includes("made 1.0.0")]).toEqual([4, true]);
  expect(said.stderr.replace(/\s+/g, " ")).toContain("1.0.0");
  // what it says to do: the file of their run, copied there
  writeFileSync(keptOf(at.folder, "1.0.0"), readFileSync(first.file));
  expect((await status(at.folder)).amiss).toEqual([]);
});

it("other weights can be published, and bad ones taken back, while those that go are lost", async () => {
  const at = asked("lost");
  await publish({ ...at, weights: first.file, overrule });
  await publish({ ...at, weights: second.file, overrule });
  rmSync(keptOf(at.folder, "1.1.0"));
  const back = await revert(at);
  expect([back.entry.weights.version, ...codes(back.warnings)]).toEqual(["1.0.0", "published-weights-gone"]);
  writeFileSync(keptOf(at.folder, "1.0.0"), "junk");
  const next = await publish({ ...at, weights: third.file, overrule });
  expect([next.entry.weights.version, ...codes(next.warnings)]).toEqual([
    "1.2.0",
    "published-weights-damaged",
  ]);
  expect(readFileSync(join(at.folder, "live/production.json"), "utf8")).toBe(
    readFileSync(third.file, "utf8"),
  );
  // but nobody goes back to what is lost
  expect(await refusal(revert(at))).toEqual({ exit: 4, codes: ["published-weights-damaged"] });
});

it("one place's lost weights hold up no other place", async () => {
  const staging = asked("places", "staging");
  await publish({ ...staging, weights: first.file, overrule });
  rmSync(keptOf(staging.folder, "1.0.0"));
  const done = await publish({ ...asked("places"), weights: second.file, overrule });
  expect(codes(done.warnings)).toEqual(["published-weights-gone"]);
  expect(readFileSync(done.file, "utf8")).toBe(readFileSync(second.file, "utf8"));
});

it("an entry whose copy cannot be written says that it holds, and the way cleared, status writes the copy", async () => {
  const at = asked("held");
  await publish({ ...at, weights: first.file, overrule });
  const live = join(at.folder, "live/production.json");
  rmSync(live);
  mkdirSync(live);
  const refused = publish({ ...at, weights: second.file, overrule });
  expect(await refusal(refused)).toEqual({ exit: 4, codes: ["live-not-written"] });
  expect(String(await refused.catch((error: unknown) => error))).toContain("production.json");
  expect((await status(at.folder)).live[0]?.champion?.weights.version).toBe("1.1.0");
  rmSync(live, { recursive: true });
  expect((await status(at.folder)).warnings).toEqual([]);
  expect(readFileSync(live, "utf8")).toBe(readFileSync(second.file, "utf8"));
});

it("a gate overruled without a reason is told how to give it one", async () => {
  const none = publish({ ...asked("none"), weights: first.file, overrule: new Map([["drift", " "]]) });
  expect(String(await none.catch((error: unknown) => error))).toContain('--overrule drift="');
});
