import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NEVER } from "../../src/base/time.ts";
import { definitionPipelines } from "../../src/funnel/definitions.ts";
import type { Result } from "../../src/result/type.ts";
import { withheldFunnel } from "../../src/result/withheld.ts";
import type { Loaded } from "../../src/workbench/loaded.ts";
import { load } from "../../src/workbench/pipeline.ts";
import { run } from "../../src/workbench/run.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { command } from "../helpers/in-process.ts";
import { writeMade } from "./made.ts";

const place = scratch();
let path: string;
let of: Loaded;
beforeAll(async () => {
  path = writeMade(join(place.folder, "made"));
  const { study, folder } = await openStudy(path);
  of = await load(study, folder, {});
});
afterAll(() => place.remove());

const at = (day: string): number => Date.parse(`${day}T23:59:59Z`) / 1000;
const leadOf = (name: string): number => of.history.leads.ids.indexOf(name);

/** When leads of the made study are passed on: L0 to L99 on 10 January, L100 to L149 on 10 February, L150 to L199 five days before as_of. */
const passedOn = (): Int32Array => {
  const times = new Int32Array(of.history.leads.count).fill(NEVER);
  for (let i = 0; i < 200; i++)
    times[leadOf(`L${i}`)] = i < 150 ? (of.history.leads.created[leadOf(`L${i}`)] ?? 0) : at("2024-03-10");
  return times;
};

describe("11: pipeline and revenue by definition, counted by hand", () => {
  it("customers to come by how long others took, and the money of deals that were created after", () => {
    const known = { ...of, labels: { ...of.labels, asOf: at("2024-03-15") } };
    const { quarter, rows } = definitionPipelines(known, [
      { name: "wide", quarters: ["2024-Q1"], at: passedOn() },
    ]);
    expect(quarter).toBe("2024-Q2");
    // 15 have won on day 30 and 14 were lost on day 5; fifty are five days old, and 136 lived to see day 30: of those who
    // were not lost 15 in 136 go on, all of them in the quarter that begins in 16 days
    const expected = (50 * 15) / 136;
    expect(rows.wide).toMatchObject({
      mqls: 200,
      open: 200 - 15 - 14,
      outcomes: { value: expect.closeTo(expected, 9), n: 171 },
      customers: { value: expect.closeTo(expected, 9), n: 171 },
      won: { n: 15, amount: 1500 },
      pipeline: { n: 1, amount: 70 },
      // each of them 100
      revenue: { value: expect.closeTo(100 * expected, 6), n: 15 },
    });
    const { outcomes, revenue } = rows.wide ?? {};
    if (outcomes?.value == null || revenue?.value == null) throw new Error("nothing was told");
    expect([outcomes.low, outcomes.high]).toEqual([2, 9]);
    expect(revenue.low).toBeGreaterThan(200);
    expect(revenue.high).toBeLessThan(1000);
  });

  it("a deal that was there before its lead was passed on is none of the definition's", () => {
    const late = passedOn();
    // its deal was created on 20 January
    late[leadOf("L0")] = at("2024-01-20");
    late[leadOf("L1")] = at("2024-01-19");
    const { rows } = definitionPipelines(of, [{ name: "late", quarters: [], at: late }]);
    expect(rows.late?.won).toEqual({ n: 14, amount: 1400 });
  });

  it("open deals without an amount have none, rather than 0", () => {
    const { opportunities } = of.history;
    if (opportunities === undefined) throw new Error("the study has deals");
    const amount = opportunities.amount.map((x, deal) => (opportunities.state[deal] === 0 ? Number.NaN : x));
    const bare = { ...of, history: { ...of.history, opportunities: { ...opportunities, amount } } };
    const { rows } = definitionPipelines(bare, [{ name: "d", quarters: [], at: passedOn() }]);
    expect([rows.d?.pipeline, rows.d?.won]).toEqual([
      { n: 1, amount: null },
      { n: 15, amount: 1500 },
    ]);
  });

  it("says why there is no figure: too few have gone on, no deals, too few amounts", () => {
    const none = new Int32Array(of.history.leads.count).fill(NEVER);
    const told = (own: Loaded, times: Int32Array) =>
      definitionPipelines(own, [{ name: "d", quarters: [], at: times }]).rows.d;
    expect(told(of, none)).toMatchObject({
      mqls: 0,
      open: 0,
      outcomes: { value: null, reason: "fewer than 10 of them have gone on so far" },
      revenue: { value: null, reason: "fewer than 10 of them have gone on so far" },
      won: { n: 0, amount: 0 },
    });
    const { opportunities: _none, ...history } = of.history;
    expect(told({ ...of, history }, passedOn())).toMatchObject({
      won: null,
      pipeline: null,
      revenue: { value: null, reason: "the study names no opportunities, so that a win has no amount" },
    });
    const strict = { ...of, study: { ...of.study, minGroup: 16 } };
    expect(told(strict, passedOn())?.revenue).toMatchObject({
      reason: "fewer than 16 of them have won a deal with an amount",
    });
  });
});

describe("11: pipeline by definition in a run", () => {
  let result: Result;
  let out: string;
  let page: string;
  beforeAll(async () => {
    out = join(place.folder, "out");
    const made = await run({ study: path, out });
    result = made.result;
    page = readFileSync(join(made.folder, "report.md"), "utf8");
  });

  it("the incumbent's leads are those of the quarters, each once: 60 stamped and one whose deal implies it; 15 won 100 each, 14 were lost", () => {
    expect(result.funnel.definitions?.rows.incumbent).toMatchObject({
      mqls: 61,
      open: 32,
      // all open ones are older than any that won
      outcomes: { value: 0 },
      won: { n: 15, amount: 1500 },
      // one open deal would tell what it is worth
      pipeline: { n: null, amount: null },
      revenue: { value: 0 },
    });
  });

  it("leadline funnel --run and the report say the same", async () => {
    expect(page).toContain(
      "### Of the leads that incumbent has passed on so far, about 0 (0 to 0) should reach won in 2025-Q1",
    );
    expect(page).toContain(
      "| incumbent (from 2024-Q1 on) | 61 | 32 | 0 (0 to 0) | 0 (0 to 0) | 1,500 (15 deals) |",
    );
    const { stdout } = await command(["funnel", "--run", result.run, "--out", out]);
    expect(stdout).toMatch(/Definitions in 2025-Q1 +passed +open/);
    expect(stdout).toMatch(/ {2}incumbent +61 +32 +0 \(0 to 0\)/);
    expect(stdout).toMatch(/ {2}incumbent +1,500 +- +0 \(0 to 0\)/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("the money of fewer deals than min_group is withheld", () => {
    const { definitions } = withheldFunnel(result.funnel, 16);
    expect(definitions?.rows.incumbent).toMatchObject({
      mqls: 61,
      won: { n: null, amount: null },
    });
  });
});
