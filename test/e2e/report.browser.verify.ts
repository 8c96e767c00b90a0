import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveStudio } from "../../src/index.ts";
import { renderReport } from "../../src/report/render.ts";
import type { Result } from "../../src/result/type.ts";
import { findBrowser, printed } from "../../src/workbench/forms/browser.ts";
import { launchBrowser, programOf } from "../helpers/browser.ts";
import { scratch } from "../helpers/cli.ts";
import { quickStudy, writeStudy } from "../helpers/tiny-study.ts";
import {
  everyKind,
  exploration,
  manyDefinitions,
  resultWith,
  withoutDefinitions,
} from "../report/support.ts";

const hostile = (): Result => {
  const base = resultWith();
  const [first, ...rest] = Object.entries(base.definitions);
  return resultWith({
    models: {},
    definitions: Object.fromEntries([
      ...(first === undefined ? [] : [first]),
      ...rest.map(([, d], i) => [`<script>document.title="broken ${i}"</script>`, d]),
      ['"><img src="http://127.0.0.1:9/x.png">', rest[0]?.[1]],
    ]),
  });
};

const pages: Record<string, () => Result> = {
  everything: resultWith,
  "every kind of model": everyKind,
  "no definitions": withoutDefinitions,
  "more than a dozen definitions": () => ({ ...manyDefinitions(13), models: {} }),
  "hostile names": hostile,
};

const { folder, remove } = scratch();
const browser: Browser | string = await launchBrowser();
if (typeof browser === "string") console.log(browser);

