#!/usr/bin/env bash
# simple-statistics 7.12.1: BayesianClassifier, naive Bayes by its docs, adds where Bayes multiplies: the score of a class is the sum over fields of
# the value's share times the class's. Of leads from a list with a big size, which was rare among the lost, it says lost, 0.67 to 0.40; the
# product says won, 0.067 to 0.060. Guess: the product. One field is right; with more, the commoner class wins too often.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund simple-statistics@7.12.1
cat >try.mjs <<'CODE'
import { BayesianClassifier } from "simple-statistics";
const leads = [[9, "list", "small", "lost"], [1, "demo", "big", "lost"], [4, "demo", "big", "won"], [1, "list", "big", "won"]];
const model = new BayesianClassifier();
for (const [count, source, size, outcome] of leads) for (let i = 0; i < count; i++) model.train({ source, size }, outcome);
const all = 15;
const by = (combine, outcome) => {
  const own = leads.filter((lead) => lead[3] === outcome);
  const count = (rows) => rows.reduce((n, [more]) => n + more, 0);
  const prior = count(own) / all;
  const shares = [count(own.filter((lead) => lead[1] === "list")), count(own.filter((lead) => lead[2] === "big"))].map((n) => n / count(own));
  return combine === "sum" ? prior * (shares[0] + shares[1]) : prior * shares[0] * shares[1];
};
const score = model.score({ source: "list", size: "big" });
for (const [name, value] of [["library", (o) => score[o]], ["sum", (o) => by("sum", o)], ["product", (o) => by("product", o)]])
  console.log(`${name}: lost ${value("lost").toFixed(3)}, won ${value("won").toFixed(3)}`);
CODE
seen=$(node try.mjs)
wanted='library: lost 0.667, won 0.400
sum: lost 0.667, won 0.400
product: lost 0.060, won 0.067'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
