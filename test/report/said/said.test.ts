import { describe, expect, it } from "vitest";
import { uncalibratedAtCrossing } from "../../../src/base/messages/workbench.ts";
import { summary } from "../../../src/cli/summary.ts";
import { volumePanel } from "../../../src/report/charts/definitions/quarters.ts";
import { textWidth } from "../../../src/report/charts/theme.ts";
import { markdown } from "../../../src/report/markdown.ts";
import { style } from "../../../src/report/page/style.ts";
import { sections } from "../../../src/report/sections/index.ts";
import { subjectOf } from "../../../src/report/subject.ts";
import type { CandidateFacts, Result } from "../../../src/result/type.ts";
import {
  about,
  candidate,
  definition,
  nothingJudged,
  oneQuarter,
  points,
  pooled,
  resultWith,
  withoutDefinitions,
  withoutIncumbent,
} from "../support.ts";
import { scan } from "./scan.ts";

/** All that a reader gets of a result: the report's sections as Markdown, and the end of the run on the terminal. */
const said = (result: Result): string => {
  const subject = subjectOf(result);
  return markdown(
    result.study.title,
    "",
    sections.flatMap((section) => section(subject) ?? []),
  );
};

const complaints = (result: Result) => scan(said(result), result);

const withCandidate = (over: Partial<CandidateFacts>, verdict: CandidateFacts["verdict"] = "pilot"): Result =>
  resultWith({
    decision: {
      ...resultWith().decision,
      verdict,
      candidates: [candidate("demo_or_fit", { recommended: true, verdict, ...over })],
    },
  });

const blind = { worked: null, workedWins: null };
const unworked: Partial<CandidateFacts> = {
  monotoneLow: null,
  worstCaseLow: null,
  swapIns: { n: 73, wins: 19, ...blind },
  swapOuts: { n: 31, wins: 5, ...blind },
};

const quarterly = (
  candidate: number,
  incumbent: number,
  low: number,
  high: number,
): CandidateFacts["perQuarter"] => ({
  candidate: about(candidate, 4),
  incumbent: about(incumbent, 4),
  difference: { value: candidate - incumbent, low, high, n: 300 },
  decides: { low: low - 1, high: high + 1 },
});

