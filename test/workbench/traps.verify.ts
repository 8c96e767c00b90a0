import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CheckReport, check } from "../../src/workbench/check.ts";
import { init } from "../../src/workbench/init.ts";
import { filesBelow, scratch } from "../helpers/cli.ts";
import { noShared, shared } from "../helpers/golden.ts";

/** Every trap of the real exports that Leadline is tried on: found by `init` or by `check` on the real file. */

const data = resolve(shared ?? "", "data");
const place = scratch();
afterAll(() => place.remove());

interface Found {
  readonly text: string;
  readonly report: CheckReport;
}
const sets = new Map<string, Found>();

/** What `init` proposes of a set, and `check` says of it. */
async function proposed(name: string, files: readonly string[]): Promise<Found> {
  const out = join(place.folder, name);
  mkdirSync(out, { recursive: true });
  const { text } = await init({ files, out });
  return { text, report: await check({ study: join(out, "study.yaml") }) };
}

const csvs = (folder: string): readonly string[] =>
  [...filesBelow(join(data, folder)).keys()]
    .filter((name) => name.endsWith(".csv"))
    .map((name) => join(data, folder, name));

/** What is said of a set: a set that is absent skips its test. */
const of = (name: string): Found => {
  const found = sets.get(name);
  if (found === undefined) throw new Error(name);
  return found;
};
const said = (name: string, code: string): string =>
  of(name)
    .report.faults.filter((fault) => fault.code === code)
    .map(({ what }) => what)
    .join("\n");
/** The reason beside a column that `init` leaves out. */
const reason = (name: string, column: string): string =>
  of(name)
    .text.split("\n")
    .find((line) => line.trimStart().startsWith(`# ${column}: `)) ?? "";

beforeAll(async () => {
  if (shared === undefined) return;
  for (const folder of ["x_education", "bank_marketing", "olist_funnel", "maven_crm", "adult"])
    sets.set(folder, await proposed(folder, csvs(folder)));
}, 300_000);

const traps: readonly (readonly [set: string, trap: string, test: (set: string) => void])[] = [
  [
    "x_education",
    "a trailing comma makes no column",
    (s) => expect(of(s).report.columns.map(({ name }) => name)).not.toContain(""),
  ],
  [
    "x_education",
    "`Select` is a second kind of missing, and converts otherwise than empty",
    (s) => {
      const found = said(s, "missing-marker")
        .split("\n")
        .find((what) => what.includes('"Specialization"'));
      expect(found).toBe(
        '1,942 leads have "Select" in "Specialization", which looks like a word for no value, 42.1% reach the outcome; 1,438 leads have an empty one, 10.5% reach the outcome; of those with a value 44.2% do',
      );
    },
  ],
  ...[
    "Tags",
    "Lead Quality",
    "Lead Profile",
    "Last Activity",
    "Last Notable Activity",
    "Asymmetrique Activity Index",
    "Asymmetrique Profile Index",
    "Asymmetrique Activity Score",
    "Asymmetrique Profile Score",
  ].map(
    (column) =>
      [
        "x_education",
        `"${column}" is filled after contact`,
        (s: string): void => expect(reason(s, column)).not.toBe(""),
      ] as const,
  ),
  [
    "x_education",
    "`Google` and `google` are two levels",
    (s) => expect(said(s, "near-duplicate-levels")).toContain('"Google" (2,868) and "google" (5)'),
  ],
  [
    "x_education",
    "338 rows have quoted commas: none is lost",
    (s) => expect(of(s).report.notes[0]).toMatch(/Leads\.csv: 9,240 rows$/),
  ],
  [
    "x_education",
    "five columns are constant",
    (s) => expect(of(s).text.match(/: constant: No\n/g)).toHaveLength(5),
  ],
  [
    "x_education",
    "TotalVisits goes up to 251",
    (s) => expect(said(s, "far-value")).toContain('"TotalVisits" goes up to 251'),
  ],
  ["bank_marketing", "semicolons and a quoted header", (s) => expect(of(s).report.columns).toHaveLength(21)],
  [
    "bank_marketing",
    "`duration` gives the outcome away",
    (s) => expect(reason(s, "duration")).toContain("AUC 0.82"),
  ],
  [
    "bank_marketing",
    "`unknown` is missing",
    (s) => expect(said(s, "missing-marker")).toContain('8,597 leads have "unknown" in "default"'),
  ],
  [
    "bank_marketing",
    "pdays 999 is a sentinel",
    (s) =>
      expect(said(s, "missing-marker")).toContain(
        '39,673 leads have "999" in "pdays", the largest (the next is 27)',
      ),
  ],
  [
    "olist_funnel",
    "no win is recorded before 2017-12-05",
    (s) => expect(said(s, "outcome-recorded-from")).toContain("2017-12-05"),
  ],
  [
    "olist_funnel",
    "the newest lead has 167 days of follow-up",
    (s) => expect(of(s).report.notes.join("\n")).toContain("the newest lead has 167 days of follow-up"),
  ],
  [
    "olist_funnel",
    "lost leads have no row, and are no losses",
    (s) => expect(of(s).text).not.toMatch(/^lost:/m),
  ],
  [
    "olist_funnel",
    "what stands beside the wins is no column of the leads",
    (s) =>
      expect(
        of(s)
          .report.columns.map(({ name }) => name)
          .sort(),
      ).toEqual(["landing_page_id", "origin"]),
  ],
  [
    "olist_funnel",
    "origin '' and `unknown` convert otherwise",
    (s) =>
      expect(said(s, "missing-marker")).toMatch(
        /1,099 leads have "unknown" in "origin".*13\.0% reach the outcome; 60 leads have an empty one, 20\.0%.*6\.7% do/,
      ),
  ],
  [
    "olist_funnel",
    "one lag is negative",
    (s) => expect(said(s, "outcome-before-creation")).toContain('1 lead reached "won" before being created'),
  ],
  [
    "maven_crm",
    "account is empty on open deals alone",
    (s) =>
      expect(reason(s, "account")).toContain(
        "is empty for 1,088 of the 1,589 leads that are still open, and for none of those that are won or lost",
      ),
  ],
  ["maven_crm", "close_value encodes the outcome", (s) => expect(reason(s, "close_value")).toContain("AUC")],
  [
    "maven_crm",
    "500 rows have no dates",
    (s) => expect(of(s).report.notes.join("\n")).toContain("500 without a date"),
  ],
  [
    "maven_crm",
    "wins follow the ends of quarters",
    (s) => expect(said(s, "quarter-end")).toContain('41.7% of 3,707 "won"'),
  ],
  [
    "adult",
    "complementary columns",
    (s) =>
      expect(said(s, "collinear-columns")).toContain('"Male" and "Female" (one falls as the other rises)'),
  ],
  [
    "adult",
    "many rows are equal",
    (s) => expect(said(s, "equal-leads")).toContain("22,774 of 32,561 leads equal another lead"),
  ],
];

