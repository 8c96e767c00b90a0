#!/usr/bin/env bash
# danfojs-node 1.2.0: of groups by two columns the names are joined by a hyphen, so that paid-social in us and paid in social-us are one group: its
# wins are summed under the name of the first. merge() on the same two columns keeps them apart. Guess: two groups, as
# pandas and every database have it. Make a key of your own with a sign that no name holds.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
# as it stands its install fetches from outside the registry: two of its dependencies are replaced
cat >package.json <<'JSON'
{
  "private": true,
  "overrides": {
    "danfojs-node": {
      "xlsx": "npm:@e965/xlsx@0.20.3",
      "@tensorflow/tfjs-node": "npm:@tensorflow/tfjs-core@3.21.0"
    }
  }
}
JSON
npm install --silent --ignore-scripts --no-audit --no-fund danfojs-node@1.2.0
cat >try.cjs <<'CODE'
const { DataFrame, merge } = require("danfojs-node");
const leads = new DataFrame({ source: ["paid-social", "paid", "paid"], region: ["us", "social-us", "eu"], won: [10, 1, 2] });
const keys = ["source", "region"];
const group = leads.groupby(keys).col(["won"]);
const say = (rows) => rows.map((row) => row.join(" ")).join(", ");
console.log(`sums: ${say(group.sum().values)}`);
console.log(`counts: ${say(group.count().values)}`);
const costs = new DataFrame({ source: ["paid"], region: ["social-us"], cost: [500] });
console.log(`merged: ${say(merge({ left: leads, right: costs, on: keys, how: "left" }).values)}`);
CODE
seen=$(node try.cjs)
wanted='sums: paid-social us 11, paid eu 2
counts: paid-social us 2, paid eu 1
merged: paid-social us 10 NaN, paid social-us 1 500, paid eu 2 NaN'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
