#!/usr/bin/env bash
# vega-lite 6.4.3 (vega 6.4.0): the loess transform weighs down what lies far from the curve, always. Of outcomes of 0 and 1 those are the won leads:
# where 25% were won at every score its curve says 3%. And where more leads share a score than the window holds, the order of the rows
# decides: 6%, or 31% with the rows turned round. Guess: 25%. Draw the rates of groups of scores, with their intervals, that you computed yourself.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund vega@6.4.0 vega-lite@6.4.3
cat >try.mjs <<'CODE'
import * as vega from "vega";
import { compile } from "vega-lite";
const leads = [0, 10, 20, 30, 40].flatMap((score) => Array.from({ length: 40 }, (_, i) => ({ score, won: i < 10 ? 1 : 0 })));
const draw = async (values, transform) => {
  const encoding = { x: { field: "score", type: "quantitative" }, y: { field: "won", type: "quantitative" } };
  const { spec } = compile({ data: { values }, transform: [transform], mark: "line", encoding });
  const view = await new vega.View(vega.parse(spec), { renderer: "none" }).runAsync();
  const drawn = view.data(spec.marks[0].from.data).map(({ won }) => won.toFixed(3));
  return drawn.join(" ");
};
console.log(`rates: ${await draw(leads, { aggregate: [{ op: "mean", field: "won", as: "won" }], groupby: ["score"] })}`);
for (const bandwidth of [0.3, 0.1])
  for (const [order, rows] of [["as they stand", leads], ["turned round", leads.toReversed()]])
    console.log(`loess ${bandwidth}, rows ${order}: ${await draw(rows, { loess: "won", on: "score", bandwidth })}`);
CODE
seen=$(node try.mjs)
wanted='rates: 0.250 0.250 0.250 0.250 0.250
loess 0.3, rows as they stand: 0.030 0.030 0.030 0.030 0.030
loess 0.3, rows turned round: 0.030 0.030 0.030 0.030 0.030
loess 0.1, rows as they stand: 0.058 0.058 0.058 0.058 0.058
loess 0.1, rows turned round: 0.314 0.314 0.314 0.314 0.314'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
