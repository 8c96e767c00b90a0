import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publish, revert, status } from "../../src/workbench/publish/publish.ts";
import { leadline, scratch } from "../helpers/cli.ts";
import { command } from "../helpers/in-process.ts";
import { refusal } from "../helpers/outcome.ts";
import { weightsFile } from "./fixture.ts";

const { folder, remove } = scratch();
afterAll(remove);
const first = weightsFile(folder, { version: "1.0.0" });
const second = weightsFile(folder, { version: "1.1.0", intercept: 7 });
const third = weightsFile(folder, { version: "1.2.0", intercept: 9 });
const why = new Map([
  ["calibration", "made for a test"],
  ["drift", "made for a test"],
]);
const now = new Date("2026-10-05T09:30:00Z");
const asked = (name: string) => ({
  folder: join(folder, name),
  to: "production",
  by: "ana",
  because: "October review",
  now,
});

const liveVersion = async (name: string): Promise<string | undefined> =>
  (await status(join(folder, name))).live[0]?.champion?.weights.version;

describe("publish and revert", () => {
  it("10: the last published is live, and each revert goes one back", async () => {
    const at = asked("stack");
    for (const { file } of [first, second, third]) await publish({ ...at, weights: file, overrule: why });
    expect(await liveVersion("stack")).toBe("1.2.0");
    await revert(at);
    expect(await liveVersion("stack")).toBe("1.1.0");
    await revert(at);
    expect(await liveVersion("stack")).toBe("1.0.0");
    expect(readFileSync(join(at.folder, "live/production.json"), "utf8")).toBe(
      readFileSync(first.file, "utf8"),
    );
    expect(await refusal(revert(at))).toEqual({ exit: 2, codes: ["nothing-before"] });
    // what was taken back can be published anew, and then taken back again
    await publish({ ...at, weights: third.file, overrule: why });
    await revert(at);
    expect(await liveVersion("stack")).toBe("1.0.0");
  });

  it("10: the challenger stands beside the champion until it is withdrawn or published", async () => {
    const at = asked("challenger");
    await publish({ ...at, weights: first.file, overrule: why });
    await publish({ ...at, weights: second.file, overrule: why, role: "challenger" });
    const both = await status(at.folder);
    expect(both.live[0]?.champion?.weights.sha256).toBe(first.weights.sha256);
    expect(both.live[0]?.challenger?.weights.sha256).toBe(second.weights.sha256);
    expect(existsSync(join(at.folder, "live/production.challenger.json"))).toBe(true);
    await publish({ ...at, weights: second.file, overrule: why });
    expect((await status(at.folder)).live[0]).toMatchObject({
      champion: { weights: { version: "1.1.0" } },
      challenger: null,
    });
    expect(existsSync(join(at.folder, "live/production.challenger.json"))).toBe(false);
  });

  it("10: places do not mix", async () => {
    const at = asked("places");
    await publish({ ...at, weights: first.file, overrule: why });
    await publish({ ...at, to: "staging", weights: second.file, overrule: why });
    expect((await status(at.folder)).live.map(({ to, champion }) => [to, champion?.weights.version])).toEqual(
      [
        ["production", "1.0.0"],
        ["staging", "1.1.0"],
      ],
    );
    expect(await refusal(revert({ ...at, to: "prod" }))).toEqual({ exit: 2, codes: ["nothing-live"] });
  });

  it("10: the ledger says by whom, why and since when, and keeps the reason of what was overruled", async () => {
    const at = asked("words");
    await publish({ ...at, weights: first.file, overrule: why });
    const [line = ""] = readFileSync(join(at.folder, "ledger.jsonl"), "utf8").split("\n");
    expect(JSON.parse(line)).toMatchObject({
      at: "2026-10-05T09:30:00Z",
      action: "publish",
      to: "production",
      by: "ana",
      because: "October review",
      weights: { name: "made", version: "1.0.0", sha256: first.weights.sha256 },
      gates: [
        { gate: "parity", passed: true, overruled: null },
        { gate: "calibration", passed: false, overruled: "made for a test" },
        { gate: "drift", passed: false, overruled: "made for a test" },
      ],
      previous: null,
    });
  });
});

