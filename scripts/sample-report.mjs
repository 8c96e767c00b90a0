// node scripts/sample-report.mjs: runs the sample study and keeps what a reader of the repository sees of it in
// reports/sample: report.md, the charts that it shows, and the top of report.html as a picture; the same picture with the
// numbers of docs/report.md is docs/pictures/page-one.png. Needs a built tree and a Chromium, the system's or the one that
// LEADLINE_BROWSER names.
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("..", import.meta.url));
const kept = join(root, "reports/sample");
const numbered = join(root, "docs/pictures/page-one.png");
const size = { width: 1280, height: 1600 };

/** What docs/report.md says of page one, point by point: the place of each number on the page. */
const points = [
  "main > header h1",
  "#verdict > h2",
  "#verdict > p.lead",
  "#verdict > ul.strip",
  "#verdict > figure",
  "#verdict > .columns",
  "#verdict > .scroll",
  "#verdict > details",
  "#definitions table",
];

/** Runs the study into a folder; returns the run's own folder below it. */
function runSample(folder) {
  const args = [join(root, "dist/cli/main.js"), "run", "data/sample/study.yaml", "--quiet", "--out", folder];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0)
    throw new Error("the sample study did not run: is the tree built (node scripts/build.mjs)?");
  const [study] = readdirSync(folder).filter((name) => !name.startsWith("."));
  const [run] = readdirSync(join(folder, study)).filter((name) =>
    /^\d{4}-\d{2}-\d{2}-[0-9a-f]{8}$/.test(name),
  );
  return join(folder, study, run);
}

/** report.md and the charts that it shows, and no chart of an older run. */
function keepReport(run) {
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(join(kept, "charts"), { recursive: true });
  const markdown = readFileSync(join(run, "report.md"), "utf8");
  // links to the rest of the run folder lead nowhere from here: their words stay
  const kinds = /(?<!!)\[([^\]]*)\]\((?!charts\/|#|https?:)[^)]+\)/g;
  writeFileSync(join(kept, "report.md"), markdown.replace(kinds, "$1"));
  const shown = markdown.matchAll(/\]\((charts\/[^)]+)\)/g);
  for (const [, chart] of shown) copyFileSync(join(run, chart), join(kept, chart));
}

/** Puts 1, 2, 3, ... to the left of what the selectors find. It runs in the page. */
function number(selectors) {
  for (const [i, selector] of selectors.entries()) {
    const found = document.querySelector(selector);
    if (found === null) throw new Error(`page one has no ${selector}`);
    const { left, top } = found.getBoundingClientRect();
    const mark = document.createElement("b");
    mark.textContent = String(i + 1);
    mark.style.cssText = `position:absolute;left:${left - 44}px;top:${top + scrollY + 2}px;width:28px;height:28px;border-radius:14px;background:#b3261e;color:#fff;font:600 16px/28px sans-serif;text-align:center`;
    document.body.append(mark);
  }
}

/** Asked for before anything that is kept is touched. */
function browserPath() {
  const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const path = process.env.LEADLINE_BROWSER ?? installed.find((file) => existsSync(file));
  if (path === undefined) throw new Error("no Chromium is found: name one in LEADLINE_BROWSER");
  return path;
}

async function picture(run, executablePath) {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage({ viewport: size, colorScheme: "light" });
    await page.goto(pathToFileURL(join(run, "report.html")).href);
    await page.screenshot({ path: join(kept, "report.png") });
    await page.evaluate(number, points);
    const bottom = await page
      .locator("#definitions tbody tr")
      .first()
      .evaluate((row) => row.getBoundingClientRect().bottom + scrollY);
    const clip = { x: 200, y: 0, width: size.width - 200, height: Math.ceil(bottom) + 10 };
    await page.screenshot({ path: numbered, clip, fullPage: true });
  } finally {
    await browser.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), "leadline-sample-"));
try {
  const browser = browserPath();
  const run = runSample(folder);
  keepReport(run);
  await picture(run, browser);
  const { size: bytes } = statSync(join(kept, "report.png"));
  console.log(
    `docs/pictures/page-one.png, and reports/sample: report.md, ${readdirSync(join(kept, "charts")).length} charts, report.png of ${Math.round(bytes / 1024)} KB`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
