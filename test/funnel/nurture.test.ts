import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { funnelFacts } from "../../src/funnel/facts.ts";
import { undatedStages } from "../../src/labels/funnel.ts";
import type { FunnelFacts, NurtureFacts } from "../../src/result/type.ts";
import { withheldFunnel } from "../../src/result/withheld.ts";
import { type Loaded, leadsOf } from "../../src/workbench/loaded.ts";
import { load } from "../../src/workbench/pipeline.ts";
import { openStudy, readStudy } from "../../src/workbench/study-file.ts";
import { type Connection, connect } from "../export/duckdb.ts";
import { scratch } from "../helpers/cli.ts";
import { command } from "../helpers/in-process.ts";

/** A stage history of leads that were all created on 10 January: lead, stage, time, reason. */
type Row = readonly [lead: number, stage: string, at: string, reason?: string];

const place = scratch();
afterAll(() => place.remove());

const day = (after: number, time = " 12:00:00"): string =>
  `${new Date(Date.UTC(2024, 0, 10 + after)).toISOString().slice(0, 10)}${time}`;

/** Writes a study of `leads` leads, and one with whom the recording of outcomes begins; gives its folder. */
function written(name: string, leads: number, rows: readonly Row[]): string {
  const folder = join(place.folder, name);
  mkdirSync(folder, { recursive: true });
  const ids = Array.from({ length: leads + 1 }, (_, i) => `L${i},2024-01-10 09:00:00`);
  writeFileSync(join(folder, "leads.csv"), `id,created\n${ids.join("\n")}\n`);
  writeFileSync(
    join(folder, "stages.csv"),
    `id,stage,at,reason\nL${leads},opportunity,${day(0)},\n${rows.map(([lead, stage, at, why = ""]) => `L${lead},${stage},${at},${why}`).join("\n")}\n`,
  );
  writeFileSync(
    join(folder, "study.yaml"),
    `leadline: 1
study: returned
as_of: 2024-12-31
sources:
  leads: { file: leads.csv, id: id, created: created }
  stages: { file: stages.csv, lead: id, stage: stage, at: at, reason: reason }
funnel: [lead, mql, sal, opportunity]
lost: [lost]
recycle: { nurture: Recycled }
handoff: sal
outcome: { reaches: opportunity, within: 90 days }
definitions: { incumbent: { stage: mql, incumbent: true } }
capacity: { reps: 1, leads_per_rep_per_day: 1 }
privacy: { min_group: 1 }
`,
  );
  return folder;
}

