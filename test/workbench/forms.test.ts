import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderReport } from "../../src/report/render.ts";
import { runHash, writeRun } from "../../src/workbench/folder/folder.ts";
import { findBrowser } from "../../src/workbench/forms/browser.ts";
import { type Formed, reportForms } from "../../src/workbench/forms/forms.ts";
import { pngOf } from "../../src/workbench/forms/png.ts";
import { filesBelow, scratch } from "../helpers/cli.ts";
import { refusal } from "../helpers/outcome.ts";
import { definition, exploration, resultWith } from "../report/support.ts";

/** The forms of a report: all of one run, read from its folder alone. */

const { folder, remove } = scratch();
afterAll(remove);

const hostile = '</text><script>alert(1)</script>"=1+1\u202e';
const name = `2026-10-01-${runHash({})}`;
const reports = join(folder, "reports");
const run = join(reports, "quarterly-review", name);
const out = join(folder, "out");
let formed: Formed;

/** No browser is on this path. */
const env = { PATH: folder };

beforeAll(async () => {
  const base = resultWith();
  const result = {
    ...base,
    study: { ...base.study, title: hostile },
    definitions: { ...base.definitions, [hostile]: definition() },
  };
  await writeRun(
    run,
    { leadline: "0.2.0", run: name, study: "quarterly-review", inputs: {} },
    new Map([
      ["result.json", JSON.stringify(result)],
      ["study.yaml", ""],
      ["explore/demo_or_fit.json", JSON.stringify(exploration("demo_or_fit"))],
    ]),
    "",
  );
  formed = await reportForms({ run: name.slice(0, 12), reports, out, env });
}, 60_000);

/** Width and height as the first chunk of a PNG says them. */
const sizeOf = (png: Uint8Array): readonly [string, number, number] => {
  const bytes = Buffer.from(png);
  return [bytes.toString("latin1", 1, 4), bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
};

test("11.34: a run's report is page, Markdown, slide and each chart as SVG, PNG and CSV; its folder stays as it was", async () => {
  expect(formed).toMatchObject({
    run: name,
    to: ["html", "md", "svg", "png", "csv", "slide"],
    noBrowser: true,
  });
  expect(formed.files).toEqual([...filesBelow(out).keys()].sort());
  expect(formed.files).toEqual(
    expect.arrayContaining(["report.html", "report.md", "slide.png", "slide.svg"]),
  );
  const charts = readdirSync(join(out, "charts"));
  const of = (end: string) => charts.filter((file) => file.endsWith(end)).map((file) => file.slice(0, -4));
  expect(of(".png")).toEqual(of(".svg"));
  expect(of(".svg").length).toBeGreaterThan(10);
  expect(of(".csv").length).toBeGreaterThan(5);
  expect([...filesBelow(run).keys()].sort()).toEqual(
    ["explore/demo_or_fit.json", "log.jsonl", "manifest.json", "result.json", "study.yaml"].sort(),
  );
});

test("11.34: pictures are twice a chart's size, the slide 1920 by 1080", () => {
  expect(sizeOf(readFileSync(join(out, "slide.png")))).toEqual(["PNG", 1920, 1080]);
  const svg = readFileSync(join(out, "charts/difference.svg"), "utf8");
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  expect(sizeOf(readFileSync(join(out, "charts/difference.png")))).toEqual([
    "PNG",
    2 * Number(width),
    2 * Number(height),
  ]);
});

test("11.34: words of a picture are drawn without any font of the system", async () => {
  const svg = (text: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20"><text x="2" y="14" font-family="no-such-font">${text}</text></svg>`;
  const [blank, words, bold] = await Promise.all([
    pngOf(svg("")),
    pngOf(svg("incumbent")),
    pngOf(svg("incumbent").replace("<text", '<text font-weight="600"')),
  ]);
  expect(words.length).toBeGreaterThan(2 * blank.length);
  expect(Buffer.from(bold).equals(Buffer.from(words))).toBe(false);
});

test("11.33: a hostile name is text in every form", () => {
  for (const [file, bytes] of filesBelow(out)) {
    if (file.endsWith(".png")) continue;
    const text = bytes.toString("utf8");
    // in CSV it is text as it stands
    if (!file.endsWith(".csv")) expect(text, file).not.toMatch(/<script>alert/);
    expect(text, file).not.toContain("\u202e");
  }
  expect(readFileSync(join(out, "slide.svg"), "utf8")).toContain("&lt;script&gt;alert(1)");
});

test("11.34: a page that leaves its run's folder has no link that leads nowhere", () => {
  const html = readFileSync(join(out, "report.html"), "utf8");
  expect(html.match(/href="[^#"][^"]*"/g)).toBeNull();
  const shown = [...readFileSync(join(out, "report.md"), "utf8").matchAll(/\]\(([^)]+)\)/g)].map(
    ([, to]) => to,
  );
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter((to) => to !== undefined && !existsSync(join(out, to)))).toEqual([]);
});

test("11.34: the slide says the verdict, its numbers and what to do, in words of page one", async () => {
  const { slide } = await renderReport(resultWith());
  const said = [...slide.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, line]) => line).join(" ");
  expect(said).toContain("What to do now");
  expect(said).toContain("What would change this");
  expect(said).toMatch(/Pilot demo_or_fit/);
  // nothing stands below the last line or past the right edge
  for (const [, y] of slide.matchAll(/<text x="[\d.]+" y="(\d+)"/g)) expect(Number(y)).toBeLessThan(720);
});

test("11.34: without a browser a PDF that was asked for is refused in plain words, and the rest is written", async () => {
  const only = join(folder, "only");
  expect(findBrowser(env)).toBeNull();
  expect(findBrowser({ ...env, LEADLINE_BROWSER: process.execPath })).toBe(process.execPath);
  expect(await refusal(reportForms({ run, to: ["pdf", "slide"], out: only, env }))).toEqual({
    exit: 4,
    codes: ["no-browser"],
  });
  expect([...filesBelow(only).keys()].sort()).toEqual(["slide.png", "slide.svg"]);
  expect(
    await refusal(reportForms({ run, to: ["pdf"], out: only, env: { LEADLINE_BROWSER: process.execPath } })),
  ).toEqual({ exit: 4, codes: ["browser-failed"] });
  expect(await refusal(reportForms({ run, to: ["pgn"], out: only }))).toEqual({ exit: 2, codes: ["usage"] });
});
