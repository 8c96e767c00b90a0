// The replay alone on synthetic typed arrays: `node kernel.mjs LEADS THREADS [decayed]` prints the seconds of one walk for the
// crossings of every definition and one for the running maxima, six folds' weights as score columns of each.
import { capacityMaxima, replay } from "../../dist/backtest/replay/replay.js";
import { parsePredicate } from "../../dist/rules/parse.js";
import { sealed, synthetic } from "./synthetic.mjs";

const leads = Number(process.argv[2] ?? 1_000_000);
const threads = Number(process.argv[3] ?? 1);
const { history, labels, features, asOf } = synthetic(leads, process.argv[4] === "decayed");
const rule = (text) => parsePredicate(text).predicate;
const cut = { kind: "cutoff", model: "fit" };
const quarter = 91 * 86_400;
const folds = Array.from({ length: 6 }, (_, k) => {
  const until = asOf - (5 - k) * quarter;
  return {
    models: new Map([
      ["fit", sealed("fit", features, k)],
      ["hand", sealed("hand", features, null)],
    ]),
    cutoffs: new Map([["adaptive", 900_000 + k]]),
    until,
    before: { start: until - 2 * quarter, end: until - quarter },
  };
});
const definitions = [
  { name: "adaptive", rule: cut },
  { name: "likely", rule: rule("fit_p >= 0.5") },
  { name: "hand", rule: rule("hand_points >= 30") },
  { name: "act", rule: rule("a0_30d >= 2 AND NOT (s1 = 'v0' OR s2 IS NULL) OR a1_7d >= 3") },
  { name: "either", rule: rule("(a2_30d >= 1 OR fit_p >= 0.6) AND s0 BETWEEN 1 AND 40") },
];
const excluded = new Uint8Array(leads);
const question = { history, labels, features, excluded, definitions, folds };

const timed = async (work) => {
  const from = performance.now();
  const before = process.cpuUsage();
  const answer = await work();
  const { user, system } = process.cpuUsage(before);
  return { spent: { seconds: (performance.now() - from) / 1000, cpu: (user + system) / 1e6 }, answer };
};
const crossings = await timed(() => replay(question, { threads }));
const maxima = await timed(() => capacityMaxima({ ...question, definitions: [definitions[0]] }, { threads }));
const crossed = crossings.answer.flat().map(({ crossings: c }) => c.time.reduce((n, t) => n + (t < asOf), 0));
console.log(
  JSON.stringify({
    leads,
    activities: history.activities.count,
    features: features.length,
    crossings: crossings.spent,
    maxima: maxima.spent,
    crossed: crossed.reduce((a, b) => a + b, 0),
    scored: maxima.answer.flat().reduce((n, { by }) => n + by.reduce((m, s) => m + (s > -(2 ** 31)), 0), 0),
  }),
);
