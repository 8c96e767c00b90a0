import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { summary } from "../../../src/cli/summary.ts";
import { planPilot } from "../../../src/workbench/pilot/plan.ts";
import { run } from "../../../src/workbench/run.ts";
import { scratch } from "../../helpers/cli.ts";
import { quickStudy, replaceIn, type TinyStudy, tinyStudy, writeStudy } from "../../helpers/tiny-study.ts";
import { scan } from "./scan.ts";

const { folder, remove } = scratch();
afterAll(remove);

const lines = (rows: readonly string[], change: (cells: string[], i: number) => string[]): string[] =>
  rows.map((row, i) => change(row.split(","), i).join(","));

/** Kinds of studies, each a change of the tiny one: with models where the kind is about them, without where not. */
const kinds: Readonly<Record<string, () => TinyStudy>> = {
  "as it is": tinyStudy,
  "nobody says who was worked": () => changed(quickStudy(), [["worked: { stage: sal }\n", ""]]),
  "no incumbent": () => changed(quickStudy(), [[", incumbent: true", ""]]),
  "one judged quarter": () => changed(tinyStudy(), [["quarters: 4", "quarters: 1"]]),
  "young quarters": () => changed(tinyStudy(), [["as_of: 2026-01-01", "as_of: 2024-11-20"]]),
  "nothing judged": () => changed(quickStudy(), [["as_of: 2026-01-01", "as_of: 2024-04-10"]]),
  "capacity above history": () => changed(quickStudy(), [["reps: 1", "reps: 7"]]),
  "groups withheld": () => changed(tinyStudy(), [["backtest:", "privacy: { min_group: 150 }\nbacktest:"]]),
  "top of the day": () =>
    changed(tinyStudy(), [
      ["  adaptive:  {", "  by_day:    { score: logit, take: top_of_day }\n  adaptive:  {"],
    ]),
  "costs, segments and personas": () =>
    changed(tinyStudy(), [
      [
        "backtest:",
        "costs: { worked_lead: 40, outcome_value: 120 }\nsegments: [title]\npersonas: { cto: \"title = 'CTO'\" }\nbacktest:",
      ],
    ]),
  "a smallest gain": () =>
    changed(quickStudy(), [
      ["backtest:", "decide: { metric: wins_per_slot, smallest_gain: 3 wins }\nbacktest:"],
    ]),
  "leads that come back twice": () => {
    const tiny = changed(quickStudy(), [["handoff: sal", "recycle: [nurture]\nhandoff: sal"]]);
    const day = (at: string, more: number): string =>
      new Date(Date.parse(`${at.slice(0, 10)}T00:00:00Z`) + more * 86_400_000).toISOString().slice(0, 10);
    const back = tiny.stages.flatMap((row, i) => {
      const [id = "", stage, at = ""] = row.split(",");
      return stage === "sal" && i % 3 === 0
        ? [`${id},nurture,${day(at, 8)}`, `${id},nurture,${day(at, 25)}`]
        : [];
    });
    return { ...tiny, stages: [...tiny.stages, ...back] };
  },
  // the title alone makes the outcome, or nothing does
  "a strong model": () => {
    const tiny = tinyStudy();
    const cto = new Set(tiny.leads.flatMap((row) => (row.includes(",CTO,") ? [row.split(",")[0]] : [])));
    tiny.stages = tiny.stages.filter((row) => {
      const [id, stage] = row.split(",");
      return stage !== "opportunity" || cto.has(id);
    });
    return tiny;
  },
  "a model that is worth nothing": () => {
    const tiny = changed(tinyStudy(), [
      [/ {2}activities: \{ windows.*\n/, ""],
      ["known_at_creation: [title, employees, email]", "known_at_creation: [title, email]"],
      [/ {2}hand:[\s\S]*?(?= {2}logit)/, ""],
      [/ {2}written:.*\n/, ""],
    ]);
    tiny.leads = lines(tiny.leads, (cells, i) =>
      i === 0 ? cells : cells.with(3, ["CTO", "Manager", "Analyst"][(i * 7919) % 3] ?? ""),
    );
    return tiny;
  },
  "an outcome column without time": () => {
    const tiny = changed(quickStudy(), [
      [/ {2}stages:\n.*\n/, ""],
      ["funnel: [lead, mql, sal, opportunity]", "funnel: [lead]"],
      ["handoff: sal\n", ""],
      ["worked: { stage: sal }\n", ""],
      ["outcome: { reaches: opportunity, within: 60 days }", "outcome: { column: won, is: 1 }"],
      [/models:[\s\S]*?(?=definitions:)/, "models:\n  logit: { kind: logistic, penalty: ridge }\n"],
      [/definitions:[\s\S]*/, ""],
    ]);
    const won = new Set(
      tiny.stages.flatMap((row) => (row.includes(",opportunity,") ? [row.split(",")[0]] : [])),
    );
    tiny.leads = lines(tiny.leads, (cells, i) => [...cells, i === 0 ? "won" : won.has(cells[0]) ? "1" : "0"]);
    return tiny;
  },
};

function changed(tiny: TinyStudy, changes: readonly (readonly [string | RegExp, string])[]): TinyStudy {
  for (const [from, to] of changes) replaceIn(tiny, from, to);
  return tiny;
}

/** What a run says, in its report and at its end on the terminal, held against what it found. */
async function complaints(study: string, out: string): Promise<readonly string[]> {
  const { result, folder: at } = await run({ study, out });
  const report = readFileSync(join(at, "report.md"), "utf8");
  const end = summary(result, "reports/x").replace(/ {2,}/g, " ");
  return [...scan(report, result), ...scan(end, result)].map(({ rule, where }) => `${rule} IN ${where}`);
}

describe("what runs of all kinds say is what they found", () => {
  it.each(Object.keys(kinds))("%s", async (kind) => {
    const tiny = kinds[kind]?.() ?? tinyStudy();
    const name = kind.replace(/\W+/g, "-");
    const study = writeStudy(join(folder, name), tiny);
    expect(await complaints(study, join(folder, name, "out"))).toEqual([]);
  });

  it("a pilot that is finished", async () => {
    const out = join(folder, "piloted", "out");
    const at = (asOf: string): string =>
      writeStudy(
        join(folder, "piloted", asOf),
        changed(quickStudy(), [
          ["as_of: 2026-01-01", `as_of:  ${asOf}`],
          ["hand_points >= 30", "hand_points >= 10"],
        ]),
      );
    await planPilot({ study: at("2025-04-01"), candidate: "written", leads: 3, share: 1, out });
    expect(await complaints(at("2026-01-01"), out)).toEqual([]);
  });
});
