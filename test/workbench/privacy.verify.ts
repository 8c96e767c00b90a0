import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Result } from "../../src/result/type.ts";
import { run } from "../../src/workbench/run.ts";
import { filesBelow, scratch } from "../helpers/cli.ts";
import { replaceIn, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

/** The small study of 900 leads, with two accountants among them, under a least group. */
async function under(least: number): Promise<{
  result: Result;
  html: string;
  markdown: string;
  svg: string;
  said: ReadonlyMap<string, string>;
}> {
  const tiny = tinyStudy();
  tiny.leads = tiny.leads.map((row, i) =>
    i === 7 || i === 700 ? row.replace(/,(CTO|Manager|Analyst),/, ",Accountant,") : row,
  );
  replaceIn(
    tiny,
    "  logit: { kind: logistic, penalty: ridge }",
    "  logit: { kind: logistic, segment: title }\n  small: { kind: integer_points, terms: 3 }",
  );
  tiny.study += `privacy: { min_group: ${least} }\n`;
  // in one folder, so that what is fitted is fitted once
  const { folder: made } = await run({
    study: writeStudy(join(folder, `s${least}`), tiny),
    out: join(folder, "runs"),
  });
  const read = (name: string): string => readFileSync(join(made, name), "utf8");
  return {
    result: JSON.parse(read("result.json")),
    html: read("report.html"),
    markdown: read("report.md"),
    svg: read("charts/cohorts.svg"),
    // all that people are shown; weights and SQL are for machines, and hold no lead either
    said: new Map(
      [...filesBelow(made)].flatMap(([file, bytes]) =>
        /^(report\.|charts|explore|result\.json|weights)/.test(file)
          ? [[file, bytes.toString("utf8")] as const]
          : [],
      ),
    ),
  };
}

/** Every count of a group in a result, with where it stands: written apart from the code that withholds. */
function groups(result: Result): [where: string, leads: number][] {
  const out: [string, number][] = [];
  const take = (where: string, n: unknown): void => {
    if (typeof n === "number" && n > 0) out.push([where, n]);
  };
  const walk = (of: unknown, where: string): void => {
    if (typeof of !== "object" || of === null) return;
    for (const [key, value] of Object.entries(of)) {
      if (["weights", "fit", "folds", "evaluation", "quarters", "pooled"].includes(key)) continue;
      if (key === "n" || key === "leads") take(where, value);
      walk(value, `${where}.${key}`);
    }
  };
  walk(result.models, "models");
  for (const { evaluation } of Object.values(result.models)) walk(evaluation.reliability, "reliability");
  walk(result.funnel.cohorts, "cohorts");
  for (const { calibrationAtCrossing } of Object.values(result.definitions))
    walk(calibrationAtCrossing?.reliability, "crossing");
  return out;
}

describe("7.20: privacy.min_group", () => {
  it("withholds every group under it, in result, report and charts, and no fewer than two of a whole", async () => {
    const open = await under(1);
    const shut = await under(1000);
    expect(groups(open.result).filter(([, n]) => n < 1000).length).toBeGreaterThan(100);
    // all leads of the study in one bar are no group
    const whole = Object.values(shut.result.models).map(({ fit }) => Math.round(fit?.leads ?? 0));
    expect(groups(shut.result).filter(([, n]) => !whole.includes(Math.round(n)))).toEqual([]);
    // what ships scores all the same
    expect(shut.result.models.logit?.weights?.attributes).toEqual(
      open.result.models.logit?.weights?.attributes,
    );
    // whole-study figures stay
    expect(shut.result.data.rows.leads).toBe(900);
    expect(shut.result.funnel.stages).toEqual(open.result.funnel.stages);
    // no month of creation, in words or in a drawing
    const month = open.result.funnel.cohorts.find(({ n }) => (n ?? 0) > 20);
    expect(open.markdown).toContain(`| ${month?.month} | ${month?.n} |`);
    expect(shut.markdown).not.toContain(`| ${month?.month} | ${month?.n} |`);
    expect(shut.html).not.toContain("Accountant</td>");
    expect(open.svg.length).toBeGreaterThan(shut.svg.length);
    // made-up leads hold nothing that too few leads have: no title is held by 1,000 of 900
    expect(JSON.stringify(shut.result.models.logit?.reasons)).not.toMatch(/CTO|Manager|Analyst|Accountant/);
  }, 120_000);

  it("holds at its default of ten, with one more where one alone would be given away", async () => {
    const { result, said } = await under(10);
    // no lead by its id or address, in any file that is shown
    expect(said.size).toBeGreaterThan(15);
    for (const [file, text] of said) {
      expect(text.match(/(?<![\w#])L\d{4}(?!\w)/g), file).toBeNull();
      expect(text.match(/[\w.+-]+@[\w-]+\.[a-z]{2,}/gi), file).toBeNull();
    }
    expect(groups(result).filter(([, n]) => n < 10)).toEqual([]);
    for (const { segments, grades, bins, effects } of Object.values(result.models)) {
      const wholes = [
        ...bins.map((of) => of.bins.map((bin) => bin.n)),
        ...effects.map((of) => of.states.map((state) => state.n)),
        grades.map((grade) => grade.leads),
        segments?.segments.map((segment) => segment.leads) ?? [],
      ];
      for (const whole of wholes)
        if (whole.length > 1) expect(whole.filter((n) => n === null).length).not.toBe(1);
    }
  }, 120_000);
});