beforeAll(async () => {
  for (const [name, result] of Object.entries(pages)) {
    const made = result();
    const names = name === "everything" || name === "hostile names" ? Object.keys(made.definitions) : [];
    const report = await renderReport(made, new Map(names.map((of) => [of, exploration(of)])));
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
  /** requests beside the file itself, and whatever the console said */
  readonly noise: string[];
}

const opened = new Map<string, Promise<Opened>>();

/** Each report is opened once; a test sets the width that it looks at. */
async function open(name: string, width: number): Promise<Opened> {
  if (typeof browser === "string") throw new Error(browser);
  const at = opened.get(name) ?? load(browser, name);
  opened.set(name, at);
  const { page } = await at;
  await page.setViewportSize({ width, height: 900 });
  return at;
}

async function load(on: Browser, name: string): Promise<Opened> {
  const page = await (await on.newContext()).newPage();
  const url = pathToFileURL(join(folder, name, "report.html")).href;
  const noise: string[] = [];
  page.on("console", (message) => noise.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== url) noise.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, noise };
}

describe.skipIf(typeof browser === "string")("11.31: the studio in Chromium", () => {
  test("an edit is replayed at once, outlives a reload, is saved once, and refused in a tab that read the file before", async () => {
    if (typeof browser === "string") throw new Error(browser);
    const tiny = quickStudy();
    const study = writeStudy(join(folder, "studio"), tiny);
    const server = await serveStudio({ study, out: join(folder, "studio-reports") });
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const tab = async (): Promise<Page> => {
      const page = await context.newPage();
      page.on("console", (message) => noise.push(message.text()));
      page.on("pageerror", (error) => noise.push(error.message));
      await page.goto(server.url);
      await replayed(page, "As the study has it");
      return page;
    };
    const noise: string[] = [];
    const replayed = (page: Page, beginning: string) =>
      page.waitForFunction(
        (text) => document.getElementById("state")?.textContent?.startsWith(text) === true,
        beginning,
      );
    try {
      const [one, two] = [await tab(), await tab()];
      const written = '{ when: "hand_points >= 40" }';
      await one.locator("#definition-written").fill(written);
      await replayed(one, "With your edits");
      await one.reload();
      await replayed(one, "With your edits");
      expect(await one.locator("#definition-written").inputValue()).toBe(written);
      expect(await two.locator("#definition-written").inputValue()).toContain(">= 30");
      await two.locator("#reps").fill("3");
      await replayed(two, "With your edits");
      await one.getByRole("button", { name: "Save into the study" }).click();
      await replayed(one, "Saved");
      const saved = tiny.study.replace("hand_points >= 30", "hand_points >= 40");
      expect(readFileSync(study, "utf8")).toBe(saved);
      await two.getByRole("button", { name: "Save into the study" }).click();
      await replayed(two, "Not saved");
      expect(await two.getByRole("alert").textContent()).toContain("changed since this page was opened");
      expect(readFileSync(study, "utf8")).toBe(saved);
      await one.frameLocator("#report").locator("#x-sentence").waitFor();
      // a refused save is told by the browser too
      expect(noise.filter((text) => !text.includes("409"))).toEqual([]);
      const { violations } = await new AxeBuilder({ page: one }).options({ iframes: false }).analyze();
      expect(
        violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => v.id),
      ).toEqual([]);
      await one.setViewportSize({ width: 390, height: 900 });
      expect(await one.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    } finally {
      await context.close();
      await server.close();
    }
  }, 60_000);
});

/** Of a tagged PDF: how many pages, on which each heading begins, and those that each chart stands on, counted from 1. */
function structureOf(pdf: string) {
  const [, kids = ""] = /\/Type \/Pages[^>]*?\/Kids \[([^\]]*)\]/.exec(pdf) ?? [];
  const pages = [...kids.matchAll(/(\d+) 0 R/g)].map(([, id]) => id);
  const parts = new Map(
    [...pdf.matchAll(/(\d+) 0 obj\s*<<\/Type \/StructElem([\s\S]*?)>>\s*endobj/g)].map(
      ([, id = "", of = ""]) => [id, of],
    ),
  );
  const pagesOf = (id: string): number[] => {
    const of = parts.get(id) ?? "";
    const [, inside = ""] = /\/K (\[[\s\S]*\]|\d+ 0 R)/.exec(of) ?? [];
    // content of its own, then that of its children
    const own = [...of.matchAll(/\/Pg (\d+) 0 R/g)].map(([, page]) => 1 + pages.indexOf(page));
    const children = [...inside.replace(/<<[\s\S]*?>>/g, "").matchAll(/(\d+) 0 R/g)];
    return [...own, ...children.flatMap(([, child = ""]) => pagesOf(child))];
  };
  const named = (kind: RegExp) => [...parts].filter(([, of]) => kind.test(of)).map(([id]) => id);
  return {
    pages: pages.length,
    headings: named(/\/S \/H[1-6]\b/)
      .sort((a, b) => Number(a) - Number(b))
      .map((id) => Math.min(...pagesOf(id))),
    // a drawing says more in its alternative than the figure's title, which stands on its own
    figures: named(/\/S \/Figure[\s\S]*\/Alt \([^)]*(?:by quarter|interval for)/).map(
      (id) => new Set(pagesOf(id)),
    ),
  };
}

