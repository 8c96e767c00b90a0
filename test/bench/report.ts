// The report of a run beside evidently's report of the same leads:
//
//   npm run bench -- report RUN LEADS.csv [PYTHON]
//
// RUN is a run folder, whose result.json and grids are read before the clock starts; LEADS.csv is the file of its leads, which
// evidently reads outside the clock too (test/bench/report_peer.py); PYTHON has evidently and pandas. Prints seconds, bytes of HTML, and
// when a browser first paints each page, where one starts. On a busy machine only processor seconds mean something.
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { renderReport } from "../../src/report/render.ts";
import { checkExploration, checkResult } from "../../src/result/schema.ts";
import type { Exploration } from "../../src/result/type.ts";
import { launchBrowser } from "../helpers/browser.ts";
import { peer, table } from "./side-by-side.ts";

const [run = "", leads = "", python = ""] = process.argv.slice(2);
const read = (file: string): unknown => JSON.parse(readFileSync(join(run, file), "utf8"));
const checked = checkResult(read("result.json"));
if (!("value" in checked)) throw new Error(`${run}/result.json is not readable by this version`);
const grids = new Map<string, Exploration>();
for (const name of Object.keys(checked.value.definitions)) {
  if (!existsSync(join(run, "explore", `${name}.json`))) continue;
  const grid = checkExploration(read(`explore/${name}.json`));
  if ("value" in grid) grids.set(name, grid.value);
}

const folder = mkdtempSync(join(tmpdir(), "leadline-report-"));
const html = join(folder, "ours.html");
const cold = performance.now();
writeFileSync(html, (await renderReport(checked.value, grids)).html);
console.log(
  `the first report of a process, with the drawing library loaded: ${seconds(performance.now() - cold)}`,
);
const walls: number[] = [];
const before = process.cpuUsage();
const repeats = 3;
for (let i = 0; i < repeats; i++) {
  const start = performance.now();
  await renderReport(checked.value, grids);
  walls.push(performance.now() - start);
}
const used = process.cpuUsage(before);
const ours = {
  seconds: (walls.sort((a, b) => a - b)[repeats >> 1] ?? Number.NaN) / 1000,
  cpu: (used.user + used.system) / 1e6 / repeats,
  megabytes: process.resourceUsage().maxRSS / 1024,
};

const pages = [["Leadline", html]];
if (python !== "") {
  const theirs = join(folder, "theirs.html");
  const script = fileURLToPath(new URL("../../../../../test/bench/report_peer.py", import.meta.url));
  const other = peer<string>(python, script, leads, theirs);
  console.log(
    table([
      ["Leadline", ours],
      [`evidently ${other.proof}`, other],
    ]),
  );
  pages.push(["evidently", theirs]);
} else console.log(table([["Leadline", ours]]));

const browser = await launchBrowser();
for (const [name = "", file = ""] of pages) {
  const painted = typeof browser === "string" ? browser : `first paint after ${await paint(file, browser)}`;
  console.log(`${name}: ${(statSync(file).size / 1e6).toFixed(2)} MB, ${painted}`);
}
if (typeof browser !== "string") await browser.close();

/** The best of three: when something of the page is first seen. */
async function paint(file: string, on: Exclude<typeof browser, string>): Promise<string> {
  const all: number[] = [];
  for (let i = 0; i < 3; i++) {
    const page = await on.newPage();
    await page.goto(pathToFileURL(file).href);
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    all.push(
      await page.evaluate(
        () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
      ),
    );
    await page.close();
  }
  return seconds(Math.min(...all));
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
