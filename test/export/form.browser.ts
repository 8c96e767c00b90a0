import fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import { goldenRows } from "../../src/weights/golden.ts";
import { compileScorer, type Inputs, type Score } from "../../src/weights/scorer.ts";
import type { Draft } from "../../src/weights/seal.ts";
import type { Weights } from "../../src/weights/type.ts";
import { shipping } from "./crm/shipping.ts";
import { sealed } from "./duckdb.ts";
import { expectSame } from "./same.ts";
import { drafts, rows } from "./weights.ts";

const site = "http://leads.test";

/** A page on which the files of the JavaScript target lie, a folder for each of some weights. */
async function served(browser: Browser, all: readonly Weights[]): Promise<Page> {
  const page = await browser.newPage();
  const files = new Map<string, string>(
    all.flatMap((weights, i) =>
      [...shipping("javascript", weights)].map(([name, text]) => [`${site}/${i}/${name}`, text] as const),
    ),
  );
  await page.route(`${site}/**`, (route) => {
    const body = files.get(route.request().url().split("?")[0] ?? "");
    const contentType = route.request().url().includes(".mjs")
      ? "text/javascript"
      : "text/html; charset=utf-8";
    return body === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ body, contentType });
  });
  return page;
}

/** Rows as JSON, with the numbers that it has no word for: one text crosses to the browser faster than 400 objects. */
const texts = (rows: readonly Inputs[]): string =>
  JSON.stringify(rows, (_, value) =>
    typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
      ? { odd: Object.is(value, -0) ? "-0" : String(value) }
      : value,
  );

/** The tests of the web form: in the file that has a browser, so that one is launched for all. */
export function formTests(launched: Browser): void {
  test("10.1: in Chromium the scorer gives 20,000 adversarial rows what ours does", async () => {
    const random = fc.sample(rows, { numRuns: 280, seed: 21 });
    const cases = fc.sample(drafts, { numRuns: 60, seed: 22 }).map((draft) => ({
      weights: sealed(draft),
      rows: [...random, ...goldenRows(draft).map(({ inputs }) => inputs)],
    }));
    const page = await served(
      launched,
      cases.map(({ weights }) => weights),
    );
    await page.goto(`${site}/0/m.form.html`);
    let compared = 0;
    for (const [i, { weights, rows: asked }] of cases.entries()) {
      // a text, since the test's own bundler would rewrite an import
      const scorer = await page.evaluateHandle<{ score: (row: Inputs) => Score }>(
        `import("${site}/${i}/m.mjs")`,
      );
      const found = await scorer.evaluate(({ score }, text) => {
        const odd = { NaN: Number.NaN, Infinity: Infinity, "-Infinity": -Infinity, "-0": -0 };
        const of: Inputs[] = JSON.parse(text, (_, value) =>
          typeof value === "object" && value !== null && "odd" in value ? odd[value.odd as "NaN"] : value,
        );
        return JSON.stringify(of.map((row) => score(row)));
      }, texts(asked));
      compared += expectSame(weights, asked, JSON.parse(found) as Score[], "Chromium");
    }
    expect(compared).toBeGreaterThan(20_000);
    await page.close();
  });

  test("10.1: a form sends the score of what was typed, and says what it could not read", async () => {
    const page = await served(launched, [sealed(form)]);
    const noise: string[] = [];
    page.on("pageerror", (error) => noise.push(error.message));
    await page.goto(`${site}/0/m.form.html`);
    const sent = (): Promise<Record<string, string>> =>
      page.evaluate(() => {
        const data = new FormData(document.querySelector("form") ?? undefined);
        return Object.fromEntries([...data].map(([name, value]) => [name, String(value)]));
      });
    const score = compileScorer(form);
    await page.locator('[name="title"]').fill("CTO");
    await page.locator('[name="deal size"]').fill(" 1e3 ");
    await page.locator(`[name=${JSON.stringify(tag)}]`).check();
    const all = score({ title: "CTO", "deal size": 1000, [tag]: true, webinar_30d: 0 });
    expect(all.score).toBe(10 + 7 + 5 - 3);
    expect(await sent()).toMatchObject({
      leadline_score: String(all.score),
      leadline_p: String(all.p),
      leadline_grade: "A",
      leadline_mql: "true",
      leadline_version: "1.0.0",
      leadline_missing: "",
      leadline_unread: "",
    });
    await page.locator('[name="deal size"]').fill("1,000 €");
    await page.locator(`[name=${JSON.stringify(tag)}]`).uncheck();
    expect(await sent()).toMatchObject({ leadline_score: String(10 - 2 - 3), leadline_unread: "deal size" });
    expect(noise).toEqual([]);
    await page.close();
  });
}

const tag = '"><img src=x onerror=alert(1)>';
const bins = (name: string, of: Extract<Draft["attributes"][number], { kind: "bins" }>["bins"]) => ({
  kind: "bins" as const,
  name,
  group: null,
  bins: of,
});
const form: Draft = {
  schemaVersion: 1,
  name: "</script><script>document.title='broken'</script>",
  version: "1.0.0",
  kind: "points",
  inputs: [
    { name: "title", type: "category", from: { column: "title" } },
    { name: "deal size", type: "number", from: { column: "deal size" } },
    { name: tag, type: "boolean", from: { flag: tag } },
    { name: "webinar_30d", type: "count", from: { count: "webinar", window: 30, cap: null } },
  ],
  attributes: [
    bins("title", [{ kind: "category", values: ["CTO"], points: 10 }]),
    bins("deal size", [
      { kind: "range", low: 1000, high: null, points: 7 },
      { kind: "missing", points: -2 },
    ]),
    bins(tag, [{ kind: "category", values: [true], points: 5 }]),
    bins("webinar_30d", [{ kind: "range", low: null, high: 1, points: -3 }]),
  ],
  groups: [],
  baseline: [0, 0, 0, 0],
  floor: null,
  ceiling: null,
  intercept: 0,
  scale: { unit: 1 },
  calibration: { kind: "platt", slope: 0.1, intercept: -3 },
  grades: [{ grade: "A", atLeast: 10 }],
  mql: 12,
};
