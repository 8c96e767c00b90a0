import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderReport } from "../../src/report/render.ts";
import type { Result } from "../../src/result/type.ts";
import { launchBrowser } from "../helpers/browser.ts";
import { scratch } from "../helpers/cli.ts";
import { manyDefinitions, resultWith, withoutDefinitions } from "../report/support.ts";

const hostile = (): Result => {
  const base = resultWith();
  const [first, ...rest] = Object.entries(base.definitions);
  return resultWith({
    definitions: Object.fromEntries([
      ...(first === undefined ? [] : [first]),
      ...rest.map(([, d], i) => [`<script>document.title="broken ${i}"</script>`, d]),
      ['"><img src="http://127.0.0.1:9/x.png">', rest[0]?.[1]],
    ]),
  });
};

const pages: Record<string, () => Result> = {
  everything: resultWith,
  "no definitions": withoutDefinitions,
  "more than a dozen definitions": () => manyDefinitions(14),
  "hostile names": hostile,
};

const { folder, remove } = scratch();
const browser: Browser | string = await launchBrowser();
if (typeof browser === "string") console.log(browser);

beforeAll(async () => {
  for (const [name, result] of Object.entries(pages)) {
    const report = await renderReport(result());
    mkdirSync(join(folder, name, "charts"), { recursive: true });
    writeFileSync(join(folder, name, "report.html"), report.html);
    for (const [file, svg] of report.charts) writeFileSync(join(folder, name, "charts", file), svg);
  }
}, 120_000);
afterAll(async () => {
  if (typeof browser !== "string") await browser.close();
  remove();
});

interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  /** requests beside the file itself, and whatever the console said */
  readonly noise: string[];
}

async function open(name: string, width: number, colorScheme: "light" | "dark" = "light"): Promise<Opened> {
  if (typeof browser === "string") throw new Error(browser);
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const url = pathToFileURL(join(folder, name, "report.html")).href;
  const noise: string[] = [];
  page.on("console", (message) => noise.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== url) noise.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, context, noise };
}

describe.skipIf(typeof browser === "string")("the report in Chromium", () => {
  test.each(Object.keys(pages))("%s: quiet, offline, and no wider than a phone", async (name) => {
    for (const width of [1280, 390]) {
      const { page, context, noise } = await open(name, width);
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await page.title()).toBe("quarterly-review");
      expect(await page.locator("svg:visible").count()).toBeGreaterThan(name === "no definitions" ? 1 : 8);
      expect(noise).toEqual([]);
      await context.close();
    }
  });

  test("a column's button orders the table, by the keyboard too", async () => {
    const { page, context } = await open("everything", 1280);
    const names = () => page.locator("#definitions table.sortable tbody th .name").allTextContents();
    expect(await names()).toEqual(["incumbent", "demo_or_fit", "written"]);
    await page.getByRole("button", { name: "Order by Against incumbent" }).press("Enter");
    expect(await names()).toEqual(["demo_or_fit", "written", "incumbent"]);
    await page.getByRole("button", { name: "Order by Against incumbent" }).click();
    expect(await names()).toEqual(["written", "demo_or_fit", "incumbent"]);
    await context.close();
  });

  test("the outline is beside the text on wide screens and leads to each section", async () => {
    const { page, context } = await open("everything", 1280);
    await page.getByRole("navigation").getByRole("link", { name: "What we do not know" }).click();
    expect(await page.locator("#unknown-heading").isVisible()).toBe(true);
    expect(await page.getByRole("navigation").isVisible()).toBe(true);
    await context.close();
  });

  test("the pictures are whole documents of their own", async () => {
    const { page, context } = await open("hostile names", 1280);
    const charts = join(folder, "hostile names", "charts");
    for (const file of readdirSync(charts)) {
      const error = await page.evaluate(
        (svg) => {
          const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
          return parsed.querySelector("parsererror, script, img")?.outerHTML ?? null;
        },
        readFileSync(join(charts, file), "utf8"),
      );
      expect(error, file).toBe(null);
    }
    await context.close();
  });
});
