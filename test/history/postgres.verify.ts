import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { loadHistory } from "../../src/history/load.ts";
import { run } from "../../src/workbench/run.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { postgresOf } from "../export/judges/postgres.ts";
import { scratch } from "../helpers/cli.ts";
import { quickStudy, replaceIn, type TinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
const variable = "LEADLINE_TEST_DATABASE";
const secret = "s3cret-of-the-test";

afterAll(() => {
  delete process.env[variable];
  remove();
});

const serverOf = postgresOf(folder, (server) => {
  const tiny = quickStudy();
  const types = {
    leads: "lead_id text, created_at timestamp, domain text, title text, employees int, email text",
    activities: "lead_id text, activity text, occurred_at timestamp with time zone",
    stages: "lead_id text, stage text, entered_at text",
  } as const;
  server.psql("SET TimeZone = 'UTC';");
  for (const name of ["leads", "activities", "stages"] as const) {
    server.psql(`CREATE TABLE ${name} (${types[name]});`);
    // the server's own zone is another: instants must not hang on it
    server.psql(
      `COPY ${name} FROM STDIN (FORMAT csv)`,
      `${tiny[name]
        .slice(1)
        .map((row) => (name === "activities" ? `${row}Z` : row))
        .join("\n")}\n`,
    );
  }
  server.psql(
    "ALTER DATABASE postgres SET TimeZone = 'Asia/Tokyo'; ALTER DATABASE postgres SET DateStyle = 'SQL, DMY';",
  );
  process.env[variable] = server.url(secret);
});

/** The quick study with its files, or with queries for them. */
function study(queries: boolean): TinyStudy {
  const tiny = quickStudy();
  if (queries)
    for (const name of ["leads", "activities", "stages"] as const)
      replaceIn(tiny, `file: ${name}.csv`, `query: "SELECT * FROM ${name};", url: env:${variable}`);
  return tiny;
}

/** result.json without what names the tables: the digest is over their names too. */
function resultIn(path: string): unknown {
  const result = JSON.parse(readFileSync(path, "utf8"));
  const names = (text: string): string => text.replace(/query of (\w+)(\[\d\])?/g, "$1.csv");
  return JSON.parse(names(JSON.stringify({ ...result, run: "", data: { ...result.data, digest: "" } })));
}

it("9.5: queries of a PostgreSQL give the same result.json as the same data from files", async (context) => {
  serverOf(context);
  const results = [];
  for (const queries of [false, true]) {
    const path = writeStudy(join(folder, queries ? "queries" : "files"), study(queries));
    const { folder: made } = await run({ study: path, out: join(folder, queries ? "out-q" : "out-f") });
    results.push(resultIn(join(made, "result.json")));
    if (queries)
      for (const name of ["result.json", "report.md", "report.html", "manifest.json", "log.jsonl"])
        expect(readFileSync(join(made, name), "utf8")).not.toContain(secret);
  }
  expect(results[1]).toEqual(results[0]);
}, 120_000);

it("9.5: a query that fails, an address that fails and a missing variable say why, without the secret", async (context) => {
  const server = serverOf(context);
  const told = async (edit: (tiny: TinyStudy) => void, name: string): Promise<LeadlineError> => {
    const tiny = study(true);
    edit(tiny);
    const { study: read, folder: of } = await openStudy(writeStudy(join(folder, name), tiny));
    const error = await loadHistory(read, of).catch((error: unknown) => error);
    if (!(error instanceof LeadlineError)) throw new Error("it should have been refused");
    expect(`${error.message}${error.stack}${String(error.cause)}`).not.toContain(secret);
    return error;
  };
  const table = await told((tiny) => replaceIn(tiny, "FROM leads;", "FROM lead;"), "no-table");
  expect([table.exit, table.faults[0]?.code]).toEqual([2, "query-failed"]);
  expect(table.faults[0]?.what).toContain('relation "lead" does not exist, at "lead"');
  expect(table.faults[0]?.where.line).toBeGreaterThan(1);
  const column = await told(
    (tiny) => replaceIn(tiny, "SELECT * FROM leads;", "SELECT created_at FROM leads"),
    "no-column",
  );
  expect(column.faults[0]?.code).toBe("missing-column");
  const empty = await told((tiny) => replaceIn(tiny, "FROM leads;", "FROM leads WHERE false"), "empty");
  expect([empty.exit, empty.faults[0]?.code]).toEqual([3, "empty-query"]);
  const writing = await told(
    (tiny) => replaceIn(tiny, "SELECT * FROM leads;", "DELETE FROM leads RETURNING *"),
    "writing",
  );
  expect(writing.exit).toBeGreaterThan(0);
  expect(server.psql("SELECT count(*) FROM leads;").trim()).toBe("900");
  const address = process.env[variable];
  process.env[variable] = `postgresql://test:${secret}@127.0.0.1:1/none`;
  const down = await told(() => {}, "down");
  expect([down.exit, down.faults[0]?.code]).toEqual([4, "database-failed"]);
  delete process.env[variable];
  const none = await told(() => {}, "unset");
  expect([none.exit, none.faults[0]?.code]).toEqual([2, "no-variable"]);
  process.env[variable] = address;
});

it("9.5: an interrupted query is cancelled on the server", async (context) => {
  const server = serverOf(context);
  const tiny = study(true);
  // every row of the lead's table waits: the whole would take 15 minutes
  replaceIn(tiny, "SELECT * FROM leads;", "SELECT *, pg_sleep(1)::text AS waits FROM leads");
  const { study: read, folder: of } = await openStudy(writeStudy(join(folder, "slow"), tiny));
  const stop = new AbortController();
  const running = () =>
    server
      ?.psql(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'leadline' AND state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid();",
      )
      .trim();
  const loading = loadHistory(read, of, { signal: stop.signal }).catch((error: unknown) => error);
  for (let i = 0; i < 100 && running() !== "1"; i++) await new Promise((done) => setTimeout(done, 100));
  expect(running()).toBe("1");
  stop.abort();
  const error = await loading;
  expect(error instanceof Error && error.name).toBe("AbortError");
  for (let i = 0; i < 50 && running() !== "0"; i++) await new Promise((done) => setTimeout(done, 100));
  expect(running()).toBe("0");
}, 60_000);
