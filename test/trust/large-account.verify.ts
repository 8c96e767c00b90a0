import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelsReport } from "../../src/backtest/compare/models.ts";
import { isNoAccount } from "../../src/base/people/no-account.ts";
import { random } from "../../src/base/random.ts";
import { DAY, dayNumber, isoSecond } from "../../src/base/time.ts";
import { calibrate } from "../../src/models/fitting/calibrate.ts";
import { probabilityOf } from "../../src/weights/calibration.ts";
import { fitStudy } from "../../src/workbench/fit.ts";
import { load } from "../../src/workbench/load.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { fallingMaps } from "../../src/workbench/told/warnings.ts";

const study = (models: string, calibration: string): string => `leadline: 1
study: t
as_of: 2025-01-01
timezone: UTC
sources:
  leads:      { file: leads.csv, id: lead_id, created: created, account: account }
  activities: { file: acts.csv, lead: lead_id, type: type, at: at }
  stages:     { file: stages.csv, lead: lead_id, stage: stage, at: at }
funnel: [lead, mql, won]
outcome: { reaches: won, within: 90 days }
features: { known_at_creation: [title, employees], activities: { windows: [30 days] } }
models: ${models}
calibration: ${calibration}
`;

interface Lead {
  readonly i: number;
  readonly demo: boolean;
  readonly won: boolean;
}

