#!/usr/bin/env bash
# ml-logistic-regression 2.0.0: the fit has no intercept and no option for one, so a lead with zeros has a chance of a half. Of 10% won
# without a demo and 30% with one, the better leads get the lower chance (50% and 30%), and the demo a weight of -0.85. Guess: a
# weight of +1.35 beside an intercept of -2.20, the rates again. Add a column of ones.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund ml-logistic-regression@2.0.0 ml-matrix@6.13.0
cat >try.mjs <<'CODE'
import Regression from "ml-logistic-regression";
import { Matrix } from "ml-matrix";
const demo = Array.from({ length: 200 }, (_, i) => Number(i >= 100));
const won = demo.map((has, i) => Number(i % 100 < (has ? 30 : 10)));
for (const [name, row] of [["demo", (has) => [has]], ["ones and demo", (has) => [1, has]]]) {
  const model = new Regression({ numSteps: 20000, learningRate: 5e-3 });
  model.train(new Matrix(demo.map(row)), Matrix.columnVector(won));
  // The first of its regressions has the chance of any class but 0.
  const [fit] = model.classifiers;
  const chances = fit.testScores(new Matrix([row(0), row(1)]));
  console.log(`${name}: weights ${fit.weights.to1DArray().map((v) => v.toFixed(2)).join(", ")}; chance without ${chances[0].toFixed(2)}, with ${chances[1].toFixed(2)}`);
}
CODE
seen=$(node try.mjs)
wanted=$(cat <<'TEXT'
demo: weights -0.85; chance without 0.50, with 0.30
ones and demo: weights -2.20, 1.35; chance without 0.10, with 0.30
TEXT
)
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
