import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { covariatesOf } from "../../src/backtest/decide/covariates.ts";
import { replayQuestion } from "../../src/backtest/decide/replayed.ts";
import { replay } from "../../src/backtest/replay/replay.ts";
import { DAY } from "../../src/base/time.ts";
import { fitStudy } from "../../src/workbench/fit.ts";
import { load } from "../../src/workbench/load.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const folder = mkdtempSync(join(tmpdir(), "leadline-covariates-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("what leads are known by at their crossings", async () => {
  const tiny = tinyStudy();
  tiny.study = tiny.study.replace(
    /definitions:[\s\S]*?(?=capacity:)/,
    `definitions:
  incumbent: { stage: mql, incumbent: true }
  scored:    { score: logit, p_at_least: 0.1 }
  asked:     { any: ["demo_request_7d >= 1", "title = 'CTO'"] }
`,
  );
  const { study, folder: place } = await openStudy(writeStudy(folder, tiny));
  const data = await load(study, place, {});
  const fitted = await fitStudy(data);
  const covariates = covariatesOf(data, fitted);
  const definitions = [...study.definitions].map(([name, { rule }]) => ({ name, rule }));
  const answers = await replay(replayQuestion(data, fitted, definitions));
  const crossings = (k: number, name: string) => {
    const answer = answers[k]?.[definitions.findIndex((d) => d.name === name)];
    if (answer === undefined || answer.crossings === null) throw new Error(`${name} was not replayed`);
    return answer.crossings;
  };
  const judged = [...answers.keys()].filter((k) => answers[k]?.[1]?.crossings !== null);

  it("is the score that the replay notes there, under each quarter's weights", () => {
    let rows = 0;
    for (const k of judged) {
      const { leads, times, scores } = crossings(k, "scored");
      const fit = fitted.walk.folds[k]?.models.get("logit");
      if (fit === undefined || !("weights" in fit) || scores === null) throw new Error("no weights");
      const columns = covariates.at(["scored", "incumbent"], k, leads, times);
      // the incumbent is a recorded stage: nothing that it reads is known
      expect(columns).toHaveLength(1);
      leads.forEach((_, i) => {
        expect(columns[0]?.[i]).toBeCloseTo((scores[i] ?? 0) * (fit.weights.scale.unit ?? 1), 10);
        rows++;
      });
    }
    expect(rows).toBeGreaterThan(100);
    expect([covariates.knows("scored"), covariates.knows("asked"), covariates.knows("incumbent")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("is whether each condition of a rule holds, counted from the rows of the files", () => {
    const rows = (lines: readonly string[]): string[][] => lines.slice(1).map((line) => line.split(","));
    const of = rows(tiny.leads);
    const ids = data.history.leads.ids;
    const demos = new Map<string, number[]>();
    for (const [id = "", what, at = ""] of rows(tiny.activities))
      if (what === "Demo Request") demos.set(id, [...(demos.get(id) ?? []), Date.parse(`${at}Z`) / 1000]);
    const { leads, times } = crossings(0, "asked");
    expect(leads.length).toBeGreaterThan(30);
    const [asked, titled] = covariates.at(["asked"], 0, leads, times);
    let [both, none] = [0, 0];
    leads.forEach((lead, i) => {
      const id = ids[lead] ?? "";
      const t = times[i] ?? 0;
      const row = of.find(([own]) => own === id) ?? [];
      const created = Date.parse(`${row[1]}Z`) / 1000;
      const recent = (demos.get(id) ?? []).filter((at) => Math.max(at, created) <= t && t < at + 7 * DAY);
      expect(asked?.[i], id).toBe(recent.length > 0 ? 1 : 0);
      expect(titled?.[i], id).toBe(row[3] === "CTO" ? 1 : 0);
      if (recent.length > 0) both++;
      else none++;
    });
    expect(Math.min(both, none)).toBeGreaterThan(5);
  });
});