/** 400 leads; a demo wins 60 of 100, else 15: the score is worth having whoever the leads work for. */
async function fitted(
  account: (lead: Lead) => string,
  models = "{ logit: { kind: logistic } }",
  calibration = "auto",
) {
  const folder = mkdtempSync(join(tmpdir(), "leadline-account-"));
  try {
    const start = dayNumber(2023, 1, 2) * DAY + 9 * 3600;
    const at = (i: number, days: number): string => isoSecond(start + Math.round((1.5 * i + days) * DAY));
    const r = random(3);
    const leads = Array.from({ length: 400 }, (_, i): Lead => {
      const demo = i % 5 < 2;
      return { i, demo, won: r.uniform() < (demo ? 0.6 : 0.15) };
    });
    const titles = ["CTO", "Manager", "Intern"];
    const write = (name: string, rows: readonly string[]): void =>
      writeFileSync(join(folder, name), `${rows.join("\n")}\n`);
    write("leads.csv", [
      "lead_id,created,title,employees,account",
      ...leads.map(
        (l) => `L${l.i},${at(l.i, 0)},${titles[l.i % 3]},${[5, 20, 80, 300][(l.i * 7) % 4]},"${account(l)}"`,
      ),
    ]);
    write("acts.csv", [
      "lead_id,type,at",
      ...leads.map(({ i, demo }) => `L${i},${demo ? "demo" : "view"},${at(i, 1)}`),
    ]);
    write("stages.csv", [
      "lead_id,stage,at",
      ...leads.flatMap(({ i, won }) => [`L${i},mql,${at(i, 3)}`, ...(won ? [`L${i},won,${at(i, 40)}`] : [])]),
    ]);
    write("study.yaml", [study(models, calibration)]);
    const opened = await openStudy(join(folder, "study.yaml"));
    const loaded = await load(opened.study, folder, {});
    const walk = await fitStudy(loaded);
    return { loaded, walk, report: await modelsReport(loaded, walk) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const own = ({ i }: Lead): string => `a${i}.com`;
const worlds: readonly (readonly [string, (lead: Lead) => string])[] = [
  ["each lead its own account", own],
  ["a placeholder for those that did not convert", (l) => (l.won || l.i % 10 === 0 ? own(l) : " n/a")],
  ["a null id", (l) => (l.won || (l.i * 7) % 11 === 0 ? `0018a${l.i}AAA` : "000000000000000AAA")],
  ["an honest reseller of most winners", (l) => (l.won && l.i % 10 < 8 ? "reseller.com" : own(l))],
  ["all winners in one account", (l) => (l.won ? "big.com" : own(l))],
  ["all losers in one account", (l) => (l.won ? own(l) : "rest.com")],
];

/** AUC where each lead is its own account and nothing is calibrated; found once. */
let plainAuc: number | null | undefined;

describe("7.0: one large account does not turn the probabilities upside down", () => {
  it.each(worlds)("%s: the map rises, AUC as without accounts", async (_, account) => {
    const { report, walk } = await fitted(account);
    const { weights, evaluation } = report.models.logit ?? {};
    if (weights?.calibration.kind !== "platt") throw new Error("no line was fitted");
    // the truth is log odds of .6 less those of .15 between the two: a line of slope near 1 on the logit's own scale
    expect(weights.calibration.slope).toBeGreaterThan(0.5);
    expect(weights.calibration.slope).toBeLessThan(1.6);
    // the weights of a fold are of all its rows, whoever they work for: so is the AUC of the score
    plainAuc ??= (await fitted(own, undefined, "none")).report.models.logit?.evaluation.auc.value;
    const plain = plainAuc;
    expect(evaluation?.auc.value).toBe(plain);
    expect(plain).toBeGreaterThan(0.57);
    expect(fallingMaps(walk)).toEqual([]);
  });

  it.each([
    ["logistic", "platt"],
    ["logistic", "beta"],
    ["logistic", "isotonic"],
    ["logistic", "venn_abers"],
    ["logistic, penalty: firth", "auto"],
    ["scorecard", "auto"],
    ["close_rate", "auto"],
  ])("kind %s, calibration %s", async (kind, calibration) => {
    const { report } = await fitted(worlds[3]?.[1] ?? own, `{ m: { kind: ${kind} } }`, calibration);
    const { map, evaluation } = report.models.m ?? {};
    const p = map?.curve.map((point) => point.p) ?? [];
    expect(p.at(-1), kind).toBeGreaterThan((p[0] ?? 1) + 0.1);
    expect(evaluation?.auc.value, kind).toBeGreaterThan(0.57);
  });

  it.each(["auto", "platt", "beta", "isotonic", "venn_abers"] as const)(
    "a map that falls never ships: every score has the base rate (%s)",
    (choice) => {
      const n = 4000;
      // the lower half of the scores wins 3 of 4, the upper 1 of 4: 1 of 2 in all
      const score = Float64Array.from({ length: n }, (_, i) => i);
      const label = Uint8Array.from(score, (s, i) => (i % 4 < (s < n / 2 ? 3 : 1) ? 1 : 0));
      const rows = { score, label, weight: new Float64Array(n).fill(1) };
      const draft: Parameters<typeof calibrate>[1] = {
        schemaVersion: 1,
        baseline: [],
        calibration: { kind: "none" },
        grades: [],
        name: "m",
        version: "1.0.0",
        kind: "points",
        inputs: [],
        attributes: [],
        groups: [],
        floor: null,
        ceiling: null,
        intercept: 0,
        scale: { unit: 1 },
        mql: null,
      };
      const { calibration, falls } = calibrate(choice, draft, rows, 2000);
      expect(falls).toBe(true);
      for (const s of [-1e6, 0, 2000, 1e6])
        expect(probabilityOf({ calibration, scale: { unit: 1 } }, s)).toBeCloseTo(0.5, 12);
    },
  );

  it("an account above 5% of the leads is told, placeholders are not", async () => {
    const told = async (account: (lead: Lead) => string): Promise<readonly string[]> =>
      (await fitted(account)).loaded.warnings.filter((w) => w.code === "large-account").map((w) => w.what);
    expect(await told(worlds[3]?.[1] ?? own)).toHaveLength(1);
    expect(await told((l) => (l.i < 20 ? "twenty.com" : own(l)))).toEqual([]);
    expect(await told((l) => (l.i < 21 ? "one.com" : own(l)))).toEqual([
      expect.stringContaining('"one.com" holds 5.3% of the leads (21 of 400)'),
    ]);
    expect(await told(worlds[1]?.[1] ?? own)).toEqual([]);
    expect(await told(worlds[2]?.[1] ?? own)).toEqual([]);
  });

  it.each([
    "N/A",
    "n / a",
    "#N/A",
    "NULL",
    "Unknown",
    " UNKNOWN ",
    "none",
    "-",
    "--",
    "[not provided]",
    "(Not Set)",
    "Not  Provided",
    "000000000000000AAA",
    "000000000000000",
    "00000000-0000-0000-0000-000000000000",
    "0",
    "TBD",
    "undefined",
    "?",
    "keine Angabe",
    "Sin datos",
    "Privatperson",
    "Неизвестно",
    "不明",
    "Freelancer",
    "asdf",
    "123",
    "prefer not to say",
  ])("%s is no account", (name) => expect(isNoAccount(name)).toBe(true));

  it.each(["acme.com", "0018a1AAA", "3M", "Unknown Worlds", "Nulab", "AAA", "N26", "007", "Nonesuch"])(
    "%s is one",
    (name) => expect(isNoAccount(name)).toBe(false),
  );
});
