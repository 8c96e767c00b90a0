import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, describe, expect, test } from "vitest";
import { renderReport } from "../../src/report/render.ts";
import { launchBrowser } from "../helpers/browser.ts";
import { scratch } from "../helpers/cli.ts";
import {
  everyKind,
  exploration,
  manyDefinitions,
  nothingJudged,
  resultWith,
  withoutDefinitions,
  withoutIncumbent,
} from "../report/support.ts";

const { folder, remove } = scratch();
const browser = await launchBrowser();
if (typeof browser === "string") console.log(browser);

afterAll(async () => {
  if (typeof browser !== "string") await browser.close();
  remove();
});

describe.skipIf(typeof browser === "string")("the report to those who do not see it", () => {
  test.each([
    ["everything", resultWith(), 1280, "light"],
    ["everything", resultWith(), 390, "dark"],
    ["everything", resultWith(), 1280, "dark"],
    ["no definitions", withoutDefinitions(), 1280, "dark"],
    ["no incumbent", withoutIncumbent(), 768, "light"],
    ["nothing judged", nothingJudged(), 390, "light"],
    ["a dozen definitions", manyDefinitions(12), 1280, "light"],
    ["models of every kind", everyKind(), 1280, "light"],
  ] as const)("%s: axe finds nothing serious", async (name, result, width, colorScheme) => {
    if (typeof browser === "string") throw new Error(browser);
    const file = join(folder, `${name}-${width}-${colorScheme}.html`);
    writeFileSync(
      file,
      (
        await renderReport(
          result,
          new Map(Object.keys(result.definitions).map((of) => [of, exploration(of)])),
        )
      ).html,
    );
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    // with the sizes of targets too, which axe leaves off by default
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
      .options({ resultTypes: ["violations"] })
      .analyze();
    expect(
      violations
        .filter((v) => v.impact === "serious" || v.impact === "critical")
        .map((v) => `${v.id}: ${v.nodes[0]?.html.slice(0, 160)} ${v.nodes[0]?.failureSummary ?? ""}`),
    ).toEqual([]);
    await context.close();
  });
});