async function loaded(folder: string): Promise<Loaded> {
  const { study, folder: of } = await openStudy(join(folder, "study.yaml"));
  return load(study, of, {});
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe("11: time in nurture, counted by hand", () => {
  let folder: string;
  let of: Loaded;
  let funnel: FunnelFacts;
  beforeAll(async () => {
    folder = written("hand", 44, [
      ...range(0, 40).map((i): Row => [i, "mql", day(1)]),
      ...range(0, 30).map((i): Row => [i, "sal", day(2)]),
      // twenty that sales had taken, and two that it had not, come back on day 10
      ...[...range(0, 20), 38, 39].map(
        (i): Row => [i, "Recycled", day(10), i < 12 ? "Too early" : "No reply"],
      ),
      // eight of them are taken again 20 days later, four are lost after 40
      ...range(0, 8).map((i): Row => [i, "sal", day(30)]),
      ...range(8, 12).map((i): Row => [i, "lost", day(50)]),
      // one comes to nothing but an opportunity: on the 90th day, and one a second too late
      [12, "opportunity", day(100)],
      [13, "opportunity", day(100, " 12:00:01")],
      // one comes back once more and waits since then; its second row of nurture is no return
      [0, "nurture", day(40)],
      [0, "nurture", day(44)],
      // marketing has never passed these on
      ...range(40, 43).map((i): Row => [i, "nurture", day(3)]),
    ]);
    of = await loaded(folder);
    funnel = funnelFacts(leadsOf(of));
  });

  it("returns, what became of them, and how long it took", () => {
    const { nurture } = funnel;
    expect(nurture).toMatchObject({
      from: ["nurture"],
      to: "sal",
      leads: 22,
      n: 23,
      // an opportunity implies that sales took it
      wentOn: 10,
      lost: 4,
      waiting: 9,
      straight: 4,
      halfBy: 20,
      // 20 eight times, 90 and 90 and a second
      median: 20,
      days: 90,
      mature: 23,
      outcomes: 1,
      rate: { value: 1 / 23 },
      reasons: [
        { reason: "Too early", n: 12 },
        { reason: "No reply", n: 10 },
        { reason: null, n: 1 },
      ],
    });
    // nobody is censored before day 90, so that incidence is a share of all
    const at = (days: number) => nurture?.at.find((a) => a.days === days);
    expect(at(14)?.wentOn.value).toBe(0);
    expect(at(30)).toMatchObject({ wentOn: { value: expect.closeTo(8 / 23, 12) }, lost: 0 });
    expect(at(60)?.lost).toBeCloseTo(4 / 23, 12);
    expect(at(90)?.wentOn.value).toBeCloseTo(9 / 23, 12);
  });

  it("an MQL that is given back before sales takes it is rejected, with the reason of its return", () => {
    expect(funnel.acceptance).toMatchObject({
      n: 40,
      accepted: { value: 30 / 40 },
      rejected: { value: 2 / 40 },
      waiting: { value: 8 / 40 },
      reasons: [{ stage: "nurture", reason: "No reply", n: 2 }],
    });
  });

  it("the first entries of each lead, which the replay reads, stay what they were", async () => {
    const plain = written("plain", 44, []);
    writeFileSync(
      join(plain, "stages.csv"),
      // the same rows in the file, of which only the key in the study differs
      readFileSync(join(folder, "stages.csv")),
    );
    const text = readFileSync(join(plain, "study.yaml"), "utf8");
    writeFileSync(join(plain, "study.yaml"), text.replace(/recycle: .*\n/, ""));
    const without = await loaded(plain);
    expect(leadsOf(of).history.stages.first).toEqual(without.history.stages.first);
    expect(leadsOf(of).labels.lost).toEqual(without.labels.lost);
    expect(funnelFacts(without)).not.toHaveProperty("nurture");
    // a lead that was given back starts again; without the key it went back in the funnel
    expect([of, without].map(({ warnings }) => warnings.some(({ code }) => code === "went-back"))).toEqual([
      false,
      false,
    ]);
    expect(funnelFacts(without).speed).toEqual(funnel.speed);
    expect(of.history.leads.count).toBe(without.history.leads.count + 23);
  });

  it("of fewer leads than min_group nothing is told, and small reasons not either", () => {
    expect(withheldFunnel(funnel, 23).nurture).toBeNull();
    expect(withheldFunnel(funnel, 12).nurture?.reasons.map(({ reason }) => reason)).toEqual(["Too early"]);
  });

  it("leadline funnel says it", async () => {
    const { code, stdout } = await command(["funnel", join(folder, "study.yaml")]);
    expect(code).toBe(0);
    expect(stdout).toContain(`Time in nurture   by 7 d  by 30 d  by 90 d  half by  lost, 90 d
  nurture to sal     0.0     34.8     39.1   day 20        17.4
  23 returns of 22 leads; 9 still wait
  the outcome within 90 days of a return: 4.3 (0.7 to 21.6) of 100, 23 mature returns`);
  });
});

describe("11: time in nurture where days are known, but no times", () => {
  it("a return ranks behind what else happened on its day, and durations are whole days", async () => {
    const folder = written("dated", 3, [
      // taken and given back on one date: which came first is told by the rank
      [0, "sal", day(2, "")],
      [0, "nurture", day(2, "")],
      [0, "sal", day(32, "")],
      // given back in the morning of a day on which sales took it, known by its date alone
      [1, "sal", day(2, "")],
      [1, "nurture", day(2, " 08:00:00")],
      [1, "lost", day(12, "")],
      [2, "nurture", day(2, "")],
      [2, "opportunity", day(92, "")],
    ]);
    const { nurture } = funnelFacts(leadsOf(await loaded(folder)));
    expect(nurture).toMatchObject({ n: 2, wentOn: 1, lost: 1, straight: 1, halfBy: 30, median: 30 });
    // lost on the tenth day from the day of the return
    expect(nurture?.at.map(({ days, lost }) => [days, lost])).toEqual([
      [1, 0],
      [7, 0],
      [14, 0.5],
      [30, 0.5],
    ]);
  });

  it("a study without returns says so, and a stage that is named twice is refused", async () => {
    const folder = written("none", 2, [[0, "mql", day(1)]]);
    const none = await loaded(folder);
    expect(funnelFacts(leadsOf(none)).nurture).toBeNull();
    expect(undatedStages(none).map(({ code, where }) => [code, where.path])).toContainEqual([
      "recycle-without-rows",
      "recycle",
    ]);
    const path = join(folder, "study.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace("{ nurture: Recycled }", "[lost]"));
    expect(readStudy(readFileSync(path, "utf8"), path).faults.map(({ what }) => what)).toEqual([
      'the stage "lost" is named twice in `funnel`, `lost` and `recycle`',
    ]);
  });
});

/** The same counted by SQL over the file: returns, gone on, lost, days of those, mature returns, outcomes. */
const counted = (file: string): string => `
WITH entry AS (
  SELECT DISTINCT id, "at" AS t, CASE WHEN stage = 'Recycled' THEN 9 ELSE list_position(['mql', 'sal', 'opportunity', 'lost'], stage) END AS rank
  FROM read_csv('${file}', types = { 'at': 'TIMESTAMP' })),
marked AS (
  SELECT *, lag(rank) OVER (PARTITION BY id ORDER BY t, rank) AS before,
    row_number() OVER (PARTITION BY id ORDER BY t, rank) AS k FROM entry),
-- a return: since the one before, or the creation, the lead entered a stage short of the outcome
back AS (SELECT * FROM marked m WHERE rank = 9 AND EXISTS (
  FROM marked o WHERE o.id = m.id AND o.k < m.k AND o.rank IN (1, 2, 4)
    AND o.k > coalesce((SELECT max(k) FROM marked n WHERE n.id = m.id AND n.rank = 9 AND n.k < m.k
      AND EXISTS (FROM marked p WHERE p.id = n.id AND p.k < n.k AND p.rank IN (1, 2, 4))), 0))),
ends AS (
  SELECT b.id, b.t,
    min(n.k) FILTER (n.rank IN (2, 3)) AS next, min(n.k) FILTER (n.rank = 4) AS lost,
    min(n.t) FILTER (n.rank IN (2, 3)) AS next_at, min(n.t) FILTER (n.rank = 3) AS won
  FROM back b LEFT JOIN marked n ON n.id = b.id AND n.k > b.k GROUP BY b.id, b.t, b.k)
SELECT count(*), count(DISTINCT id),
  count(*) FILTER (next < coalesce(lost, 1000)), count(*) FILTER (lost < coalesce(next, 1000)),
  median(epoch(next_at - t) / 86400) FILTER (next < coalesce(lost, 1000)),
  count(*) FILTER (t + INTERVAL 90 DAY <= TIMESTAMP '2024-12-31 23:59:59'),
  count(*) FILTER (t + INTERVAL 90 DAY <= TIMESTAMP '2024-12-31 23:59:59' AND won <= t + INTERVAL 90 DAY)
FROM ends`;

it("11: the time in nurture of 300 made histories equals a query of the file", async () => {
  const { below } = random(11);
  const stages = ["mql", "sal", "opportunity", "lost", "Recycled", "Recycled"];
  const rows = range(0, 300).flatMap((lead) =>
    range(0, below(9)).map((): Row => {
      const hour = String(below(24)).padStart(2, "0");
      return [lead, stages[below(stages.length)] ?? "", day(1 + below(350), ` ${hour}:00:00`)];
    }),
  );
  const folder = written("made", 300, rows);
  const { nurture } = funnelFacts(leadsOf(await loaded(folder)));
  const db: Connection = await connect();
  const [found] = (await db.runAndReadAll(counted(join(folder, "stages.csv")))).getRows();
  db.closeSync();
  const of = nurture as NurtureFacts;
  expect([of.n, of.leads, of.wentOn, of.lost, of.median, of.mature, of.outcomes]).toEqual(
    found?.map((value) => Number(value)),
  );
  expect(of.n).toBeGreaterThan(150);
});
