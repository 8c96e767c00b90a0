import { describe, expect, it } from "vitest";
import type { Estimated } from "../../src/base/estimate.ts";
import { markdown } from "../../src/report/markdown.ts";
import { renderReport } from "../../src/report/render.ts";
import { sections } from "../../src/report/sections/index.ts";
import { subjectOf } from "../../src/report/subject.ts";
import type { CandidateFacts, Result } from "../../src/result/type.ts";
import {
  about,
  candidate,
  definition,
  logistic,
  manyDefinitions,
  noJourney,
  nothingJudged,
  pooled,
  quarter,
  resultWith,
  withoutDefinitions,
  withoutIncumbent,
} from "./support.ts";

/** The sections as Markdown, with no picture drawn. */
function marked(result: Result): string {
  const subject = subjectOf(result);
  const told = sections.flatMap((section) => section(subject) ?? []);
  return markdown(result.study.title, "", told);
}

/** What a reader reads: the words of the sections, without their marks. */
const read = (result: Result): string =>
  marked(result)
    .replace(/[*\\`#]/g, "")
    .replace(/\s+/g, " ");

const titleOf = (result: Result): string => {
  const subject = subjectOf(result);
  return sections[0]?.(subject)?.title ?? "";
};

/** Made results: each number its own, so that a sentence can be held against it by hand. */
const withCandidate = (over: Partial<CandidateFacts>, decision: Partial<Result["decision"]> = {}): Result =>
  resultWith({
    decision: {
      ...resultWith().decision,
      ...decision,
      candidates: [candidate("demo_or_fit", { recommended: true, ...over })],
    },
  });

const quarterly = (
  value: number,
  low: number,
  high: number,
  decides: { low: number; high: number } | null = null,
): CandidateFacts["perQuarter"] => ({
  candidate: about(27 + value, 4),
  incumbent: about(27, 4),
  difference: { value, low, high, n: 300 },
  decides,
});

describe("7.21: page one says what the numbers say", () => {
  it("counts a quarter first: 33 instead of 27 are 6 more, from 3 to 9", () => {
    const words = read(withCandidate({ perQuarter: quarterly(6, 3, 9) }));
    expect(words).toContain(
      "It would bring about 6 more opportunities a quarter (3 to 9): 33 instead of 27, with the same 2 reps.",
    );
    expect(words.indexOf("opportunities a quarter")).toBeLessThan(words.indexOf("per 100 slots"));
  });

  it("a loss is fewer, with its interval turned", () => {
    const words = read(
      withCandidate({ perQuarter: quarterly(-6, -9, -3), verdict: "drop" }, { verdict: "drop" }),
    );
    expect(words).toContain("It would bring 6 fewer opportunities a quarter (3 to 9): 21 instead of 27");
    expect(words).toContain("demo_or_fit would bring 6 fewer opportunities a quarter than incumbent");
  });

  it("an end on the other side of 0 is never rounded to it", () => {
    const words = read(withCandidate({ perQuarter: quarterly(4.1, -0.3, 8.5) }));
    expect(words).toContain("4.1 more opportunities a quarter (0.3 fewer to 8.5 more)");
    expect(words).toContain("These data show no difference between demo_or_fit and incumbent");
  });

  it("the bar is reached only by the low end at the level that decides, and a sure gain below it contradicts no change", () => {
    const at = (low: number) =>
      withCandidate(
        { perQuarter: quarterly(8, 5.4, 10.6, { low, high: 11 }), verdict: "change" },
        { verdict: "change" },
      );
    // the interval beside it is of 95%, so the level stands here; and 4.9 is never rounded to a bar that it misses
    expect(read(at(4.9))).toContain(
      "Your bar: 5 a quarter: sure to be a gain, but it could be as low as 4.9 at 97.5% (2 tried)",
    );
    expect(read(at(4.96))).toContain("as low as 4.96 at 97.5% (2 tried)");
    expect(read(at(5.1))).toContain("sure to be reached: at least 5 at 97.5% (2 tried)");
    expect(read(at(-0.4))).toContain("not sure: it could be as low as \u22120.4 at 97.5% (2 tried)");
  });

  it.each([
    ["change", "Change to demo_or_fit"],
    ["pilot", "Pilot demo_or_fit"],
    ["drop", "Drop demo_or_fit"],
    ["cannot tell", "Cannot tell about demo_or_fit"],
    // "keep" speaks of what is in force
    ["keep", "Keep incumbent: leads that reached mql"],
  ] as const)("%s in its title", (verdict, words) => {
    expect(titleOf(withCandidate({ verdict }, { verdict }))).toContain(words);
  });

  it("a label and a saying of the study stand in the title", () => {
    const base = withCandidate({});
    const definitions = {
      ...base.definitions,
      demo_or_fit: definition({ label: "Demo or good fit", says: "who asks for a demo, or fits well" }),
    };
    expect(titleOf({ ...base, definitions })).toBe(
      "Pilot Demo or good fit: who asks for a demo, or fits well",
    );
  });

  it("at most one row wears the tag pilot", async () => {
    const { html } = await renderReport(
      resultWith({
        decision: {
          ...resultWith().decision,
          candidates: [candidate("demo_or_fit", { recommended: true }), candidate("written")],
        },
      }),
    );
    const table = /<caption>Judged quarters together.*?<\/table>/s.exec(html)?.[0] ?? "";
    expect(table.match(/<span class="tag">pilot<\/span>/g)).toHaveLength(1);
  });

  it("who was worked is not known: no number stands for the low end, and the study is told what to say", () => {
    const words = read(
      withCandidate({
        monotoneLow: null,
        worstCaseLow: null,
        swapIns: { n: 73, worked: null, wins: 19, workedWins: null },
      }),
    );
    expect(words).not.toContain("not known wins");
    expect(words).toContain("The study does not say which leads were worked (worked:)");
    expect(words).toContain("Record who was worked");
  });

  it("what the worked leads say of the others stands with its discount, and what would turn it", () => {
    const policy = {
      g: 1.86,
      low: 0.0123,
      difference: { value: 0.048, low: 0.0241, high: 0.0732, n: 400 },
      turnsAt: 2.44,
      picked: { ratio: 1.1, se: 0.2, share: 0.35 },
      effective: 120,
    };
    expect(read(withCandidate({ g: 1.86, policy }))).toContain(
      "Had sales worked all leads, the difference would be +4.8 per 100 slots (+2.4 to +7.3), as far as the worked ones tell. " +
        "We take those that it did not work to be 1.9 times worse than they look (discount): the low end is then +1.2 per 100 slots, and would be 0 at 2.4 times. " +
        "Of the leads that it adds and today\u2019s definition never passed on, sales picked 35.0% by itself; they brought 1.1 times what was to be expected.",
    );
    expect(read(withCandidate({ policy: { ...policy, low: -0.02, picked: null } }))).toContain(
      "the low end is then \u22122.0 per 100 slots.",
    );
    expect(read(withCandidate({ policy: { ...policy, turnsAt: null } }))).toContain(
      ", and above 0 at any discount.",
    );
  });

  it("a pilot's conditions are the numbers of the pilot", () => {
    const words = read(
      withCandidate({
        pilot: { ...candidate("x").pilot, n: 251, quarters: 3.6, changeFrom: 41, dropBelow: 28, slow: false },
      }),
    );
    expect(words).toContain("Sales works 251 of the leads it adds, picked at random, for about 4 quarters");
    // 251 leads over the 4 quarters of 13 weeks that it names, for two reps
    expect(words).toContain("4 quarters (2.4 a week per rep)");
    expect(words).toContain("Success: 41 or more of them become opportunities.");
    expect(words).toContain("Drop it, if fewer than 28 of the 251 become opportunities.");
  });

  it("the worst case stands beside the gain, in outcomes a quarter, and a slot is explained", () => {
    const { capacity } = resultWith();
    const [first] = capacity?.quarters ?? [];
    const words = read(
      withCandidate({ quarters: [first?.quarter ?? ""], worstCaseLow: -12 / (first?.slots ?? 0) }),
    );
    expect(words).toContain("\u221212 in the worst case");
    expect(words).toContain("a slot is one lead that sales has time for");
    expect(read(withCandidate({ worstCaseLow: null }))).not.toContain("in the worst case:");
  });

  it("ten worked outcomes are asked for only where they would do: not where the low end is under 0", () => {
    const swapIns = { n: 73, worked: 9, wins: 19, workedWins: 3 };
    const decides = { level: 0.975, low: 0.01, high: 0.07 };
    const sure = read(withCandidate({ swapIns, monotoneLow: 0.02, decides }));
    expect(sure).toContain(
      "Switch now, if 10 of the leads it adds were worked and became opportunities (3 so far).",
    );
    const unsure = read(withCandidate({ swapIns, monotoneLow: -0.02, decides }));
    expect(unsure).not.toContain("Switch now");
    expect(unsure).toContain("No switch before 10 of the leads it adds were worked");
    // nor where the difference as observed is not sure at the level that decides
    expect(read(withCandidate({ swapIns, monotoneLow: 0.02 }))).toContain("No switch before 10 of");
    // parts of leads count for less than the whole that they do not reach
    const parts = { ...swapIns, workedWins: 9.8 };
    expect(read(withCandidate({ swapIns: parts, monotoneLow: 0.02, decides }))).toContain("(9 so far)");
  });

  it("7: nothing says to switch where the gain is not sure at the intake that sales had, and must be", () => {
    const there = {
      leadsPerRepPerDay: 0.3,
      difference: about(0.01, 0.03),
      decides: { level: 0.975, low: -0.02, high: 0.04 },
      monotoneLow: -0.03,
      holds: false,
      perQuarter: quarterly(0.9, -1.5, 3.3),
    };
    const over: Partial<CandidateFacts> = {
      swapIns: { n: 320, worked: 6, wins: 50, workedWins: 4 },
      monotoneLow: 0.026,
      decides: { level: 0.975, low: 0.024, high: 0.08 },
      atHistory: there,
    };
    const result = withCandidate(over);
    const { capacity } = result;
    if (capacity === null) throw new Error("no capacity");
    const asked = (decides: boolean): string =>
      read({
        ...result,
        capacity: { ...capacity, atHistory: { leadsPerRepPerDay: 0.3, decides, definitions: {} } },
      });
    expect(asked(true)).not.toContain("Switch now");
    expect(asked(true)).toContain("A change must hold there too.");
    // the study says since when and why there is more: then history does not decide
    expect(asked(false)).toContain("Switch now, if 10 of");
    expect(asked(false)).not.toContain("A change must hold there too.");
  });

  it("7: two figures that read alike are not set against each other", () => {
    const there = {
      leadsPerRepPerDay: 0.4,
      difference: about(0.1, 0.02),
      decides: null,
      monotoneLow: 0.01,
      holds: false,
      perQuarter: quarterly(10.8, 7, 15),
    };
    const said = (here: number): string =>
      read(withCandidate({ perQuarter: quarterly(here, 7, 14), atHistory: there }));
    expect(said(10.52)).toContain("+10.8 a quarter (7.0 to 15.0) instead of +10.5. Fewer slots sharpen");
    expect(said(10.77)).toContain("+10.8 a quarter (7.0 to 15.0), too.");
    expect(said(10.77)).not.toContain("Fewer slots sharpen");
  });

  it("7: an outcome is said as its verb asks: will win, would have been qualified; one rep is the same rep", () => {
    const of = (stage: string): string => {
      const result = withCandidate({ perQuarter: quarterly(6, 3, 9) });
      const { capacity, study } = result;
      if (capacity === null) throw new Error("no capacity");
      return read({
        ...result,
        study: { ...study, outcome: { ...study.outcome, stage } },
        capacity: { ...capacity, reps: 1 },
      });
    };
    expect(of("won")).toContain("Success: 26 or more of them win.");
    expect(of("won")).toContain("in 100 would have won: we cannot");
    expect(of("qualified")).toContain("Success: 26 or more of them are qualified.");
    expect(of("qualified")).toContain("in 100 would have been qualified: we cannot");
    expect(of("Converted")).toContain("fewer than 12 of the 120 convert.");
    expect(of("won")).toContain(", with the same rep.");
  });

  it("the same at the intake that sales had", () => {
    const there = {
      leadsPerRepPerDay: 0.5,
      difference: about(0.1, 0.02),
      decides: null,
      monotoneLow: 0.01,
      holds: false,
      perQuarter: quarterly(7.2, 4, 11),
    };
    const words = read(withCandidate({ perQuarter: quarterly(6, 3, 9), atHistory: there }));
    expect(words).toContain(
      "At the pace sales really had (0.5 a rep and day, not 1): +7 a quarter (4 to 11) instead of +6.",
    );
    expect(read(withCandidate({}))).not.toContain("At the pace sales really had");
  });

  it("holds at most 120 words of sentences above the table", () => {
    const there = {
      leadsPerRepPerDay: 0.5,
      difference: about(0.1, 0.02),
      decides: null,
      monotoneLow: 0.01,
      holds: false,
      perQuarter: quarterly(7.2, 4, 11),
    };
    const longest = withCandidate({
      perQuarter: quarterly(6, 3, 9),
      atHistory: there,
      reason: "only 2 of the leads it adds were worked and became opportunities; we ask for at least 10",
    });
    const blocks = sections[0]?.(subjectOf(longest))?.blocks ?? [];
    const said: string[] = [];
    const walk = (of: typeof blocks): void => {
      for (const b of of) {
        if (b.kind === "paragraph")
          said.push(b.text.map((p) => (typeof p === "string" ? p : p.text)).join(""));
        if (b.kind === "list")
          for (const item of b.items)
            said.push(item.map((p) => (typeof p === "string" ? p : p.text)).join(""));
        if (b.kind === "columns") for (const column of b.columns) walk(column);
      }
    };
    walk(blocks);
    expect(said.join(" ").split(/\s+/).length).toBeLessThanOrEqual(120);
  });
});

describe("7.21: without a verdict the page still says what stands", () => {
  const of = (a: Estimated, b: Estimated, covers = ["FY2026-Q1", "FY2026-Q2"]): Result => ({
    ...withoutIncumbent(),
    definitions: {
      searching: definition({ pooled: pooled({ winsPerSlot: a, difference: null }) }),
      unknown: definition({ pooled: pooled({ winsPerSlot: b, difference: null, covers }) }),
    },
  });

  it("the better definition where the intervals part, and no claim where they do not", () => {
    expect(titleOf(of(about(0.129, 0.011), about(0.066, 0.01)))).toBe(
      "No verdict, but searching brings more than unknown: 12.9 opportunities per 100 slots (11.8 to 14.0), 6.6 by unknown",
    );
    const level = titleOf(of(about(0.129, 0.05), about(0.1, 0.05)));
    expect(level).not.toContain("more than");
    // over other quarters nothing is set side by side
    expect(titleOf(of(about(0.129, 0.011), about(0.066, 0.01), ["FY2026-Q2"]))).not.toContain("more than");
  });

  it("what wins per slot are made of: slots used, and how good the leads with a slot are", () => {
    // 80 of 100 slots are used by each of the test's definitions, and 20 in 100 of their leads get there
    expect(read(of(about(0.129, 0.011), about(0.066, 0.01)))).toContain(
      "searching fills 80% of the slots, unknown 80%. Of the leads with a slot, 20 in 100 became opportunities by searching, 20 by unknown.",
    );
  });

  it("definitions over different quarters are compared in the only quarter that both have", () => {
    const base = of(about(0.129, 0.011), about(0.066, 0.01), ["FY2026-Q2"]);
    expect(titleOf(base)).toBe(
      "No verdict, but searching brings 12.9 opportunities per 100 slots (11.8 to 14.0)",
    );
    // 16 per 100 slots each in FY2026-Q2
    expect(read(base)).toContain(
      "In FY2026-Q2, the only quarter of both, searching brings 16.0 opportunities per 100 slots and unknown 16.0: no clear difference.",
    );
  });

  it("chances that do not come true later are told on page one, beyond chance and past a fifth alone", () => {
    const later = (observedExpected: Estimated): Result => ({
      ...withoutDefinitions(),
      models: { logit: logistic({ evaluation: { ...logistic().evaluation, observedExpected } }) },
    });
    expect(read(later(about(1.45, 0.06)))).toContain(
      "logit predicts too few opportunities: 145 came for every 100 predicted (139 to 151). Use its score to sort leads, not as a chance.",
    );
    for (const fine of [about(1.2, 0.05), about(1.45, 0.6)])
      expect(read(later(fine))).not.toContain("Use its score to sort leads");
  });

  it("a rate that moves is not told by its average alone", () => {
    const cohort = (month: string, rate: Estimated) => ({
      month,
      n: 800,
      won: 1,
      refused: 0,
      mature: true,
      rate,
    });
    const moved = (last: Estimated): Result => ({
      ...withoutIncumbent(),
      funnel: {
        ...noJourney,
        stages: [],
        cohorts: [cohort("2008-05", about(0.031, 0.004)), cohort("2010-11", last)],
        judged: {
          from: "2008-05",
          to: "2010-11",
          months: 2,
          n: 1600,
          refused: 0,
          won: 176,
          rate: about(0.11, 0.01),
        },
      },
    });
    expect(read(moved(about(0.45, 0.05)))).toContain("(11%): 3.1% of those of 2008-05, 45% of 2010-11.");
    expect(read(moved(about(0.05, 0.004)))).not.toContain("of those of 2008-05");
  });

  it("the better ranking model is not the better one at the top where its best tenth is worse beyond chance", () => {
    const model = (auc: Estimated, tenth: Estimated) =>
      logistic({ evaluation: { ...logistic().evaluation, auc, precisionAtTenth: tenth } });
    const ranked = (tenth: Estimated): Result => ({
      ...withoutDefinitions(),
      models: {
        hand: model(about(0.628, 0.009), tenth),
        logit: model(about(0.716, 0.01), about(0.59, 0.027)),
      },
      comparison: {
        method: "walk-forward",
        reason: null,
        pairs: [
          {
            a: "hand",
            b: "logit",
            aucDifference: about(-0.087, 0.01),
            logLossDifference: about(0.006, 0.008),
          },
        ],
      },
    });
    const alone =
      "No verdict, but the model logit ranks leads better than the model hand (AUC 0.716 against 0.628; 0.5 is chance)";
    expect(titleOf(ranked(about(0.666, 0.026)))).toBe(
      `${alone}; at the top hand is ahead: of its best tenth 67 in 100 became opportunities, 59 by logit`,
    );
    expect(titleOf(ranked(about(0.6, 0.026)))).toBe(
      "No verdict, but of the tenth of leads that the model logit scores highest, 59 in 100 became opportunities; of all that it scored, 8.0",
    );
  });

  it("what gives a verdict is said in words, with the study's line unfolded below", () => {
    const lone = read(withoutIncumbent());
    expect(lone).toContain("Say which definition is in force today.");
    expect(lone).toMatch(/How to state it in study\.yaml.*The definition in force: incumbent:/);
    // two things are missing: neither alone would give a verdict
    const bare = withoutDefinitions();
    const words = read({
      ...bare,
      decision: { ...bare.decision, declared: 2, incumbent: null, reason: "the study states no capacity" },
    });
    expect(words).toContain("What a verdict needs");
    expect(words).toMatch(
      /1\. Say how many leads sales can take\. 2\. Say which definition is in force today\./,
    );
    const untimed = withoutDefinitions();
    expect(
      read({
        ...untimed,
        study: { ...untimed.study, outcome: { stage: "Converted = 1", withinDays: null } },
      }),
    ).toContain("Add the date on which each lead reached the outcome");
    expect(read(nothingJudged())).toContain("a quarter can be judged 90 days after it ends");
  });

  it("a column that says 1 is leads converted, and no funnel says 0 of 100", () => {
    const base = withoutDefinitions();
    const words = read({
      ...base,
      study: { ...base.study, outcome: { stage: "Converted = 1", withinDays: null } },
      funnel: {
        ...noJourney,
        stages: [
          {
            stage: "lead",
            reached: 9240,
            dated: null,
            before: null,
            wentOn: null,
            conversion: null,
            medianDays: null,
          },
          {
            stage: "Converted = 1",
            reached: 3561,
            dated: null,
            before: 9240,
            wentOn: 3561,
            conversion: about(3561 / 9240, 0.01),
            medianDays: null,
          },
        ],
        cohorts: [],
        judged: null,
      },
    });
    expect(words).toContain("From lead to Converted = 1, 39 in 100 go on (38 to 40)");
    expect(words).toContain("3,561 of 9,240 leads converted");
    expect(words).not.toMatch(/\bwon\b/);
  });
});

describe("7.21: intervals name accounts only where the study has them", () => {
  it("each lead is an account of its own", () => {
    const base = resultWith();
    const alone = { ...base.data.rows, accounts: base.data.rows.leads };
    const page = marked({ ...base, data: { ...base.data, rows: alone } });
    const firstPage = page.split("## More leads, or better ones")[0] ?? "";
    expect(firstPage).not.toContain("leads of one account");
    expect(marked(base)).toContain("leads of one account taken as related");
  });
});

describe("7.21: names keep their letters", () => {
  it("in a warning that begins with one", () => {
    const warned = resultWith();
    const [first] = warned.warnings;
    if (first === undefined) throw new Error("the test's result has a warning");
    const page = marked({
      ...warned,
      warnings: [{ ...first, where: "", what: "demo_or_fit beats the incumbent", mend: "" }],
    });
    expect(page).toContain("- **demo_or_fit** beats the incumbent.");
  });
});

describe("7.21: a model no better than chance is said so", () => {
  const worthless = (auc: Estimated): Result =>
    resultWith({ models: { logit: logistic({ evaluation: { ...logistic().evaluation, auc } }) } });

  it("on page one, where its interval holds .5, and not where it does not", () => {
    const said =
      "The model logit ranks leads no better than chance (AUC 0.506, 0.478 to 0.534; 0.5 is chance): do not use it.";
    expect(read(worthless(about(0.506, 0.028)))).toContain(said);
    expect(read(worthless(about(0.536, 0.028)))).not.toContain("no better than chance (AUC");
  });

  it("11: and its score is not advised for sorting in the same breath, though its chances are wrong too", () => {
    const { evaluation } = logistic();
    const wrong = { ...evaluation, method: "walk-forward" as const, observedExpected: about(0.7, 0.05) };
    const saying = (auc: Estimated): string =>
      read({
        ...withoutIncumbent(),
        models: { logit: logistic({ evaluation: { ...wrong, auc } }) },
      });
    expect(saying(about(0.7, 0.03))).toContain("Use its score to sort leads, not as a chance.");
    expect(saying(about(0.48, 0.03))).toContain("do not use it.");
    expect(saying(about(0.48, 0.03))).not.toContain("Use its score to sort leads");
  });
});

const names = ["a", "b", "c", "d", "hand", "small"];
const ranking = (worse: readonly string[]): Result =>
  resultWith({
    models: Object.fromEntries(names.map((n) => [n, logistic()])),
    comparison: {
      method: "walk-forward",
      reason: null,
      pairs: names.flatMap((a, i) =>
        names.slice(i + 1).map((b) => ({
          a,
          b,
          aucDifference:
            worse.includes(a) !== worse.includes(b)
              ? about(worse.includes(a) ? -0.07 : 0.07, 0.02)
              : about(0.01, 0.02),
          logLossDifference: about(0, 0.01),
        })),
      ),
    },
  });

describe("7.21: titles of models are never false", () => {
  it("with four unbeaten models and two that are beaten it does not say that there is no difference", () => {
    const words = read(ranking(["hand", "small"]));
    expect(words).toContain(
      "hand and small rank worse than another; which of the other 4 is best these data cannot show",
    );
    expect(words).not.toContain("no difference in how the models rank");
  });

  it("none is beaten: no difference; all but three are: the three are named", () => {
    expect(read(ranking([]))).toContain("These data show no difference in how the models rank leads");
    expect(read(ranking(["c", "d", "hand", "small"]))).toContain(
      "No model ranks better than a and b; which of them is best these data cannot show",
    );
  });
});

describe("7.21: models no better than chance", () => {
  it("are not called better or more accurate than one another", () => {
    const worse = ranking(["hand"]);
    const chance = {
      ...worse,
      models: Object.fromEntries(
        Object.entries(worse.models).map(([n, m]) => [
          n,
          { ...m, evaluation: { ...m.evaluation, auc: about(0.48, 0.03) } },
        ]),
      ),
    };
    const words = read(chance);
    expect(words).toContain("No model ranks leads better than chance: not a, b, c, d, hand or small");
    expect(words).toContain("None of these models ranks leads better than chance");
    expect(words).not.toMatch(/ranks better than|most accurate, /);
  });
});

describe("7.21: quarters and the funnel", () => {
  const byQuarter = (ends: readonly (readonly [number, number])[]): Result =>
    resultWith({
      definitions: {
        ...resultWith().definitions,
        demo_or_fit: definition({
          quarters: ends.map(([value, half], i) =>
            quarter(`FY2026-Q${i + 1}`, { difference: about(value, half) }),
          ),
        }),
      },
    });

  it("counts the quarters in which it clearly beat or lost, and the rest", () => {
    expect(
      read(
        byQuarter([
          [0.05, 0.02],
          [0.01, 0.02],
          [-0.05, 0.02],
          [0.01, 0.02],
        ]),
      ),
    ).toContain(
      "demo_or_fit clearly beat incumbent in 1 of 4 quarters, and was clearly worse in 1; in the other 2 there was no clear difference",
    );
    expect(read(byQuarter([[0.01, 0.02]]))).toContain(
      "In no single quarter is demo_or_fit clearly different from incumbent",
    );
  });

  it("the headline's rate is that of the cohorts in the table", () => {
    expect(read(resultWith())).toContain("38 of 399 leads became opportunities within 90 days (9.5%)");
  });

  it("a stage that nothing dates gives no drop", () => {
    const base = resultWith();
    const stages = base.funnel.stages.map((s) => (s.stage === "mql" ? { ...s, dated: 0 } : s));
    const words = read({ ...base, funnel: { ...base.funnel, stages } });
    expect(words).toContain("How far leads came");
    expect(words).not.toMatch(/biggest drop|go on \(/);
    expect(words).toContain("No row dates mql: its count is that of the stages after it.");
  });

  it("rows over other quarters say so", () => {
    const base = resultWith();
    const page = marked({
      ...base,
      definitions: {
        ...base.definitions,
        written: definition({ pooled: pooled({ covers: ["FY2026-Q2"], quarters: 1 }) }),
      },
    });
    const row = page.split("\n").find((line) => line.startsWith("| **written** \u00b7 also tried")) ?? "";
    expect(row).toContain("1 quarter (FY2026-Q2)");
  });

  it("two quarters whose interval is nearly everything give no next quarter", () => {
    const base = resultWith();
    const words = read({
      ...base,
      definitions: {
        ...base.definitions,
        written: definition({ pooled: pooled({ nextQuarter: { value: 0.366, low: 0, high: 1, n: 2 } }) }),
      },
    });
    expect(words).not.toContain("0.0 to 100.0");
    expect(words).toContain("2 quarters are too few to say");
  });
});

describe("7.21: tables, names and colours", () => {
  it("a long reason wraps, and an interval does not", async () => {
    const reason = "logit is not fitted here: 5 leads reach the outcome among 107 training moments";
    const base = resultWith();
    const { html } = await renderReport({
      ...base,
      definitions: {
        ...base.definitions,
        written: definition({ quarters: [quarter("FY2026-Q1", { winsPerSlot: { value: null, reason } })] }),
      },
    });
    expect(html).toContain(`<span class="sub long">${reason}</span>`);
    expect(html).not.toMatch(/<span class="sub long">[\d.\u2212+%]+ to [\d.\u2212+%]+<\/span>/);
  });

  it("long names may break after their underscores alone, short ones nowhere", async () => {
    const { html } = await renderReport(manyDefinitions(9));
    expect(html).toContain("a_<wbr>definition_<wbr>whose_<wbr>name");
    expect(html).not.toContain("candidate_<wbr>");
  });

  it("the foremost alone is blue, the incumbent grey, the others pale", () => {
    const { definitions } = subjectOf(resultWith());
    expect(definitions.map((d) => [d.name, d.role])).toEqual([
      ["incumbent", "incumbent"],
      ["demo_or_fit", "c1"],
      ["written", "rest"],
    ]);
  });

  it("parts of leads are whole leads in tables", () => {
    const base = resultWith();
    const words = read({
      ...base,
      definitions: {
        ...base.definitions,
        written: definition({ pooled: pooled({ served: 160.4, wins: 169.8, volume: 979.6 }) }),
      },
    });
    expect(words).not.toMatch(/169\.8|979\.6|160\.4/);
    expect(words).toContain("170 of 160 became opportunities");
  });
});

describe("7: what is said of channels and the pipeline follows from the figures below it", () => {
  const none: Estimated = { value: null, reason: "not estimated here" };
  const channel = (of: string, mqls: number, rate: Estimated) => ({
    channel: of,
    leads: 1_000,
    mqls,
    customers: 10,
    mqlRate: none,
    rate,
    mqlToCustomer: none,
    readyAtCreation: none,
    readyIn7Days: none,
  });
  const titled = (...channels: ReturnType<typeof channel>[]): string => {
    const base = resultWith();
    return read({ ...base, funnel: { ...base.funnel, channels } });
  };
  const most = channel("content", 253, about(0.096, 0.015));

  it("no other channel is surely better than the largest: that is said of the largest, not of the average", () => {
    expect(titled(most, channel("referral", 92, about(0.13, 0.032)))).toContain(
      "content brings the most leads; no other channel's leads surely became opportunities more often than its own",
    );
  });

  it("a better channel is named even if another has a higher rate of few leads", () => {
    expect(
      titled(most, channel("partner", 9, about(0.2, 0.15)), channel("referral", 92, about(0.14, 0.02))),
    ).toContain("leads of referral became opportunities more often: 14 in 100 against 9.6");
  });

  it("a channel without a name that is better is no channel to bring more by, and is not denied", () => {
    expect(titled(most, channel("unknown", 92, about(0.17, 0.02)))).toContain(
      "no other named channel's leads surely became opportunities more often than its own",
    );
  });

  it("a forecast of the pipeline that was wrong for most past quarters is no headline", () => {
    const base = resultWith();
    const past = (within: readonly boolean[]) =>
      within.map((held, i) => ({
        quarter: `FY2026-Q${i + 1}`,
        open: 1_600,
        said: about(800, 40),
        came: held ? 800 : 600,
        within: held,
      }));
    const of = (within: readonly boolean[]): string =>
      read({
        ...base,
        funnel: {
          ...base.funnel,
          pipeline: {
            from: "lead",
            to: "won",
            quarter: "FY2027-Q4",
            level: 0.8,
            open: 1_589,
            brings: { value: 72.2, low: 63, high: 81, n: 1_589 },
            past: past(within),
            p: null,
          },
        },
      });
    const wrong = of([false, false, false]);
    expect(wrong).toContain(
      "What the present pipeline brings in FY2027-Q4 cannot be foretold: the same forecast was right in none of 3 past quarters",
    );
    expect(wrong).not.toContain("should reach won in FY2027-Q4");
    expect(of([true, true, false])).toContain(
      "Of the present pipeline 72 should reach won in FY2027-Q4 (63 to 81)",
    );
  });

  it("intervals are said to take accounts as related only where the study names accounts", () => {
    const base = ranking([]);
    expect(read(base)).toContain("AUC with 95% intervals, leads of one account taken as related.");
    const { leads } = base.data.rows;
    expect(
      read({ ...base, data: { ...base.data, rows: { ...base.data.rows, accounts: leads } } }),
    ).not.toContain("leads of one account taken as related");
  });
});
