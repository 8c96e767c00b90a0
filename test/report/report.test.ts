import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type Report, renderReport } from "../../src/report/render.ts";
import type { Result } from "../../src/result/type.ts";
import {
  definition,
  everyKind,
  foundHalfLives,
  logistic,
  manyDefinitions,
  nothingJudged,
  oneQuarter,
  resultWith,
  sharedHalfLife,
  withoutDefinitions,
  withoutIncumbent,
  zeroWins,
} from "./support.ts";

/** The words of a page: tags out, entities back, white space folded. */
const wordsOf = (html: string): string =>
  html
    .replace(/<(style|script)\b.*?<\/\1>/gs, "")
    .replace(/<div class="explained".*?<\/div>/gs, "")
    .replace(/<wbr>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(
      /&(lt|gt|quot|amp|#39);/g,
      (_, e: string) => ({ lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'" })[e] ?? "",
    )
    .replace(/\s+/g, " ");

const order = [
  "verdict",
  "definitions",
  "meeting",
  "quarters",
  "volume",
  "funnel",
  "calibration",
  "models",
  "weights",
  "data",
  "unknown",
  "again",
  "glossary",
];

const sectionsOf = (html: string): string[] =>
  [...html.matchAll(/<section id="([^"]+)"/g)].map((m) => m[1] ?? "");

describe("a whole report", () => {
  let report: Report;
  let words: string;
  beforeAll(async () => {
    report = await renderReport(resultWith());
    words = wordsOf(report.html);
  });

  test("has the sections in order, and an outline that leads to each", () => {
    expect(sectionsOf(report.html)).toEqual(order);
    for (const id of order) expect(report.html).toContain(`<a href="#${id}">`);
    expect(report.markdown.match(/^## .*$/gm)?.length).toBe(order.length);
  });

  test("answers first: the sentence comes before any table or chart", () => {
    const answer =
      "It would bring about 4.1 more opportunities a quarter (0.3 fewer to 8.5 more): 20.4 instead of 16.3, with the same 2 reps.";
    expect(words).toContain(answer);
    expect(report.html.indexOf(answer)).toBeLessThan(report.html.indexOf("<table"));
    expect(report.html.indexOf(answer)).toBeLessThan(report.html.indexOf("<svg"));
  });

  test.each([
    ["leads it adds: worked, outcomes, of these worked", "It adds 73 43 19 17"],
    ["leads it drops", "It drops 31 29 5 5"],
    ["the monotone low end", "the result is no worse than \u22121.2 per 100 slots"],
    ["the worst case", "it could be a loss of 7.7 per 100 slots"],
    ["the level for two candidates", "97.5%"],
    ["the pilot", "Sales works 120 of the leads it adds, picked at random, for about 4 quarters"],
    ["outcomes per 100 slots", "20.4"],
    ["their interval", "16.4 to 24.4"],
    ["the difference", "+4.1"],
    ["the share of slots that is used", "80% 32 of 160 became opportunities"],
    ["recall", "52% 45% to 59%"],
    ["AUC", "0.804"],
    ["AUC as a count of pairs", "it scores the first higher 80 times in 100"],
    ["a fold that was not fitted", "fewer than 50 positives: 31"],
    ["a weight in hundredths of a logit", "+118"],
    ["a hand rule", "demo_request_30d >= 1"],
    ["a group's ceiling", "web (to 25)"],
    ["a count's bin in whole numbers", "1 to 2"],
    ["a cohort", "2026-06"],
    ["a reject", "200+"],
    ["a warning's mend", "Take it out of features.known_at_creation"],
    ["immature moments", "777 of 9,777 lead snapshots are too recent to judge"],
    ["the digest", "c48057a2530c1ba28fbb82c480dd7d6f5e5cd71a2ba29337adffbd376675b7ff"],
    ["the command", "leadline run study.yaml"],
  ])("says %s", (_, what) => {
    expect(words.replace(/ (?=[.,;:)])/g, "")).toContain(what);
  });

  test("claims no more than the intervals allow", () => {
    // +4.1 from -0.3 to 8.5: no winner is named; AUC differs by .068 from .048 to .088: one is
    expect(words).toContain("These data show no difference between demo_or_fit and incumbent");
    expect(words).toMatch(/logit ranks better than hand/);
  });

  test("admits its one script by digest and loads nothing", () => {
    const scripts = [...report.html.matchAll(/<script>(.*?)<\/script>/gs)].map((m) => m[1] ?? "");
    expect(scripts.length).toBe(1);
    expect(report.html.match(/<script/g)?.length).toBe(1);
    const digest = createHash("sha256")
      .update(scripts[0] ?? "")
      .digest("base64");
    expect(report.html).toContain(
      `default-src 'none'; script-src 'sha256-${digest}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(report.html).not.toMatch(/\b(?:src|srcset|poster|xlink:href)=|url\(|@import|<link|<iframe/);
    // but places on the page and files beside it
    for (const [, to = ""] of report.html.matchAll(/href="([^"]*)"/g))
      expect(to).toMatch(
        /^(#|result\.json$|report\.md$|study\.yaml$|weights(\/[\w%.-]+\.json)?$|exports$|charts$|rejects\.csv$)/,
      );
  });

  test("explains each term once, and every explanation has its place in the glossary", () => {
    const links = [...report.html.matchAll(/class="term" id="use-([^"]+)"/g)].map((m) => m[1] ?? "");
    expect(links.length).toBeGreaterThan(10);
    expect(new Set(links).size).toBe(links.length);
    for (const id of links) {
      expect(report.html).toContain(`id="${id}"`);
      expect(report.html).toContain(`<div class="explained" id="note-${id}" popover>`);
      expect(report.html).toContain(`href="#use-${id}"`);
    }
  });

  test("Markdown shows the charts that lie beside it", () => {
    const shown = [...report.markdown.matchAll(/!\[[^\]]*\]\(charts\/([^)]+)\)/g)].map((m) => m[1] ?? "");
    expect(shown.length).toBeGreaterThan(8);
    expect([...report.charts.keys()].sort()).toEqual([...new Set(shown)].sort());
    for (const svg of report.charts.values()) {
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      expect(svg).not.toContain("var(--");
    }
  });

  test("is the same twice, byte for byte", async () => {
    const again = await renderReport(resultWith());
    expect(again.html).toBe(report.html);
    expect(again.markdown).toBe(report.markdown);
    expect([...again.charts]).toEqual([...report.charts]);
  });
});

describe("half-lives that are found", () => {
  const said = async (result: Result): Promise<string> =>
    wordsOf((await renderReport(result)).html).replace(/ (?=[.,;:)])/g, "");

  test("of each activity: the soonest and the last, plain counts, and what each quarter found", async () => {
    const words = await said(foundHalfLives());
    expect(words).toContain("demo_request counts half as much after 5 days, page_view only after 30");
    expect(words).toContain("the half-lives that 518 outcomes do not exclude (95%)");
    expect(words).not.toContain("Below 500 outcomes");
    expect(words).toMatch(/demo_request 5 4\.6 3\.1 to 6\.9 9\.4/);
    expect(words).toMatch(/webinar \u2013 plain counts 60 and more 0\.0/);
    expect(words).toMatch(/FY2026-Q1 31 none too few wins/);
    expect(words).toMatch(/FY2026-Q2 412 14 days/);
    expect(words).toMatch(/FY2026-Q3 463 plain counts/);
    expect(words).toMatch(/FY2026-Q4 502 demo_request 5 days, others 14 days/);
  });

  test("one for all but the activity whose own is better", async () => {
    const { final } = foundHalfLives().halfLives ?? {};
    const shared = sharedHalfLife().halfLives?.final.common ?? null;
    if (final === undefined || shared === null) throw new Error("no half-lives");
    const words = await said(
      foundHalfLives({ final: { ...final, common: shared, own: final.own?.slice(0, 1) ?? null } }),
    );
    expect(words).toContain("demo_request counts half as much after 5 days, other activity only after 14");
    expect(words).toContain("where that predicts better by more than chance; the others share one");
    expect(words).toMatch(/others 14 14 9\.1 and more 9\.4/);
  });

  test("one for all, with too few wins for more", async () => {
    const words = await said(sharedHalfLife());
    expect(words).toContain("Activity counts half as much after some 14 days (9.1 and more)");
    expect(words).toContain("Below 500 outcomes all activities share one half-life.");
  });

  test("none", async () => {
    const none = { wins: 12, reason: "12 leads reach the outcome", common: null, own: null };
    expect(await said(foundHalfLives({ final: none }))).toContain(
      "No half-life was found for the weights that ship: 12 leads reach the outcome.",
    );
    expect(await said(resultWith())).not.toContain("half-life");
  });
});

describe("models of every kind", () => {
  let report: Report;
  let words: string;
  beforeAll(async () => {
    report = await renderReport(everyKind());
    words = wordsOf(report.html).replace(/ (?=[.,;:)])/g, "");
  });

  test("stand by log loss, and a tie is said", () => {
    const board = /<caption>Most accurate first.*?<\/table>/s.exec(report.html)?.[0] ?? "";
    const names = [...board.matchAll(/<bdi class="name">([^<]+)<\/bdi>/g)].map((m) => m[1]);
    expect(names).toEqual(["card", "firth", "small", "close", "hand", "regions"]);
    expect(words).toContain(
      "The predictions of card are the most accurate, clearly better than those of 4 others, but not clearly better than those of firth.",
    );
    expect(wordsOf(board)).toMatch(
      /card best .* firth no clear difference .* \+0\.0100 \u22120\.0050 to \+0\.0250/,
    );
  });

  test.each([
    ["a penalty", "Firth logistic"],
    ["a scale", "100 points mean odds of 0.1 before calibration, and 20 more double them"],
    ["the ends of a scale", "A lead can have from 84 to 121; 0 to 100 and 1 to 5 below are that range"],
    ["a score for showing only", "100 of 100, 5 of 5"],
    [
      "where intervals come from",
      "95% intervals from the profile of the penalised likelihood, leads taken as independent",
    ],
    ["what drew rates together", "95% intervals of the posterior"],
    ["rates against the average lead", "What each trait adds to the success rate in 100 leads"],
    ["a whole point, unscaled", "starting at 97"],
    ["how many terms stand apart: .91 does, .05 does not", "1 of the 2 terms of firth is clearly different"],
    ["a term's interval", "+0.91 (+0.71 to +1.11)"],
    ["a made-up lead", "title: Manager (+21)"],
    ["how far segments spread", "the spread of the levels at 50 points and of single bins at 25"],
    ["a segment that is half its own", "EU 4,210 391 37% +42 +27 to +57"],
    [
      "in what it differs most",
      "employees 50 to 200 \u221231 (\u221251 to \u221211); title CTO +12 (\u22128 to +32)",
    ],
    ["a segment that leans on the common model", "APAC 41 3 96% \u22125 \u221265 to +55 nothing"],
    ["a bin of many levels", "CTO, CIO, CEO and 2 more"],
    ["what noise would show", "IV 0.400, noise to 0.020"],
    [
      "the cut-off that ships",
      "adaptive would pass a lead to sales when its predicted chance of becoming an opportunity is 22.8% or more ( firth score \u2212122)",
    ],
    ["the same as the SQL has it", "In the exported SQL: score >= \u22121,224,597"],
  ])("say %s", (_, what) => expect(words).toContain(what));

  test("are folded but for the best, which is open", () => {
    const folds = [...report.html.matchAll(/<details class="large"( open)?><summary><h3><bdi[^>]*>([^<]+)/g)];
    expect(folds.map((m) => [m[2], m[1] !== undefined])).toEqual([
      ["hand", false],
      ["firth", false],
      ["regions", false],
      ["card", true],
      ["small", false],
      ["close", false],
    ]);
  });

  test("a model that is not fitted has dashes, and its reason stands once, with the weights", async () => {
    const base = everyKind();
    const refused = logistic({
      penalty: "none",
      words: "plain logistic",
      weights: null,
      reason: "told is infinite; take a ridge",
      bins: [],
    });
    const report = await renderReport({ ...base, models: { ...base.models, plain: refused } });
    const board = /<caption>Most accurate first.*?<\/table>/s.exec(report.html)?.[0] ?? "";
    expect(wordsOf(board)).toMatch(/plain plain logistic, not fitted( –){7}/);
    expect(wordsOf(report.html).match(/told is infinite; take a ridge/g)).toHaveLength(1);
    // nor has it a row for each of the others, to say that nothing was compared
    const none = { value: null, reason: "the model was not scored" } as const;
    const { pairs } = base.comparison;
    const paired = await renderReport({
      ...base,
      models: { ...base.models, plain: refused },
      comparison: {
        ...base.comparison,
        pairs: [...pairs, { a: "hand", b: "plain", aucDifference: none, logLossDifference: none }],
      },
    });
    expect(wordsOf(paired.html)).not.toContain("hand less plain");
    expect(wordsOf(paired.html)).toContain("hand less firth");
  });

  test("what a fold leaves out has each reason once, and points by hand leave nothing out", async () => {
    const base = everyKind();
    const dropped = [40, 68.5, 46.2].map((share, i) => ({
      feature: `chat_${i}`,
      reason: `not observed for ${share.toFixed(1)}% of the quarter before the test`,
    }));
    const more = { feature: "call_decayed", reason: "plain counts predict as well" };
    const models = Object.entries(base.models).map(([of, m]) => [
      of,
      { ...m, folds: m.folds.map((fold) => ({ ...fold, dropped: [...dropped, more] })) },
    ]);
    const report = await renderReport({ ...base, models: Object.fromEntries(models) });
    const rows = report.markdown
      .split("\n")
      .filter((row) => /^\| \*\*\w+\*\* \| FY\S+ \| (yes|no)/.test(row));
    const left =
      "chat_0, chat_1, chat_2, call_decayed (not observed for 40.0 to 68.5% of the quarter before the test; plain counts predict as well)";
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map((row) => row.includes(left))).toEqual(rows.map((row) => !row.startsWith("| **hand**")));
  });

  test("a feature that shows no more than noise is marked", async () => {
    const base = everyKind();
    const noisy = logistic({ bins: logistic().bins.map((b) => ({ ...b, iv: 0.019 })) });
    const marked = await renderReport({ ...base, models: { noisy } });
    expect(wordsOf(marked.html).match(/no more than noise/g)?.length).toBe(2);
    expect(words).not.toContain("no more than noise");
  });
});

test("7.1: an activity is shown once, what tells no more than noise is folded, and rows of under 5 leads are left out", async () => {
  const base = everyKind();
  const [title] = logistic().bins;
  if (title === undefined) throw new Error("no bins");
  const state = (label: string, points: number, n: number) => ({
    label,
    points,
    n,
    positives: n / 10,
    woe: 0.1,
  });
  const windows = [7, 30].map((days) => ({ ...title, attribute: `webinar_${days}d` }));
  const activity = {
    name: "webinar",
    features: windows.map(({ attribute }) => attribute),
    ranking: 0.02,
    iv: 0.3,
    noiseFloor: 0.1,
    states: [
      state("none in 30 days", -130_000, 4_000),
      state("1 in 7 days", 360_000, 300),
      state("2 in 7 days", 9_990_000, 4.9),
    ],
  };
  const quiet = {
    name: "title",
    features: ["title"],
    ranking: 0.001,
    iv: null,
    noiseFloor: null,
    states: [],
  };
  const logit = logistic({ bins: [...windows, { ...title, iv: 0.01 }], effects: [activity, quiet] });
  const { markdown } = await renderReport({ ...base, models: { logit } });
  const [, main = "", rest = ""] =
    /moves the ranking most([\s\S]*?)1 feature that moves it less([\s\S]*)/.exec(
      markdown.includes("moves the ranking most") ? markdown : `moves the ranking most${markdown}`,
    ) ?? [];
  expect(main).toContain("| 1 in 7 days | +36 | 300 |");
  expect(main).not.toContain("2 in 7 days");
  expect(main).not.toContain("**title**");
  expect(rest).toContain("**title**");
  expect(rest).toContain("**webinar_30d**");
});

describe("at the edges", () => {
  const rendered = async (result: Result) => {
    const report = await renderReport(result);
    const words = wordsOf(report.html);
    expect(words).not.toMatch(/\bNaN\b|undefined|\bnull\b|Infinity/);
    expect(report.markdown).not.toMatch(/\bNaN\b|undefined|\bnull\b|Infinity/);
    return { ...report, words };
  };

  test("without definitions the models, the data and what is not known stand alone", async () => {
    const { html, words } = await rendered(withoutDefinitions());
    expect(sectionsOf(html)).toEqual([
      "verdict",
      "models",
      "weights",
      "data",
      "unknown",
      "again",
      "glossary",
    ]);
    expect(words).toContain("No verdict: the outcome has no times, so nothing can be replayed.");
  });

  test("without an incumbent each definition stands by itself", async () => {
    const { words } = await rendered(withoutIncumbent());
    expect(words).toContain("no definition is marked as the incumbent");
    expect(words).toContain("Opportunities per 100 slots, definition by definition");
    expect(words).not.toContain("same as today");
  });

  test("one quarter says that quarters cannot be compared", async () => {
    expect((await rendered(oneQuarter())).words).toContain("only one is judged");
  });

  test("nothing judged shows dashes with their reasons, not zeros", async () => {
    const { words } = await rendered(nothingJudged());
    expect(words).toContain("Not fitted: fewer than 50 positives: 12");
    expect(words).toContain("no week of the quarter has its whole horizon behind it");
    expect(words).toContain("no quarter judged yet, FY2026-Q3 is too recent");
    expect(words).toContain("FY2026-Q3: no week of the quarter has its whole horizon behind it at as_of.");
    // nothing empty is drawn: no panel, no table of dashes, no "fills no slot"
    expect(words).not.toMatch(/fills no slot|of 0 that|\bnone none\b/);
  });

  test("zero wins draw and claim nothing", async () => {
    expect((await rendered(zeroWins())).words).toContain(
      "These data show no difference between demo_or_fit and incumbent",
    );
  });

  test("forty definitions: a dozen panels at once, every one in the tables and in the files", async () => {
    const { html, words, charts } = await rendered(manyDefinitions());
    expect([...charts.keys()].filter((file) => file.startsWith("quarters-")).length).toBe(41);
    expect(html).toMatch(/<details><summary>29 more<\/summary>/);
    for (let i = 0; i < 40; i++) if (i !== 7) expect(words).toContain(`candidate_${i} `);
  }, 60_000);
});

describe("hostile names are text everywhere", () => {
  const names = [
    `<script>alert(1)</script>`,
    `=1+1`,
    `'; drop table leads; --`,
    `\u202e\u05e9\u05dc\u05d5\u05dd`,
    `\u{1f469}\u200d\u{1f4bb} | pipe`,
    `line\nbreak`,
    `"><img src=x onerror=alert(1)>`,
    `](javascript:alert(1))`,
  ];

  test("in HTML, SVG and Markdown", async () => {
    const base = resultWith();
    const [script = ""] = names;
    const incumbent = base.definitions.incumbent ?? definition();
    const logit = base.models.logit;
    const result = resultWith({
      study: { ...base.study, name: script, outcome: { stage: script, withinDays: 90 }, command: script },
      definitions: {
        [names[6] ?? ""]: incumbent,
        ...Object.fromEntries(names.slice(0, 6).map((of) => [of, definition({ text: of })])),
      },
      models:
        logit === undefined
          ? {}
          : Object.fromEntries(
              names.map((of) => [
                of,
                {
                  ...logit,
                  bins: logit.bins.map((b) => ({
                    ...b,
                    attribute: of,
                    bins: b.bins.map((x) => ({ ...x, label: of })),
                  })),
                },
              ]),
            ),
      comparison: {
        ...base.comparison,
        pairs: base.comparison.pairs.map((p) => ({ ...p, a: script, b: names[1] ?? "" })),
      },
      funnel: { ...base.funnel, stages: base.funnel.stages.map((s, i) => ({ ...s, stage: names[i] ?? "" })) },
      data: {
        ...base.data,
        files: base.data.files.map((f) => ({ ...f, file: script })),
        rejects: names.map((of) => ({ file: of, column: of, reason: of, count: 1, sample: of })),
      },
      features: names.map((of) => ({
        name: of,
        kind: "category" as const,
        levels: 1,
        missingShare: 0,
        range: null,
        example: of,
        observedFrom: null,
        from: { column: of },
      })),
      decision: {
        ...base.decision,
        sentence: `Pilot ${script}: more.`,
        candidate: script,
        incumbent: names[6] ?? "",
        candidates: base.decision.candidates.map((c) => ({ ...c, name: script, reason: script })),
      },
      warnings: names.map((of) => ({ code: "x", what: of, mend: of, where: of })),
    });
    const report = await renderReport(result);
    for (const text of [report.html, ...report.charts.values()]) {
      expect(text.match(/<script/g)?.length ?? 0).toBe(text === report.html ? 1 : 0);
      expect(text).not.toMatch(/<img/);
      expect(text).not.toContain("\u202e");
    }
    // indented code is text to every reader
    expect(report.markdown.replace(/^ {4}.*$/gm, "")).not.toMatch(/<script|<img/);
    expect(report.markdown).not.toMatch(/(?<!\\)\]\(javascript/);
    expect(report.markdown).not.toContain("\u202e");
    expect(wordsOf(report.html)).toContain("<script>alert(1)</script>");
    expect(wordsOf(report.html)).toContain("line\u23cebreak");
    for (const id of report.charts.keys()) expect(id).toMatch(/^[a-z0-9_-]+\.svg$/);
    // every row of a table has as many cells as its head
    for (const table of report.markdown.split("\n\n").filter((part) => part.startsWith("|"))) {
      const cells = table.split("\n").map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(cells).size, table.slice(0, 200)).toBe(1);
    }
  });
});
