import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  conclude,
  edited,
  fit as fitAll,
  judge,
  load,
  openStudy,
  type StudioFile,
  StudioSession,
} from "../../src/index.ts";
import { studioApp } from "../../src/workbench/studio/app.ts";
import type { Replay } from "../../src/workbench/studio/session.ts";
import { root, scratch } from "../helpers/cli.ts";
import { command } from "../helpers/in-process.ts";
import { quickStudy, replaceIn, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

const none = { definitions: {}, capacity: {} };

describe("11.31: edits of a study file", () => {
  const text = `# the quarter's study
definitions:                     # what is compared
  incumbent: { stage: mql, incumbent: true }   # as it was run
  written:   { when: "hand_points >= 30" }     # by marketing
  # a longer one
  long:
    any: [ "demo_request_30d >= 1", "hand_points >= 50" ]
    except: "free_email"
capacity: { reps: 1, leads_per_rep_per_day: 1 } # stated
backtest: { quarters: 4 }
`;
  const edit = (definitions: Record<string, string | null>, capacity = {}) =>
    edited(text, { definitions, capacity });

  it("write over the values that change, and nothing else", () => {
    expect(edited(text, none)).toBe(text);
    expect(edit({ written: '{ when: "hand_points >= 40" }' })).toBe(
      text.replace('"hand_points >= 30"', '"hand_points >= 40"'),
    );
    expect(edit({ long: '{ when: "demo_request_30d >= 2" }' })).toBe(
      text.replace(/long:\n.*\n.*\n/, 'long:\n    { when: "demo_request_30d >= 2" }\n'),
    );
    expect(edit({}, { reps: 2.5 })).toBe(text.replace("reps: 1", "reps: 2.5"));
  });

  it("add and take out definitions with their line", () => {
    expect(edit({ demo: '{ when: "demo_request_7d >= 1" }' })).toBe(
      text.replace(
        'except: "free_email"\n',
        'except: "free_email"\n  demo: { when: "demo_request_7d >= 1" }\n',
      ),
    );
    expect(edit({ written: null })).toBe(text.replace(/ {2}written.*\n/, ""));
    const flow = "definitions: { a: { stage: mql }, b: { stage: sql } }\n";
    expect(edited(flow, { definitions: { b: null, c: "{ stage: won }" }, capacity: {} })).toBe(
      "definitions: { c: { stage: won }, a: { stage: mql } }\n",
    );
  });

  it("keep line ends, and a value of several lines stands on one", () => {
    const windows = text.replaceAll("\n", "\r\n");
    expect(edited(windows, { definitions: { demo: "{ when: x }" }, capacity: {} })).toBe(
      windows.replace('except: "free_email"\r\n', 'except: "free_email"\r\n  demo: { when: x }\r\n'),
    );
    expect(edit({ written: 'any:\n  - "a >= 1"\n  - "b >= 2"\n' })).toContain(
      'written:   { any: [ "a >= 1", "b >= 2" ] }     # by marketing',
    );
  });

  it("are refused where they are no value, or would break out of their place", () => {
    expect(() => edit({ written: "{ when: " })).toThrow(/cannot be read/);
    expect(() => edit({ written: "" })).toThrow(/cannot be read/);
    expect(() => edit({ "a: {}\nmodels": "{ stage: mql }" })).toThrow(/no name for a definition/);
  });
});

describe("11.31: the studio", async () => {
  const tiny = quickStudy();
  replaceIn(tiny, "definitions:", "definitions:   # what we compare");
  const path = writeStudy(join(folder, "study"), tiny);
  const session = await StudioSession.open({ study: path, out: join(folder, "reports") });
  const host = "127.0.0.1:4680";
  const app = studioApp(session, [host], "secret");
  const ask = async (at: string, headers: Record<string, string> = {}, body?: unknown) =>
    app.request(`http://${host}${at}`, {
      headers: { host, "x-leadline": "secret", "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
  const read = async <T>(reply: Response): Promise<T> => reply.json();
  const file = async (): Promise<StudioFile> => read<StudioFile>(await ask("/api/study"));
  const faultsOf = async (reply: Response): Promise<readonly string[]> =>
    (await read<{ faults: string[] }>(reply)).faults;

  it("serves its page and refuses every other host, origin, site and request without the token", async () => {
    const page = await ask("/");
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(page.headers.get("cache-control")).toBe("no-store");
    for (const headers of [
      { host: "evil.example" },
      { host: "evil.example:4680" },
      { origin: "http://evil.example" },
      { origin: "http://127.0.0.1:9999" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
    ])
      for (const at of ["/", "/api/study", "/report/x"])
        expect((await ask(at, headers)).status, JSON.stringify(headers)).toBe(403);
    expect((await ask("/api/study", { "x-leadline": "guess" })).status).toBe(403);
    const { base } = await file();
    const edits = { ...none, capacity: { reps: 9 } };
    expect((await ask("/api/save", { origin: "http://evil.example" }, { base, edits })).status).toBe(403);
    expect(readFileSync(path, "utf8")).toBe(tiny.study);
    expect((await ask("/", { origin: `http://${host}`, "sec-fetch-site": "same-origin" })).status).toBe(200);
  });

  it("replays an edit to what the edited study finds by itself, and shows its report", async () => {
    const { base } = await file();
    const edits = { definitions: { written: '{ when: "hand_points >= 40" }' }, capacity: { reps: 2 } };
    const reply = await ask("/api/replay", {}, { base, edits });
    expect(reply.status).toBe(200);
    const { id, view } = await read<Replay>(reply);
    writeStudy(join(folder, "edited"), { ...tiny, study: edited(tiny.study, edits) });
    const { study, folder: of } = await openStudy(join(folder, "edited/study.yaml"));
    const judged = await judge(await fitAll(await load(study, of)));
    const result = conclude(judged, { run: "x", candidatesTried: 0, seeded: false });
    const pooled = result.definitions.written?.pooled;
    const row = view.rows.find(({ name }) => name === "written");
    expect(row?.cells[0]).toContain((pooled?.perQuarter.value ?? 0).toFixed(1));
    expect(row?.cells[2]).toBe(`${Math.round((pooled?.volume ?? 0) / (pooled?.quarters ?? 1))}`);
    const report = await ask(`/report/${id}`);
    expect(report.status).toBe(200);
    expect(await report.text()).toContain('id="explorer-data"');
    expect((await ask("/report/nothing")).status).toBe(404);
    // a replay saves nothing, and counts as a try
    expect(readFileSync(path, "utf8")).toBe(tiny.study);
    const again = await ask("/api/replay", {}, { base, edits: none });
    expect((await read<Replay>(again)).view.tries).toMatch(/^3 definitions were tried/);
  });

  it("says what is wrong with an edit, where it stands", async () => {
    const { base } = await file();
    const edits = { ...none, definitions: { written: '{ when: "hand_pints >= 40" }' } };
    const reply = await ask("/api/replay", {}, { base, edits });
    expect(reply.status).toBe(400);
    expect((await faultsOf(reply))[0]).toMatch(/study\.yaml:\d+:\d+ .*hand_pints/);
    const shapeless = await ask("/api/replay", {}, { base, edits: { definitions: { written: 7 } } });
    expect(shapeless.status).toBe(400);
  });

  it("saves into the study file with its comments, and refuses a save over another's", async () => {
    const [one, two] = [await file(), await file()];
    const edits = { definitions: { fresh: '{ when: "demo_request_7d >= 1" }' }, capacity: { reps: 2 } };
    const saved = await ask("/api/save", {}, { base: one.base, edits });
    expect(saved.status).toBe(200);
    const text = readFileSync(path, "utf8");
    expect(text).toBe(edited(tiny.study, edits));
    expect(text).toContain("definitions:   # what we compare");
    expect((await read<StudioFile>(saved)).definitions).toHaveProperty("fresh");
    const stale = await ask("/api/save", {}, { base: two.base, edits: { ...none, capacity: { reps: 5 } } });
    expect(stale.status).toBe(409);
    expect((await faultsOf(stale))[0]).toMatch(/changed since this page was opened/);
    expect(readFileSync(path, "utf8")).toBe(text);
    // what was loaded otherwise asks for a new start
    writeFileSync(path, text.replace("within: 60 days", "within: 30 days"));
    expect((await ask("/api/study")).status).toBe(400);
    writeFileSync(path, text);
  });
});

it("11.31: leadline studio prints its address, answers it alone, and ends with 130 at Ctrl-C", async () => {
  const study = writeStudy(join(folder, "cli"), quickStudy());
  const child = spawn(
    process.execPath,
    [join(root, "dist/cli/main.js"), "studio", study, "--no-open", "--out", join(folder, "cli-out")],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const url = await new Promise<string>((done) => {
    child.stdout.on("data", (text) => done(String(text).trim()));
  });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("Definitions and capacity");
  expect((await fetch(url, { headers: { origin: "http://evil.example" } })).status).toBe(403);
  const ended = new Promise((done) => child.on("close", done));
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  const refused = await command(["studio", study, "--port", "70000"]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("--port takes a whole number from 0 to 65535");
});
