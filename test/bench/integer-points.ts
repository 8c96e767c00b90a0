/**
 * Small whole points on Adult (32,561 x 36 binary, k = 5, points -5 to 5) beside FasterRisk (w6), on all rows.
 *
 *   npm run bench -- integer-points adult_data.csv old/bin/python PEERS/w6_fasterrisk.py
 */
import { readFileSync } from "node:fs";
import { type IntegerPoints, integerPoints } from "../../src/stats/points/index.ts";
import { softplus } from "../../src/stats/regression/logistic/fit.ts";
import { peer, table, timed } from "./side-by-side.ts";

interface Proof {
  readonly multiplier: number;
  readonly intercept: number;
  readonly points: Readonly<Record<string, number>>;
  readonly logloss_sum_train: number;
  readonly auc_train: number;
}

const [file = "adult_data.csv", python, script = "w6_fasterrisk.py"] = process.argv.slice(2);
const [head = "", ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
const names = head.split(",");
const rows = lines.map((line) => line.split(",").map(Number));
const column = (j: number): Uint8Array => Uint8Array.from(rows, (row) => row[j] ?? 0);
const label = column(0);
const columns = names.slice(1).map((_, j) => column(j + 1));

const ours = timed(() => {
  const found = integerPoints({ columns, label, terms: 5 });
  if ("value" in found) throw new Error(found.reason);
  return found;
});

/** Log loss on the rows of a model given as logit = a + sum of b_j x_j. */
function loss(intercept: number, slopes: ReadonlyMap<number, number>): number {
  return rows.reduce((s, _, i) => {
    let eta = intercept;
    for (const [j, b] of slopes) eta += b * (columns[j]?.[i] ?? 0);
    return s + (label[i] === 1 ? softplus(-eta) : softplus(eta));
  }, 0);
}

const show = ({ terms, slope, intercept }: IntegerPoints): string =>
  `${terms.map((t) => `${names[t.column + 1]} ${t.points}`).join(", ")}; logit = ${intercept.toFixed(4)} + ${slope.toFixed(4)} x total`;

const { terms, slope, intercept, certificate } = ours.result;
const own = loss(intercept, new Map(terms.map((t) => [t.column, slope * t.points])));
console.log(show(ours.result));
console.log(`train loss ${own.toFixed(4)}; certificate ${JSON.stringify(certificate)}`);
if (python === undefined) console.log(table([["Adult k = 5: this", ours]]));
else {
  const options = ["--adult", file, "--repeats", "1", "--warmup", "0"];
  const theirs = peer<Proof>(python, script, ".", "--peers", "fasterrisk_all", ...options);
  console.log(
    table([
      ["Adult k = 5: this", ours],
      ["Adult k = 5: FasterRisk", theirs],
    ]),
  );
  const { proof } = theirs;
  const slopes = new Map(
    Object.entries(proof.points).map(([name, b]) => [names.indexOf(name) - 1, b / proof.multiplier]),
  );
  console.log(`FasterRisk: ${JSON.stringify(proof.points)}, multiplier ${proof.multiplier}`);
  console.log(
    `train loss of FasterRisk ${proof.logloss_sum_train} (recomputed here ${loss(proof.intercept / proof.multiplier, slopes).toFixed(4)}), this one's ${(own - proof.logloss_sum_train).toFixed(4)} against it`,
  );
}