describe.skipIf(typeof browser === "string")("the report in Chromium", () => {
  test("a column's button orders the table, by the keyboard too", async () => {
    const { page } = await open("everything", 1280);
    const names = () => page.locator("#definitions table.sortable tbody th .name").allTextContents();
    expect(await names()).toEqual(["incumbent", "demo_or_fit", "written"]);
    const button = page.getByRole("button", { name: "Opportunities per 100 slots" });
    await button.press("Enter");
    expect(await names()).toEqual(["demo_or_fit", "incumbent", "written"]);
    await button.click();
    expect(await names()).toEqual(["incumbent", "written", "demo_or_fit"]);
  });

  test("11.30: the explorer's sliders give the library's own values, by keyboard alone", async () => {
    const { page } = await open("everything", 1280);
    const grid = exploration("demo_or_fit");
    const [cutoffs, capacities] = [grid.cutoffs.length, grid.capacities.length];
    await page.locator("#x-definition").selectOption({ label: "demo_or_fit" });
    await page.locator("#x-cutoff").focus();
    await page.keyboard.press("Home");
    await page.locator("#x-capacity").focus();
    await page.keyboard.press("Home");
    for (let k = 0; k < capacities; k++) {
      for (let c = 0; c < cutoffs; c++) {
        const i = k * cutoffs + c;
        const said = await page.locator("#x-sentence").textContent();
        const { volume, served, worked, idle, overflow, wins } = grid.cells;
        expect(said).toContain(`${volume[i]} leads qualify a quarter, ${served[i]} get a slot`);
        expect(said).toContain(
          `about ${wins.value[i]} opportunities (${wins.low[i]} to ${wins.high[i]}, ${c === 2 ? 95 : 98.3}% interval)`,
        );
        expect(said).toContain(
          `${overflow[i]} find no slot; ${idle[i]} of ${(idle[i] ?? 0) + (served[i] ?? 0)} slots stay empty`,
        );
        expect(said).toContain(`Sales worked ${worked[i]} of those`);
        const rows = await page.locator("#x-quarters tbody tr").allTextContents();
        expect(rows).toHaveLength(grid.periods.length);
        expect(rows[1]).toContain(`FY2026-Q1${volume[(capacities + k) * cutoffs + c]}`);
        const parts = await page.locator("#x-segments tbody tr").allTextContents();
        expect(parts[1]).toContain(`${grid.segmentCells.volume[(capacities + k) * cutoffs + c]}`);
        await page.locator("#x-cutoff").focus();
        await page.keyboard.press("ArrowRight");
      }
      await page.keyboard.press("Home");
      await page.locator("#x-capacity").focus();
      await page.keyboard.press("ArrowRight");
    }
    expect(page.url()).toMatch(/#explorer=demo_or_fit,0,2,0,-1$/);
    expect(await page.locator("#x-yaml").textContent()).toBe(
      "definitions:\n  demo_or_fit_at_0: { score: logit, p_at_least: 0 }\ncapacity:\n  reps: 2\n  leads_per_rep_per_day: 2",
    );
    await page.locator("#x-period").selectOption("3");
    expect(await page.locator("#x-sentence").textContent()).toContain("in FY2026-Q3");
    expect(await page.locator("#x-sentence").textContent()).toContain("not complete");
    await page.locator("#x-segment").selectOption("0");
    expect(await page.locator("#x-sentence").textContent()).toContain(
      `source referral, ${grid.segmentCells.volume[2 * cutoffs]} leads qualify`,
    );
    await page.locator("#x-reset").click();
    expect(await page.locator("#x-sentence").textContent()).toContain("as the study has it");
    expect(await page.locator("#x-warning").isVisible()).toBe(true);
    expect(await page.locator("#x-pilot-sentence").textContent()).toContain("work 196 of the leads");
    await page.locator("#x-gain").focus();
    await page.keyboard.press("ArrowLeft");
    expect(await page.locator("#x-pilot-sentence").textContent()).toContain("it cannot be settled");
  });

  test("11.30: what the explorer shows is to be had as CSV without formulas, and a shared view opens as it was left", async () => {
    const { page } = await open("everything", 1280);
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#x-csv").click()]);
    const path = await file.path();
    const lines = readFileSync(path, "utf8").trim().split("\r\n");
    expect(lines[0]).toContain("definition,cutoff,leads_per_day,by,value,qualify");
    expect(lines).toHaveLength(1 + 4 + 2);
    expect(lines.at(-1)).toContain("\"'=cmd|'/c calc'!A0\"");
    await page.goto(`${page.url().replace(/#.*/, "")}#explorer=written,3,0,1,-1`);
    await page.reload();
    expect(await page.locator("#x-definition").inputValue()).toBe("2");
    expect(await page.locator("#x-cutoff").inputValue()).toBe("3");
    expect(await page.locator("#x-sentence").textContent()).toContain("in FY2026-Q1");
  });

  test("the outline is beside the text on wide screens and leads to each section", async () => {
    const { page } = await open("everything", 1280);
    await page.getByRole("navigation").getByRole("link", { name: "What we do not know" }).click();
    expect(await page.locator("#unknown-heading").isVisible()).toBe(true);
    expect(await page.getByRole("navigation").isVisible()).toBe(true);
  });

  test("11.33: what the page says is what result.json has, read back from its tables", async () => {
    const { page } = await open("everything", 1280);
    const { definitions, decision } = resultWith();
    const rows = page.locator("#definitions table.sortable tbody tr");
    for (const [of, { pooled }] of Object.entries(definitions)) {
      const row = rows.filter({ has: page.locator(".name", { hasText: new RegExp(`^${of}$`) }) });
      const read = await row.locator("td").evaluateAll((cells) =>
        cells.map((cell) => ({
          sort: cell.getAttribute("data-sort") ?? "",
          value: cell.querySelector(".value")?.textContent ?? "",
          sub: cell.querySelector(".sub")?.textContent ?? "",
        })),
      );
      const gain = decision.candidates.find(({ name }) => name === of)?.perQuarter.difference ?? null;
      const { perQuarter, winsPerSlot, precision, recall, served, slots, wins, covers } = pooled;
      const values = [perQuarter, gain, winsPerSlot, precision].map((e) => e?.value ?? null);
      expect(read.map(({ sort }) => (sort === "" ? null : Number(sort)))).toEqual([
        ...values,
        served / slots,
        recall.value,
        covers.length,
      ]);
      for (const [i, e] of [winsPerSlot, precision].entries()) {
        if (e.value === null) throw new Error(`${of} has no figure`);
        const shown = [e.value, e.low, e.high].map((x) => (100 * x).toFixed(1));
        expect([read[i + 2]?.value, read[i + 2]?.sub]).toEqual([shown[0], `${shown[1]} to ${shown[2]}`]);
      }
      expect(read[4]?.sub).toBe(`${Math.round(wins)} of ${Math.round(served)} became opportunities`);
    }
    // quarter by quarter, in the table under the chart
    const told = await page
      .locator("#wins-by-quarter table tbody tr")
      .evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll(".value")].map((cell) => cell.textContent ?? "")),
      );
    const whole = Object.entries(definitions).flatMap(([of, { quarters }]) =>
      quarters.map((q) => ({ of, q })),
    );
    expect(told).toHaveLength(whole.length);
    whole.forEach(({ of, q }, i) => {
      expect(told[i]?.[0]).toBe(of);
      expect(told[i]?.[1]).toContain(q.quarter);
      expect(told[i]?.[2]).toBe(((q.winsPerSlot.value ?? 0) * 100).toFixed(1));
      expect(told[i]?.slice(5, 10)).toEqual(
        [q.volume, q.served, q.slots, q.idle, q.overflow].map((n) => String(Math.round(n))),
      );
    });
  });

  test("11.30: Tab alone reaches every control, in the order of the page", async () => {
    const { page } = await open("everything", 1280);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = false;
      const controls = document.querySelectorAll<HTMLElement>(
        "a[href], button, input, select, textarea, summary, [tabindex='0']",
      );
      let next = 0;
      for (const control of controls) if (control.checkVisibility()) control.dataset.stop = String(next++);
    });
    const all = await page.locator("[data-stop]").count();
    expect(all).toBeGreaterThan(60);
    await page.locator("[data-stop='0']").focus();
    const met = ["0"];
    // boxes that scroll are stops of the browser's own
    for (let presses = 1; met.length < all && presses < 2 * all; presses++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => document.activeElement?.getAttribute("data-stop") ?? null);
      if (stop !== null) met.push(stop);
    }
    expect(met).toEqual(Array.from({ length: all }, (_, i) => String(i)));
  });

  test("7.21: a word is explained in place, by keyboard and touch, with a way there and back", async () => {
    const { page } = await open("everything", 1280);
    const note = page.locator("#note-term-interval");
    expect(await note.isVisible()).toBe(false);
    await page.locator("#use-term-interval").press("Enter");
    expect(await note.isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    expect(await note.isVisible()).toBe(false);
    expect(await page.locator('#glossary a[href="#use-term-interval"]').count()).toBe(1);
  });

  test("7.21: what does not scroll is no stop of the keyboard", async () => {
    const { page } = await open("everything", 1280);
    const stops = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>(".scroll[tabindex]")].filter(
        (box) => box.scrollWidth <= box.clientWidth,
      ),
    );
    expect(stops).toEqual([]);
  });

  test("7.21: print is page one, the definitions, quarters and unknowns; the appendix stands behind its switch", async () => {
    const { page } = await open("everything", 1280);
    await page.emulateMedia({ media: "print" });
    const shown = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("main > section")].filter((s) => s.checkVisibility()).map((s) => s.id),
      );
    expect(await shown()).toEqual(["verdict", "definitions", "meeting", "quarters", "unknown"]);
    await page.evaluate(() => {
      const box = document.getElementById("appendix");
      if (box instanceof HTMLInputElement) box.checked = true;
    });
    expect(await shown()).toContain("models");
    await page.evaluate(() => {
      const box = document.getElementById("appendix");
      if (box instanceof HTMLInputElement) box.checked = false;
    });
    await page.emulateMedia({ media: "screen" });
  });

  test("11.31: printed to PDF its headings follow one another, and no chart is split over two pages", async () => {
    if (typeof browser === "string") throw new Error(browser);
    const program = findBrowser({ LEADLINE_BROWSER: programOf(browser) });
    const bytes = await printed(
      readFileSync(join(folder, "everything", "report.html"), "utf8"),
      program ?? "",
    );
    const { pages, headings, figures } = structureOf(Buffer.from(bytes).toString("latin1"));
    expect(pages).toBeGreaterThan(2);
    expect(pages).toBeLessThan(8);
    const { page } = await open("everything", 1280);
    const shown = await page.locator("main section:not(.appendix) h2").count();
    expect(headings.length).toBeGreaterThan(shown);
    expect(headings).toEqual([...headings].sort((a, b) => a - b));
    expect(figures.length).toBeGreaterThan(5);
    expect(figures.filter((on) => on.size !== 1)).toEqual([]);
  }, 60_000);

  test("7.21: no name breaks in its middle in print", async () => {
    const { page } = await open("everything", 700);
    await page.emulateMedia({ media: "print" });
    const lines = await page.evaluate(() =>
      [...document.querySelectorAll("#definitions .cards tbody th .name")].map(
        (n) => n.getClientRects().length,
      ),
    );
    await page.emulateMedia({ media: "screen" });
    expect(lines).toEqual([1, 1, 1]);
  });

  test("what is folded opens for the printer with the appendix, and folds again", async () => {
    const { page } = await open("every kind of model", 1280);
    const folded = () => page.locator("details:not([open])").count();
    const before = await folded();
    expect(before).toBeGreaterThan(10);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await folded()).toBe(before);
    await page.getByLabel("Print the appendix too").check();
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await folded()).toBe(0);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    expect(await folded()).toBe(before);
    await page.getByLabel("Print the appendix too").uncheck();
  });

  test.each(Object.keys(pages))("%s: quiet, offline, and no wider than a phone", async (name) => {
    for (const width of [1280, 768, 390]) {
      const { page, noise } = await open(name, width);
      const seen = await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
        return {
          width: document.documentElement.scrollWidth,
          charts: [...document.querySelectorAll("svg")].filter((svg) => svg.checkVisibility()).length,
        };
      });
      expect(seen.width).toBeLessThanOrEqual(width);
      expect(await page.title()).toBe("Lead definition review, FY2027-Q3");
      expect(seen.charts).toBeGreaterThan(name === "no definitions" ? 1 : 8);
      expect(noise).toEqual([]);
    }
  });

  test("the pictures are whole documents of their own", async () => {
    const { page } = await open("hostile names", 1280);
    const charts = join(folder, "hostile names", "charts");
    const files = readdirSync(charts).map(
      (file) => [file, readFileSync(join(charts, file), "utf8")] as const,
    );
    const broken = await page.evaluate(
      (all) =>
        all.flatMap(([file, svg]) => {
          const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
          const found = parsed.querySelector("parsererror, script, img");
          return found === null ? [] : [`${file}: ${found.outerHTML}`];
        }),
      files,
    );
    expect(files.length).toBeGreaterThan(8);
    expect(broken).toEqual([]);
  });
});