describe("what is refused", () => {
  it("10: gates that are not passed and not overruled, all at once, with exit 1 and nothing written", async () => {
    const at = asked("gates");
    expect(await refusal(publish({ ...at, weights: first.file }))).toEqual({
      exit: 1,
      codes: ["gate-not-passed", "gate-not-passed"],
    });
    expect(existsSync(at.folder)).toBe(false);
    expect(
      await refusal(publish({ ...at, weights: first.file, overrule: new Map([["drif", "x"]]) })),
    ).toEqual({
      exit: 2,
      codes: ["usage"],
    });
  });

  it("10: weights that were edited, are cut off, or of another schema", async () => {
    const text = readFileSync(first.file, "utf8");
    const bad = join(folder, "bad.json");
    const tried = async (content: string): Promise<unknown> => {
      writeFileSync(bad, content);
      return await refusal(publish({ ...asked("bad"), weights: bad, overrule: why }));
    };
    expect(await tried(text.replace('"intercept":0', '"intercept":5'))).toEqual({
      exit: 2,
      codes: ["weights-damaged"],
    });
    expect(await tried(text.slice(0, 500))).toEqual({ exit: 2, codes: ["weights-not-json"] });
    expect(await tried(text.replace('"schemaVersion":1', '"schemaVersion":2'))).toEqual({
      exit: 2,
      codes: ["weights-other-version"],
    });
    expect(await refusal(publish({ ...asked("bad"), weights: join(folder, "none.json") }))).toEqual({
      exit: 4,
      codes: ["cannot-read-weights"],
    });
  });

  it("10: a ledger whose past was changed, by the line after it", async () => {
    const at = asked("edited");
    for (const { file } of [first, second]) await publish({ ...at, weights: file, overrule: why });
    const ledger = join(at.folder, "ledger.jsonl");
    const text = readFileSync(ledger, "utf8");
    writeFileSync(ledger, text.replace('"by":"ana"', '"by":"bob"'));
    expect(await refusal(revert(at))).toEqual({ exit: 4, codes: ["ledger-broken"] });
    writeFileSync(ledger, text.split("\n").slice(1).join("\n"));
    expect(await refusal(status(at.folder))).toEqual({ exit: 4, codes: ["ledger-broken"] });
  });

  it("10: a line that was cut off while it was written counts for nothing, and the next entry takes its place", async () => {
    const at = asked("torn");
    await publish({ ...at, weights: first.file, overrule: why });
    const ledger = join(at.folder, "ledger.jsonl");
    writeFileSync(ledger, `${readFileSync(ledger, "utf8")}{"at":"2026-10-0`);
    expect(await liveVersion("torn")).toBe("1.0.0");
    expect((await status(at.folder)).warnings.map(({ code }) => code)).toEqual(["ledger-torn"]);
    const next = await publish({ ...at, weights: second.file, overrule: why });
    expect(next.warnings.map(({ code }) => code)).toEqual(["ledger-torn"]);
    expect(await liveVersion("torn")).toBe("1.1.0");
    expect((await status(at.folder)).warnings).toEqual([]);
    expect(readFileSync(ledger, "utf8").trimEnd().split("\n")).toHaveLength(2);
  });

  it("10: a last line that lost only its line break, as an editor leaves it, counts, and the next entry follows it", async () => {
    const at = asked("unbroken");
    await publish({ ...at, weights: first.file, overrule: why });
    await publish({ ...at, weights: second.file, overrule: why });
    const ledger = join(at.folder, "ledger.jsonl");
    const text = readFileSync(ledger, "utf8");
    writeFileSync(ledger, text.slice(0, -1));
    expect(await liveVersion("unbroken")).toBe("1.1.0");
    expect((await status(at.folder)).warnings).toEqual([]);
    await revert(at);
    expect(await liveVersion("unbroken")).toBe("1.0.0");
    const after = readFileSync(ledger, "utf8");
    expect(after.startsWith(text)).toBe(true);
    expect(after.trimEnd().split("\n")).toHaveLength(3);
  });

  it("10: an entry of nobody, which would make the ledger unreadable; one that an earlier version wrote is read", async () => {
    const at = asked("nobody");
    for (const by of ["", "  "])
      expect(await refusal(publish({ ...at, by, weights: first.file, overrule: why }))).toEqual({
        exit: 2,
        codes: ["usage"],
      });
    expect(existsSync(at.folder)).toBe(false);
    await publish({ ...at, weights: first.file, overrule: why });
    const ledger = join(at.folder, "ledger.jsonl");
    writeFileSync(ledger, readFileSync(ledger, "utf8").replace('"by":"ana"', '"by":""'));
    await publish({ ...at, weights: second.file, overrule: why });
    expect(await liveVersion("nobody")).toBe("1.1.0");
  });

  it("10: what is live already, and a folder that is none", async () => {
    const at = asked("twice");
    await publish({ ...at, weights: first.file, overrule: why });
    expect(await refusal(publish({ ...at, weights: first.file, overrule: why }))).toEqual({
      exit: 2,
      codes: ["already-live"],
    });
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    expect(
      (await refusal(publish({ ...at, folder: join(file, "published"), weights: first.file, overrule: why })))
        .exit,
    ).toBe(4);
  });
});

