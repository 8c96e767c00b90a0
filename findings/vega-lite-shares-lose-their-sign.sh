#!/usr/bin/env bash
# vega-lite 6.4.3 (vega 6.4.0): `stack: "normalize"` takes the size of a value without its sign. Of +30 points for a demo and -10 for free
# mail the bar, its axis and its label say 75% and 25%, as of 30 and 10. Guess: shares of the sum (150% and -50%), or the minus
# below zero, where the plain stack draws it. Draw points that may be negative without normalize.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund vega@6.4.0 vega-lite@6.4.3
cat >try.mjs <<'CODE'
import * as vega from "vega";
import { compile } from "vega-lite";
const values = [{ lead: "A", reason: "demo", points: 30 }, { lead: "A", reason: "free mail", points: -10 }];
for (const stack of ["zero", "normalize"]) {
  const encoding = { x: { field: "lead" }, y: { field: "points", type: "quantitative", stack }, color: { field: "reason" } };
  const view = new vega.View(vega.parse(compile({ data: { values }, mark: "bar", encoding }).spec), { renderer: "none" });
  const drawn = await view.toSVG();
  const bars = view.data("data_0").map((bar) => `${bar.reason} from ${bar.points_start} to ${bar.points_end}`);
  console.log(`${stack}: ${bars.join(", ")}; labels ${[...drawn.matchAll(/points: ([^;"]+)/g)].map(([, label]) => label).join(" and ")}`);
}
CODE
seen=$(node try.mjs)
wanted='zero: demo from 0 to 30, free mail from 0 to -10; labels 30 and −10
normalize: demo from 0.25 to 1, free mail from 0 to 0.25; labels 75% and 25%'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
