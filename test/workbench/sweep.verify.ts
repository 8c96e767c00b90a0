import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LeadlineError, openStudy, type Result, run, type SweepOutcome, sweep } from "../../src/index.ts";
import { learntKinds } from "../../src/models/index.ts";
import { checkSweep, type Sweep, type SweepRow } from "../../src/result/index.ts";
import { variantsOf } from "../../src/study/index.ts";
import { scratch } from "../helpers/cli.ts";
import { quickStudy, replaceIn, type TinyStudy, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

const { folder, remove } = scratch();
afterAll(remove);

const varied = (tiny: TinyStudy, lines: string): TinyStudy => {
  tiny.study += `vary:\n${lines}`;
  return tiny;
};

const settings = `  features.activities.windows: [[7 days, 30 days], [30 days]]
  definitions.written.when: ["hand_points >= 30", "hand_points >= 15"]
  capacity.leads_per_rep_per_day: [1, 2]
`;

/** A study whose points need the window of 30 days alone, so that windows can vary. */
const monthly = (): TinyStudy => {
  const tiny = tinyStudy();
  replaceIn(tiny, "per: page_view_7d", "per: page_view_30d");
  return tiny;
};

const rowOf = ({ rows }: Sweep, definition: string, wanted: Record<string, string>): SweepRow => {
  const found = rows.filter(
    (row) =>
      row.definition === definition &&
      JSON.stringify(Object.fromEntries(row.settings.map(({ path, value }) => [path, value]))) ===
        JSON.stringify(wanted),
  );
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} rows are ${definition} ${JSON.stringify(wanted)}`);
  return found[0];
};

describe("12: a sweep", () => {
  let outcome: SweepOutcome;
  const out = join(folder, "out");
  beforeAll(async () => {
    outcome = await sweep({ study: writeStudy(join(folder, "study"), varied(monthly(), settings)), out });
  });

  it("judges each candidate once at each capacity, under the settings that it depends on", () => {
    const { rows, variants, tried } = outcome.sweep;
    expect(variants).toBe(8);
    // written: two cut-offs at two capacities; adaptive: two sets of windows, two capacities
    expect(rows.filter((row) => row.definition === "written")).toHaveLength(4);
    expect(rows.filter((row) => row.definition === "adaptive")).toHaveLength(4);
    // a cut-off that capacity decides is another candidate at another capacity, a written one is not
    expect(tried).toBe(2 + 4);
    rowOf(outcome.sweep, "written", {
      "definitions.written.when": '"hand_points >= 15"',
      "capacity.leads_per_rep_per_day": "2",
    });
    rowOf(outcome.sweep, "adaptive", {
      "features.activities.windows": "[30 days]",
      "capacity.leads_per_rep_per_day": "1",
    });
  });

  it("says of a variant what a run of it says", async () => {
    const tiny = monthly();
    replaceIn(tiny, "windows: [7 days, 30 days]", "windows: [30 days]");
    replaceIn(tiny, "leads_per_rep_per_day: 1", "leads_per_rep_per_day: 2");
    replaceIn(tiny, "hand_points >= 30", "hand_points >= 15");
    const whole = await run({ study: writeStudy(join(folder, "one"), tiny), out: join(folder, "one-out") });
    const pooled = (name: string): Result["definitions"][string]["pooled"] | undefined =>
      whole.result.definitions[name]?.pooled;
    const adaptive = rowOf(outcome.sweep, "adaptive", {
      "features.activities.windows": "[30 days]",
      "capacity.leads_per_rep_per_day": "2",
    });
    const written = rowOf(outcome.sweep, "written", {
      "definitions.written.when": '"hand_points >= 15"',
      "capacity.leads_per_rep_per_day": "2",
    });
    for (const [name, row] of [
      ["adaptive", adaptive],
      ["written", written],
    ] as const)
      expect([row.winsPerSlot, row.difference, row.volume]).toEqual([
        pooled(name)?.winsPerSlot,
        pooled(name)?.difference,
        pooled(name)?.volume,
      ]);
    expect(outcome.sweep.incumbents[1]?.winsPerSlot).toEqual(pooled("incumbent")?.winsPerSlot);
  });

  it("picks in each quarter what was best over the quarters that were over, recomputed by hand from its own rows", () => {
    const { nested, rows, naive } = outcome.sweep;
    const judged = nested.quarters.map(({ quarter }) => quarter);
    expect(judged).toHaveLength(4);
    // 60 days after a quarter's end the next but one has begun: each is picked by those before the last
    expect(nested.quarters.map(({ by }) => by)).toEqual([0, 0, 1, 2]);
    expect(nested.quarters.slice(0, 2).map(({ row }) => row)).toEqual([null, null]);
    const gain = (row: SweepRow, quarter: string): number =>
      row.quarters.find((q) => q.quarter === quarter)?.difference?.value ?? Number.NaN;
    const [first = ""] = judged;
    const best = Math.max(...rows.map((row) => gain(row, first)));
    const third = nested.quarters[2]?.row ?? -1;
    expect(gain(rows[third] as SweepRow, first)).toBeCloseTo(best, 12);
    const pooled = rows.map((row) => row.difference?.value ?? Number.NEGATIVE_INFINITY);
    // quarters share few leads: the best by sums is the best by the pooled figure, or next to it
    expect(pooled[naive ?? -1]).toBeGreaterThan(Math.max(...pooled) - 0.01);
    expect(nested.winsPerSlot.value).not.toBeNull();
    expect(outcome.sweep.sentence).toContain("the best of 6 candidates would have brought");
  });

  it("keeps every candidate in the log: a later study of the lineage asks for more", async () => {
    const tiny = quickStudy();
    replaceIn(tiny, "study: tiny", "study: later\nlineage: tiny");
    const { result } = await run({ study: writeStudy(join(folder, "later"), tiny), out });
    // its own one reads a window of 7 days, and so is another than the six
    expect(result.decision.m).toBe(7);
    expect(outcome.sweep.level).toBeCloseTo(1 - 0.05 / 6, 12);
  });

  it("leaves one table, one chart, and a result of its declared shape", async () => {
    const found: unknown = JSON.parse(readFileSync(join(outcome.folder, "sweep.json"), "utf8"));
    expect(checkSweep(found)).toEqual({ value: outcome.sweep });
    for (const file of ["sweep.html", "sweep.md", "charts/sweep.svg", "manifest.json", "study.yaml"])
      expect(existsSync(join(outcome.folder, file)), file).toBe(true);
    const page = readFileSync(join(outcome.folder, "sweep.md"), "utf8");
    expect(page).toContain("adaptive");
    expect(page.match(/!\[/g)).toHaveLength(1);
    // the outcome by its own name, and no comparison per 100 slots of rows that have different numbers of slots
    expect(page).toContain("| Candidate | Opportunities per 100 slots | Slots |");
    expect(page).not.toContain("Wins per");
    expect(page).toContain("Rows of another capacity have another number of slots");
  });

  it("gives the same bytes again, and a rule alone is swept without a fit", async () => {
    const path = writeStudy(
      join(folder, "quick"),
      varied(quickStudy(), '  definitions.written.when: ["hand_points >= 5", "hand_points >= 9"]\n'),
    );
    const [one, two] = [
      await sweep({ study: path, out: join(folder, "o1") }),
      await sweep({ study: path, out: join(folder, "o2"), threads: 2 }),
    ];
    for (const file of ["sweep.json", "sweep.html", "manifest.json"])
      expect(readFileSync(join(two.folder, file), "utf8"), file).toBe(
        readFileSync(join(one.folder, file), "utf8"),
      );
  });
});

describe("12: vary in study.yaml", () => {
  const faultsOf = async (lines: string, tiny = quickStudy()) => {
    const path = writeStudy(join(folder, "faults"), varied(tiny, lines));
    const refused = await openStudy(path).catch((error: unknown) => error);
    if (!(refused instanceof LeadlineError)) throw new Error("the study was read");
    return refused.faults.map(({ code, what, where }) => `${code} ${where.line} ${what}`);
  };

  it("is read as lists of what each setting may be; all combinations are made", async () => {
    const path = writeStudy(
      join(folder, "read"),
      varied(
        quickStudy(),
        '  definitions.written.when: ["hand_points >= 5", "hand_points >= 9"]\n  capacity.reps: [1, 2]\n',
      ),
    );
    const { study } = await openStudy(path);
    const { variants, faults } = variantsOf(study, learntKinds());
    expect(faults).toEqual([]);
    expect(variants.map(({ study: of }) => [of.definitions.get("written")?.text, of.capacity?.reps])).toEqual(
      [
        ["{ when: hand_points >= 5 }", 1],
        ["{ when: hand_points >= 5 }", 2],
        ["{ when: hand_points >= 9 }", 1],
        ["{ when: hand_points >= 9 }", 2],
      ],
    );
  });

  it("refuses what no sweep can vary, with the place", async () => {
    const line = quickStudy().study.split("\n").length + 1;
    expect(await faultsOf("  as_of: [2026-01-01]\n")).toEqual([
      `vary-place ${line} a sweep cannot vary "as_of"`,
    ]);
    expect((await faultsOf("  capacity.reps: 4\n"))[0]).toMatch(
      /^vary-list .* should be a list, and this is/,
    );
    expect((await faultsOf("  models.hnad.kind: [points]\n"))[0]).toMatch(/the study has no model "hnad"/);
    expect((await faultsOf("  capacity.reps: [2, many]\n"))[0]).toMatch(
      /"capacity.reps" cannot be varied to many: a number is expected here/,
    );
    const many = Array.from({ length: 401 }, (_, i) => i + 1).join(", ");
    expect((await faultsOf(`  capacity.reps: [${many}]\n`))[0]).toMatch(
      /asks for 401 variants, and a sweep makes at most 400/,
    );
  });

  it("a study that varies nothing is told so", async () => {
    const path = writeStudy(join(folder, "nothing"), quickStudy());
    await expect(sweep({ study: path, out: join(folder, "nothing-out") })).rejects.toThrow(
      "the study varies nothing",
    );
  });

  it("a variant whose rules name a window that it does not have is told by its settings", async () => {
    const path = writeStudy(
      join(folder, "window"),
      varied(quickStudy(), "  features.activities.windows: [[7 days, 30 days], [7 days]]\n"),
    );
    await expect(sweep({ study: path, out: join(folder, "window-out") })).rejects.toThrow(
      /cannot be varied to features.activities.windows \[7 days\]/,
    );
  });
});