describe("9.S1: traps of real exports", () => {
  for (const [set, trap, test] of traps)
    it(`${set}: ${trap}`, (ctx) => {
      if (shared === undefined) return ctx.skip(noShared);
      test(set);
    });

  it("maven_crm: `GTXPro` joins no product, and its twin is named", async (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const out = join(place.folder, "products");
    mkdirSync(out);
    const file = (name: string): string => JSON.stringify(join(data, "maven_crm", name));
    writeFileSync(
      join(out, "study.yaml"),
      `leadline: 1\nstudy: products\nas_of: 2017-12-31\ntimezone: UTC\nsources:\n  leads: { file: ${file("sales_pipeline.csv")}, id: opportunity_id }\n  lookups: { products: { file: ${file("products.csv")}, key: product } }\nfunnel: [lead]\noutcome: { column: deal_stage, is: Won }\nfeatures: { known_at_creation: [product, series] }\n`,
    );
    const { faults } = await check({ study: join(out, "study.yaml") });
    expect(faults.find(({ code }) => code === "unmatched-keys")?.what).toContain(
      '"GTXPro" (1,480, like "GTX Pro")',
    );
  });

  it("olist_funnel: a declared revenue of 5e7 is far from all others", async (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const out = join(place.folder, "closed");
    mkdirSync(out);
    const file = join(data, "olist_funnel/olist_closed_deals_dataset.csv");
    writeFileSync(
      join(out, "study.yaml"),
      `leadline: 1\nstudy: closed\nas_of: 2018-12-31\ntimezone: UTC\nsources:\n  leads: { file: ${JSON.stringify(file)}, id: mql_id }\nfunnel: [lead]\noutcome: { column: business_type, is: reseller }\nfeatures: { known_at_creation: [declared_monthly_revenue, lead_type] }\n`,
    );
    const { faults } = await check({ study: join(out, "study.yaml") });
    expect(faults.find(({ code }) => code === "far-value")?.what).toContain(
      '"declared_monthly_revenue" goes up to 50,000,000',
    );
    expect(basename(file)).toContain("closed");
    expect(readFileSync(file, "utf8")).toContain('"cat, wolf"');
  });
});