describe("a folder of what is live", () => {
  it("10: with the line breaks of Windows, as version control may give them, is read and added to", async () => {
    const at = asked("windows");
    await publish({ ...at, weights: first.file, overrule: why });
    await publish({ ...at, weights: second.file, overrule: why });
    const ledger = join(at.folder, "ledger.jsonl");
    writeFileSync(ledger, readFileSync(ledger, "utf8").replaceAll("\n", "\r\n"));
    expect(await liveVersion("windows")).toBe("1.1.0");
    await publish({ ...at, weights: third.file, overrule: why });
    await revert(at);
    expect(await liveVersion("windows")).toBe("1.1.0");
  });

  it("10: that cannot be written to is told as it is, and with what the copies in it lack", async () => {
    const at = asked("read-only");
    await publish({ ...at, weights: first.file, overrule: why });
    expect((await status(at.folder)).warnings).toEqual([]);
    rmSync(join(at.folder, "live"), { recursive: true });
    // a file where the folder should be: no rights of the user get past it
    writeFileSync(join(at.folder, "live"), "");
    const { live, warnings } = await status(at.folder);
    expect(live.map(({ champion }) => champion?.weights.version)).toEqual(["1.0.0"]);
    expect(warnings.map(({ code }) => code)).toEqual(["live-behind"]);
  });

  it("10: is not made by a revert of nothing, which names the places where there is something", async () => {
    const at = asked("nothing");
    expect(await refusal(revert(at))).toEqual({ exit: 2, codes: ["nothing-live"] });
    expect(existsSync(at.folder)).toBe(false);
    await publish({ ...at, weights: first.file, overrule: why, role: "challenger" });
    await publish({ ...at, to: "staging", weights: first.file, overrule: why });
    const said = await revert(at).catch((error: unknown) => String(error));
    expect(said).toContain("there are: staging");
  });
});

it("10: a database that is down hides nothing of what is live: told, and exit 4", async () => {
  const at = asked("down/published");
  await publish({ ...at, weights: first.file, overrule: why });
  const args = ["status", "--out", join(folder, "down/reports"), "--database"];
  const env = { LEDGER_AT: "postgresql://ana:nobody-knows@127.0.0.1:1/none" };
  const down = await command([...args, "LEDGER_AT"], env);
  expect(down.code).toBe(4);
  expect(down.stdout).toContain("1.0.0");
  expect(down.stderr).toContain("the database of LEDGER_AT failed");
  expect(down.stdout + down.stderr).not.toContain("nobody-knows");
  const json = await command([...args, "env:LEDGER_AT", "--json"], env);
  const { live, warnings } = JSON.parse(json.stdout);
  expect([json.code, json.stderr, live.length, warnings[0].code]).toEqual([4, "", 1, "database-failed"]);
  expect((await command([...args, "NOT_SET"], env)).code).toBe(2);
});

it("10: twelve at once leave twelve entries, each after the other", async () => {
  const at = asked("race");
  const places = Array.from({ length: 12 }, (_, i) => `place-${i}`);
  await Promise.all(places.map((to) => publish({ ...at, to, weights: first.file, overrule: why })));
  expect((await status(at.folder)).live.map(({ to }) => to).sort()).toEqual([...places].sort());
});

describe("from the command line", () => {
  const cwd = join(folder, "cli");
  beforeAll(() => {
    mkdirSync(cwd);
  });

  it("10: publish, status, revert say what was done, and status --json is one value", async () => {
    const line = (...args: string[]) => leadline(args, { cwd });
    const gates = ["--overrule", "calibration=no run", "drift=no run"];
    expect((await line("publish", first.file)).code).toBe(2);
    const shut = await line("publish", first.file, "--because", "first");
    expect(shut.code).toBe(1);
    expect(shut.stderr).toContain("the calibration gate is not passed");
    const done = await line("publish", first.file, "--because", "first", "--by", "ana", ...gates);
    expect(done).toMatchObject({ code: 0, stderr: "" });
    expect(done.stdout).toContain("is now live in production");
    await line("publish", second.file, "--because", "second", "--by", "ana", ...gates);
    const said = await line("status");
    expect(said.stdout).toContain("made 1.1.0");
    expect(said.stdout).toContain("by ana");
    const json = JSON.parse((await line("status", "--json", "--history")).stdout);
    expect(json.entries).toHaveLength(2);
    expect((await line("revert", "--because", "scores fell")).stdout).toContain("made 1.0.0");
  });
});
