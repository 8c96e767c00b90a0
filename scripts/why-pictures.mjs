// node scripts/why-pictures.mjs: draws the pictures of docs/why.md that are no chart of the sample's report. With --check it
// writes nothing and ends with 1 where a picture is not what it would draw. Needs a built tree.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = (path) => import(pathToFileURL(join(root, "dist", path)).href);
const { openStudy, load } = await dist("index.js");
const { isoDate, dayOf, NEVER, DAY } = await dist("base/time.js");
const { drawCharts } = await dist("report/charts/draw.js");
const { colours, framed, levelTitle, wideWidth } = await dist("report/charts/theme.js");

const grey = colours.incumbent;
const blue = colours.c1;

/**
 * Opportunities per 100 leads by month of creation, of the sample: of all leads whatever came so far, and within 90 days of
 * leads that have 90 days behind them.
 */
async function maturity() {
  const { study, folder } = await openStudy(join(root, "data/sample/study.yaml"));
  const { history, labels } = await load(study, folder);
  const months = new Map();
  history.leads.created.forEach((created, lead) => {
    const month = isoDate(dayOf(created)).slice(0, 7);
    const of = months.get(month) ?? { all: 0, soFar: 0, within: 0, youngest: 0 };
    const after = labels.outcome[lead] === NEVER ? NEVER : labels.outcome[lead] - created;
    months.set(month, {
      all: of.all + 1,
      soFar: of.soFar + (after === NEVER ? 0 : 1),
      within: of.within + (after <= 90 * DAY ? 1 : 0),
      youngest: Math.max(of.youngest, created),
    });
  });
  // the month of `as_of` is not over
  const rows = [...months]
    .sort()
    .filter(([month]) => month < isoDate(dayOf(study.asOf)).slice(0, 7))
    .slice(-24);
  const rate = (count, all) => Math.round((1000 * count) / all) / 10;
  return chart("maturity", {
    says: "The same leads: what came so far falls, what came within 90 days does not",
    x: {
      title: "month of creation",
      type: "ordinal",
      values: rows.map(([month]) => month).filter((_, i) => i % 3 === 0),
    },
    y: "opportunities per 100 leads",
    series: [
      {
        name: "so far, all leads",
        colour: grey,
        at: rows.map(([month, of]) => [month, rate(of.soFar, of.all)]),
      },
      {
        name: "within 90 days,\nleads old enough to tell",
        colour: blue,
        at: rows
          .filter(([, of]) => of.youngest + 90 * DAY <= study.asOf)
          .map(([month, of]) => [month, rate(of.within, of.all)]),
      },
    ],
  });
}

/** The mean of the greatest of k standard normal numbers: the integral of x k phi(x) Phi(x)^(k - 1). */
function greatestOf(k) {
  const step = 0.001;
  let below = 0;
  let mean = 0;
  for (let x = -8; x < 8; x += step) {
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    below += density * step;
    mean += x * k * density * below ** (k - 1) * step;
  }
  return mean;
}

/** What the best of k equally good definitions seems to gain, where one figure has the standard error of the sample's. */
function many() {
  const error = 1.25;
  const tries = Array.from({ length: 20 }, (_, i) => i + 1);
  return chart("many", {
    says: "The more you try, the more the best one seems to gain, though none is better",
    x: {
      title: "definitions tried, all as good as today's",
      type: "quantitative",
      values: [1, 5, 10, 15, 20],
    },
    y: "gain per 100 slots",
    series: [
      {
        name: "what the best one seems to gain",
        colour: grey,
        at: tries.map((k) => [k, Math.round(100 * error * greatestOf(k)) / 100]),
      },
      { name: "what it is worth", colour: blue, at: tries.map((k) => [k, 0]) },
    ],
  });
}

/** Lines with their names at their right ends. */
function chart(id, { says, x, y, series }) {
  const margins = { left: 34, right: 210, top: 34, bottom: 44 };
  const across = {
    field: "x",
    type: x.type,
    scale: x.type === "quantitative" ? { domain: [0, x.values.at(-1)], nice: false } : { type: "point" },
    axis: { title: x.title, titlePadding: 8, grid: false, values: x.values, labelAngle: 0 },
  };
  const up = {
    field: "y",
    type: "quantitative",
    axis: { ...levelTitle(y, margins.left), tickCount: 4, grid: true },
  };
  const layers = series.flatMap(({ name, colour, at }) => {
    const values = at.map(([left, height]) => ({ x: left, y: height }));
    const end = { ...values.at(-1), name };
    return [
      {
        data: { values },
        mark: {
          type: "line",
          color: colour,
          strokeWidth: 2.4,
          point: { filled: true, size: 26, color: colour },
        },
        encoding: { x: across, y: up },
      },
      {
        data: { values: [end] },
        mark: { type: "text", align: "left", baseline: "middle", dx: 10, color: colour, lineBreak: "\n" },
        encoding: { x: across, y: up, text: { field: "name", type: "nominal" } },
      },
    ];
  });
  return { id, label: null, alternative: says, wide: framed(wideWidth, 280, margins, layers), narrow: null };
}

const check = process.argv.includes("--check");
const drawn = await drawCharts([await maturity(), many()]);
let stale = 0;
for (const [id, { file }] of drawn) {
  const path = join(root, `docs/pictures/${id}.svg`);
  if (!check) writeFileSync(path, file);
  else if (readFileSync(path, "utf8") !== file) {
    console.error(`docs/pictures/${id}.svg is not what scripts/why-pictures.mjs draws: run it`);
    stale = 1;
  }
}
process.exit(stale);