describe("made results, sentence by sentence", () => {
  it.each<readonly [string, Result]>([
    ["a pilot", resultWith()],
    ["no incumbent", withoutIncumbent()],
    ["no definitions", withoutDefinitions()],
    ["one quarter", oneQuarter()],
    ["nothing judged", nothingJudged()],
    ["a pilot where nobody knows who was worked", withCandidate(unworked)],
    ["a drop where nobody knows who was worked", withCandidate(unworked, "drop")],
    ["a drop", withCandidate({ perQuarter: quarterly(21.3, 27.4, -9.2, -3.1) }, "drop")],
    ["a change", withCandidate({ perQuarter: quarterly(36.4, 27.4, 5.2, 12.8) }, "change")],
    ["keep", withCandidate({ perQuarter: quarterly(28, 27.4, -2.2, 3.4) }, "keep")],
    // 3.6, 87.4 and 83.8: whole numbers would read 4 more, 87 instead of 84
    ["whole numbers that do not add up", withCandidate({ perQuarter: quarterly(87.4, 83.8, 0.9, 6.3) })],
    ["worked wins just short", withCandidate({ swapIns: { n: 73, worked: 43, wins: 19, workedWins: 9.6 } })],
    [
      "months of the bridge withheld",
      resultWith({
        funnel: {
          ...resultWith().funnel,
          bridge: {
            stages: { from: "mql", to: "opportunity" },
            days: 90,
            months: [],
            from: 344,
            to: 86,
            bypassed: 0,
            carriedIn: 20,
            carriedOut: 23,
            skipped: 30,
            cohort: 119,
            ratio: 0.25,
            rate: about(0.346, 0.05),
          },
        },
      }),
    ],
  ])("%s", (_, result) => {
    expect(complaints(result)).toEqual([]);
  });

  it("a sure gain in the leads as they were worked is not called sure while the verdict is not", () => {
    const words = said(withCandidate({ perQuarter: quarterly(36.4, 27.4, 5.2, 12.8) }));
    expect(words).toContain("it could be as low as 4 at 97.5% (2 tried), as the leads were worked");
    expect(said(withCandidate({ perQuarter: quarterly(28, 27.4, -2.2, 3.4) }))).toContain(
      "not reached: at most 3 as the leads were worked",
    );
  });

  it("a drop without a record of who was worked is not settled, and with one it is", () => {
    expect(said(withCandidate(unworked, "drop"))).toContain(
      "A definition that adds other leads, or a record of who was worked",
    );
    expect(said(withCandidate({}, "drop"))).toContain("this one is settled");
  });

  it("a definition that adds no lead is dropped for that, whoever was worked", () => {
    const none = { n: 0, wins: 0, ...blind };
    expect(said(withCandidate({ ...unworked, swapIns: none }, "drop"))).toContain(
      "A definition that adds leads: this one adds none.",
    );
  });

  it("the smallest gain is asked for once", () => {
    const reason = "it shows no gain to size a pilot on: state decide.smallest_gain";
    const open = withCandidate({ pilot: { ...candidate("x").pilot, n: null, reason } }, "cannot tell");
    const words = said({ ...open, decision: { ...open.decision, smallestGain: null } });
    expect(words).toContain(reason);
    expect(words).not.toContain("State the smallest gain worth having");
  });

  it("that nobody says who was worked is said once", () => {
    const blindly = withCandidate(unworked);
    const result = {
      ...blindly,
      definitions: Object.fromEntries(
        Object.entries(blindly.definitions).map(([of, d]) => [
          of,
          { ...d, pooled: pooled({ ...d.pooled, worked: null }) },
        ]),
      ),
    };
    expect(said(result).match(/does not say which leads sales worked/g)).toHaveLength(1);
  });

  it("intervals that overlap are no evidence that two definitions are equal", () => {
    const alike = resultWith({
      definitions: {
        ...resultWith().definitions,
        demo_or_fit: definition({
          pooled: pooled({ volume: 270, precisionAll: about(0.157, 0.04), difference: about(0.041, 0.044) }),
        }),
      },
    });
    expect(said(alike)).toContain(
      "### **demo_or_fit** passes on 1.5 times as many leads as **incumbent**; 16 in 100 became opportunities, 19 of **incumbent**'s",
    );
  });

  it("a rate that counts each lead once says so beside counts of snapshots that it is not the ratio of", () => {
    // 345 of 4,321 are 8.0 in 100, and the base rate of leads is 8.6
    const hand = points();
    const { logit } = resultWith().models;
    if (logit === undefined) throw new Error("no logit");
    const apart = { ...hand, evaluation: { ...hand.evaluation, baseRate: about(0.086, 0.01) } };
    expect(said(resultWith({ models: { hand: apart, logit } }))).toContain(
      "(8.6 in 100, where each lead counts once)",
    );
    expect(said(resultWith())).toContain("(8.0 in 100)");
  });

  it("what a pilot would cost stands on page one", () => {
    const worth = { perSlot: about(-4, 1), perLead: about(-7, 1), pays: "no" as const };
    const money = {
      workedLead: 900,
      outcomeValue: 500,
      breakEven: 1.8,
      cutoffs: {},
      definitions: {
        incumbent: { ...worth, perQuarter: about(-57_967, 6_000), difference: null },
        demo_or_fit: { ...worth, perQuarter: about(-79_567, 5_000), difference: about(-21_600, 6_500) },
      },
    };
    const words = said(resultWith({ money }));
    expect(words.slice(0, words.indexOf("### "))).toContain(
      "**\u221221,600 in money**: a quarter, after the cost of working leads (\u221228,100 to \u221215,100)",
    );
    expect(words).toContain("cost more than they bring, and so would those of any definition");
  });

  it("chances of leads that are taken in the morning are told apart from those of leads that qualify", () => {
    const told = uncalibratedAtCrossing("top_of_day", 0.724, true);
    expect(told.what).toBe(
      "among the leads that top_of_day takes in the morning came 0.72 outcomes for each one that its score predicted",
    );
    expect(told.mend).toContain("read the order of the score");
    const result = resultWith({
      definitions: { ...resultWith().definitions, demo_or_fit: definition({ byMorning: true }) },
    });
    expect(said(result)).toContain("by demo_or_fit, when it is taken in the morning");
  });

  it("in print a note is smaller than the text that it is a note to", () => {
    const print = style.slice(style.indexOf("@media print"));
    const points = (rule: RegExp): number => Number(rule.exec(print)?.[1]);
    expect(points(/p\.note,figcaption,caption\{font-size:([\d.]+)pt/)).toBeLessThan(
      points(/body\{font-size:([\d.]+)pt/),
    );
  });

  it("the numbers of an axis have room", () => {
    const marks = [{ quarter: "FY2026-Q1", served: 9_000, overflow: 0, slots: 12_000, provisional: false }];
    const { padding } = volumePanel(marks, ["FY2026-Q1", "FY2026-Q2"], 12_500, "#000") as {
      padding: { left: number };
    };
    expect(padding.left).toBeGreaterThanOrEqual(textWidth("12,500") + 8);
    // a quarter without figures says so
    expect(JSON.stringify(volumePanel(marks, ["FY2026-Q1", "FY2026-Q2"], 12_500, "#000"))).toContain(
      '"none"',
    );
  });

  it("the terminal's end", () => {
    for (const result of [resultWith(), nothingJudged(), withoutDefinitions()])
      expect(scan(summary(result, "reports/x").replace(/ {2,}/g, " "), result)).toEqual([]);
  });
});

describe("the reader who mistrusts sees what is planted", () => {
  const rules = (text: string): string[] => scan(text, resultWith()).map(({ rule }) => rule);
  it.each([
    ["It brings NaN more.", "a value of the program"],
    ["A change of \u22120.0 points.", "zero with a sign"],
    ["It takes 1 leads.", "one of many"],
    ["After 12 quarter it ends.", "many of one"],
    ["Of the the leads.", "a word twice"],
    ["It is  so.", "two blanks"],
    ["It ends ( ) here.", "empty parentheses"],
    ["It ends , here.", "signs that do not follow each other"],
    ["The rate is 8.1% (8.4% to 9.0%).", "a value outside its interval"],
    ["Leads (9 to 3).", "an interval that ends before it begins"],
    ["It brings 4 more opportunities a quarter (\u22129 to \u22123).", "more, where all of it is less"],
    ["12 of 10 quarters.", "more than there are"],
    ["319 of 3,606 leads won (8.9%).", "a rate that is not a / b"],
    ["It brings 4 more a quarter (1 to 6): 87 instead of 84.", "a difference that is not"],
    ["It found 77.7% (71.1% to 82.2%).", "no figure of the result"],
    ["quarterly-review \u00b7 18,205 leads \u00b7 2 candidates", "leads"],
    ["It is sure to be reached.", "sure, though the verdict is not"],
  ])("%s", (text, rule) => {
    expect(rules(text).some((found) => found.startsWith(rule))).toBe(true);
  });

  it("and nothing in sentences that are right", () => {
    expect(
      rules(
        "Of 1 lead, 0 leads won. 41 of 100 leads. In FY2027-Q4 (2 to 6). It brings 4.1 more opportunities a quarter (\u22120.3 to 8.5): 20.4 instead of 16.3, at a predicted chance of 20% or more. 1 of the leads.",
      ),
    ).toEqual([]);
  });
});
