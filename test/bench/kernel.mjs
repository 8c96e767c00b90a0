// The replay alone on synthetic typed arrays, without a file read: `node kernel.mjs LEADS THREADS CASE [BUILD]` prints seconds,
// processor time and what crossed. BUILD is a built checkout, by default this one, so that an earlier one stands beside it.
//   five     five definitions under six folds' weights, for crossings and for the running maxima (`decayed`: with decayed counts)
//   forty    forty definitions with a score under seven folds' weights, no two of the 280 alike, as a run asks for them
//   grid     160 cut-offs of one score under seven folds' weights, as sums
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { sealed, synthetic } from "./synthetic.mjs";

const leads = Number(process.argv[2] ?? 1_000_000);
const threads = Number(process.argv[3] ?? 1);
const what = process.argv[4] ?? "five";
const build = process.argv[5] ?? resolve(import.meta.dirname, "../..");
const built = (path) => import(pathToFileURL(resolve(build, "dist", path)).href);
const { replay, capacityMaxima, capacityRises, crossingSums } = await built("backtest/replay/replay.js");
const { parsePredicate } = await built("rules/parse.js");

const { history, labels, features, asOf } = synthetic(leads, what === "decayed");
const rule = (text) => parsePredicate(text).predicate;
const day = 86_400;
const quarter = 91 * day;
const foldsOf = (count, models) =>
  Array.from({ length: count }, (_, k) => {
    const until = asOf - (count - 1 - k) * quarter;
    return {
      models: new Map(models.map((name) => [name, sealed(name, features, name === "hand" ? null : k)])),
      cutoffs: new Map([["adaptive", 900_000 + k]]),
      start: until - quarter,
      since: until - quarter - labels.horizon - 2 * day,
      until,
      before: { start: until - 2 * quarter, end: until - quarter },
      outcomesUntil: until - quarter,
    };
  });
const five = [
  { name: "adaptive", rule: { kind: "cutoff", model: "fit" } },
  { name: "likely", rule: rule("fit_p >= 0.5") },
  { name: "hand", rule: rule("hand_points >= 30") },
  { name: "act", rule: rule("a0_30d >= 2 AND NOT (s1 = 'v0' OR s2 IS NULL) OR a1_7d >= 3") },
  { name: "either", rule: rule("(a2_30d >= 1 OR fit_p >= 0.6) AND s0 BETWEEN 1 AND 40") },
];
/** Half are cut-offs of a score, a quarter have conditions beside it, a quarter an alternative to it. */
const forty = Array.from({ length: 40 }, (_, i) => {
  const cut = `fit_p >= ${(0.3 + i / 60).toFixed(4)}`;
  const text = i % 4 < 2 ? cut : i % 4 === 2 ? `${cut} AND NOT s1 = 'v0'` : `${cut} OR a1_7d >= 3`;
  return { name: `d${i}`, rule: rule(text) };
});
const grid = Array.from({ length: 160 }, (_, i) => ({
  name: `d${i}`,
  rule: rule(`fit_p >= ${(0.1 + i / 200).toFixed(4)}`),
}));
const definitions = { forty, grid }[what] ?? five;
const excluded = new Uint8Array(leads);
const folds = what === "forty" || what === "grid" ? foldsOf(7, ["fit"]) : foldsOf(6, ["fit", "hand"]);
const question = { history, labels, features, excluded, definitions, folds };

const timed = async (work) => {
  const from = performance.now();
  const before = process.cpuUsage();
  const answer = await work();
  const { user, system } = process.cpuUsage(before);
  return { spent: { seconds: (performance.now() - from) / 1000, cpu: (user + system) / 1e6 }, answer };
};
const told = { leads, activities: history.activities.count, features: features.length };
if (what === "grid") {
  const sums = await timed(() => crossingSums(question, { threads }));
  const crossed = sums.answer.flat().reduce((total, { n }) => total + n, 0);
  console.log(JSON.stringify({ ...told, crossings: sums.spent, crossed }));
} else {
  const crossings = await timed(() => replay(question, { threads }));
  // those of each fold's quarter: what an earlier build found besides is not asked for
  const quarterly = (c, { start, until }) => {
    const times = c.times ?? c.time;
    let n = 0;
    for (const t of times) if (t >= start && t < until) n++;
    return n;
  };
  const crossed = crossings.answer.flatMap((fold, k) =>
    fold.map(({ crossings: c }) => quarterly(c, folds[k])),
  );
  const answer = { ...told, crossings: crossings.spent, crossed: crossed.reduce((a, b) => a + b, 0) };
  if (what === "forty") console.log(JSON.stringify(answer));
  else {
    crossings.answer = null;
    const one = { ...question, definitions: [five[0]] };
    const most = folds.map(() => leads / 100);
    const maxima = await timed(() =>
      capacityRises === undefined ? capacityMaxima(one, { threads }) : capacityRises(one, most, { threads }),
    );
    console.log(JSON.stringify({ ...answer, maxima: maxima.spent }));
  }
}
