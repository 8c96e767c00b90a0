/**
 * Isotonic regression of 1M rows beside scikit-learn's (w10): fit and the fitted value of every row. Reading is outside
 * the timed part, as it is for the peer.
 *
 *   npm run bench -- isotonic DATA venv/bin/python PEERS/w10_rank.py
 */
import { isotonicFitted, knotsOf } from "../../src/stats/calibrate/index.ts";
import { npy, peer, table, timed } from "./side-by-side.ts";

interface Proof {
  readonly knots: number;
  readonly distinct_fitted: number;
  readonly fitted_sum: number;
  readonly brier: number;
  readonly fitted_dot_score: number;
}

const [data = ".", python, script = "w10_rank.py"] = process.argv.slice(2);
const score = npy(`${data}/w10_1m_score.npy`);
const label = npy(`${data}/w10_1m_y.npy`);

const ours = timed(() => isotonicFitted({ score, label }));
const { blocks, fitted } = ours.result;
const sum = (of: (i: number) => number): number => fitted.reduce((s, _, i) => s + of(i), 0);
const proof: Proof = {
  knots: knotsOf(blocks).lookup.length,
  distinct_fitted: blocks.mean.length,
  fitted_sum: sum((i) => fitted[i] ?? 0),
  brier: sum((i) => ((fitted[i] ?? 0) - (label[i] ?? 0)) ** 2) / fitted.length,
  fitted_dot_score: sum((i) => (fitted[i] ?? 0) * (score[i] ?? 0)),
};
const theirs =
  python === undefined ? null : peer<Proof>(python, script, data, "--peers", "isotonic_1m", "--repeats", "5");
console.log(
  table([
    ["isotonic 1M: this", ours],
    ...(theirs === null ? [] : ([["isotonic 1M: scikit-learn", theirs]] as const)),
  ]),
);
for (const [key, value] of Object.entries(proof)) {
  const other = theirs?.proof[key as keyof Proof];
  const same = other === undefined || Math.abs(value - other) <= 1e-9 * Math.abs(other);
  console.log(`${key}: ${value}${other === undefined ? "" : ` against ${other}${same ? "" : "  DIFFERS"}`}`);
}
