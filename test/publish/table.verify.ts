import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { liveOf } from "../../src/publish/ledger.ts";
import { publish, revert, status } from "../../src/workbench/publish/publish.ts";
import { type Postgres, postgresOf } from "../export/judges/postgres.ts";
import { leadline, scratch } from "../helpers/cli.ts";
import { built } from "../helpers/node.ts";
import { weightsFile } from "./fixture.ts";

const { folder, remove } = scratch();
const variable = "LEADLINE_TEST_LEDGER";
const secret = "s3cret-of-the-ledger";
afterAll(() => {
  delete process.env[variable];
  remove();
});
const serverOf = postgresOf(folder, (server) => {
  process.env[variable] = server.url(secret);
});

const versions = ["1.0.0", "1.1.0", "1.2.0"].map(
  (version, i) => weightsFile(folder, { version, intercept: i }).file,
);
const [first = "", second = "", third = ""] = versions;
const overrule = new Map([
  ["calibration", "made for a test"],
  ["drift", "made for a 'test'; DROP TABLE leadline_ledger; --"],
]);
const at = (name: string, database: string | null = variable) => ({
  folder: join(folder, name),
  to: "production",
  by: "ana",
  because: `it's a "test" -- \\`,
  now: new Date("2026-10-05T09:30:00Z"),
  database,
});

/** Rows of the table, as the ledger would say them. */
const rows = ({ psql }: Postgres): unknown[] =>
  JSON.parse(
    psql(
      "SELECT coalesce(json_agg(json_build_array(n, action, place, role, version, because, digest IS NOT NULL) ORDER BY n), '[]') FROM leadline_ledger;",
    ),
  );
const dropped = ({ psql }: Postgres): string => psql("DROP TABLE IF EXISTS leadline_ledger CASCADE;");

it("10: the ledger's table has each entry, says what is live, and takes no change", async (context) => {
  const server = serverOf(context);
  const asked = at("whole");
  await publish({ ...asked, weights: first, overrule });
  await publish({ ...asked, weights: second, overrule });
  await publish({ ...asked, weights: third, overrule, role: "challenger" });
  await publish({ ...asked, to: "staging", weights: third, overrule, role: "challenger" });
  await publish({ ...asked, to: "staging", weights: third, overrule });
  await revert(asked);
  const { entries } = await status(asked.folder);
  const said = entries.map((e, i) => [i + 1, e.action, e.to, e.role, e.weights.version, e.because, true]);
  expect(rows(server)).toEqual(said);
  const live = [...liveOf(entries)].flatMap(([to, { champion, challenger }]) =>
    [champion, challenger].flatMap((e) => (e === null ? [] : [`${to}|${e.role}|${e.weights.version}`])),
  );
  const told = server
    .psql("SELECT place, role, version FROM leadline_live ORDER BY 1, 2;")
    .trim()
    .split("\n");
  expect(told).toEqual(live.sort());
  expect(told).toEqual([
    "production|challenger|1.2.0",
    "production|champion|1.0.0",
    "staging|champion|1.2.0",
  ]);
  const gate = server.psql("SELECT gates -> 2 ->> 'overruled' FROM leadline_ledger WHERE n = 1;").trim();
  expect(gate).toBe("made for a 'test'; DROP TABLE leadline_ledger; --");
  for (const change of [
    "UPDATE leadline_ledger SET version = '9'",
    "DELETE FROM leadline_ledger",
    "TRUNCATE leadline_ledger",
  ])
    expect(() => server.psql(`${change};`)).toThrow("only ever added to");
});

it("10: a table of another ledger is left alone, and a database that is down leaves the entry in the file", async (context) => {
  const server = serverOf(context);
  const before = rows(server);
  const done = await publish({ ...at("other"), weights: second, overrule });
  expect(done.warnings.map(({ code }) => code)).toEqual(["table-behind"]);
  expect(done.warnings[0]?.what).toContain("its entry 1 is another one");
  expect(rows(server)).toEqual(before);
  dropped(server);
  const address = process.env[variable] ?? "";
  process.env[variable] = `postgresql://test:${secret}@127.0.0.1:1/none`;
  const down = await publish({ ...at("other"), weights: third, overrule });
  process.env[variable] = address;
  expect(JSON.stringify(down)).not.toContain(secret);
  expect(down.warnings[0]?.what).toContain("the ledger has the entry");
  expect((await status(join(folder, "other"), variable)).added).toBe(2);
  expect((await status(join(folder, "other"), variable)).added).toBe(0);
  dropped(server);
});

it("10: by the command: LEADLINE_LEDGER alone keeps the table, and a variable that is not set is refused before", async (context) => {
  const server = serverOf(context);
  const out = join(folder, "cli/reports");
  const args = [
    "--because",
    "test",
    "--out",
    out,
    "--overrule",
    "calibration=test",
    "--overrule",
    "drift=test",
  ];
  const none = await leadline(["publish", first, ...args, "--database", "NO_SUCH_VARIABLE"]);
  expect([none.code, none.stderr]).toEqual([
    2,
    expect.stringContaining("NO_SUCH_VARIABLE, which --database names"),
  ]);
  const env = { LEADLINE_LEDGER: server.url(secret) };
  const done = await leadline(["publish", first, ...args], { env });
  expect([done.code, done.stderr]).toEqual([0, ""]);
  expect(done.stdout).not.toContain(secret);
  expect(rows(server)).toHaveLength(1);
  const told = await leadline(["status", "--json", "--out", out], { env });
  expect(JSON.parse(told.stdout).live).toHaveLength(1);
  dropped(server);
});

it("10.4: killed at 50 moments while it writes, the table holds whole entries from the first on, and the next command adds the rest", async (context) => {
  const server = serverOf(context);
  const asked = at("killed", null);
  await publish({ ...asked, weights: first, overrule });
  await publish({ ...asked, weights: second, overrule });
  await revert(asked);
  const { entries } = await status(asked.folder);
  const script = `import { keepTable } from ${JSON.stringify(built("workbench/publish/table.js"))};
console.log("begins");
await keepTable(${JSON.stringify(variable)}, ${JSON.stringify({ entries })});`;
  const held = new Set<number>();
  for (let k = 0; k < 50; k++) {
    dropped(server);
    await new Promise<void>((done) => {
      const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), 3 * k));
      child.on("close", () => done());
    });
    const there = server.psql("SELECT to_regclass('leadline_ledger') IS NOT NULL;").trim() === "t";
    const found = there ? rows(server).length : 0;
    // one transaction: all of them, or none
    expect([0, entries.length]).toContain(found);
    held.add(found);
    expect((await status(asked.folder, variable)).added).toBe(entries.length - found);
    expect(rows(server)).toHaveLength(entries.length);
  }
  expect([...held].sort()).toEqual([0, entries.length]);
});
