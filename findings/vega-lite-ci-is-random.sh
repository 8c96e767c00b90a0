#!/usr/bin/env bash
# vega-lite 6.4.3 (vega 6.4.0): an error bar with `extent: "ci"` is a bootstrap on Math.random, so the same spec and data
# draw another interval each time. Guess: a formula, the same picture each time. Draw intervals that you computed
# yourself (`x`, `x2`), or call vega.setRandom with a seeded generator before each view.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund vega@6.4.0 vega-lite@6.4.3
cat >try.mjs <<'CODE'
import * as vega from "vega";
import { compile } from "vega-lite";
const values = Array.from({ length: 30 }, (_, i) => ({ v: (i * 7919) % 100 }));
const spec = { data: { values }, mark: { type: "errorbar", extent: "ci" }, encoding: { x: { field: "v", type: "quantitative" } } };
const draw = async () => {
  const svg = await new vega.View(vega.parse(compile(spec).spec), { renderer: "none" }).toSVG();
  return { mean: /Mean of v: ([\d.]+)/.exec(svg)[1], low: /Ci0 of v: ([\d.]+)/.exec(svg)[1] };
};
const drawn = [];
for (let i = 0; i < 5; i++) drawn.push(await draw());
console.log(`means: ${new Set(drawn.map((d) => d.mean)).size} value`);
console.log(`lower ends: ${new Set(drawn.map((d) => d.low)).size > 1 ? "they differ" : "all the same"}`);
CODE
seen=$(node try.mjs)
wanted='means: 1 value
lower ends: they differ'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
