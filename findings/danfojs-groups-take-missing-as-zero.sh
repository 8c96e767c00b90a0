#!/usr/bin/env bash
# danfojs-node 1.2.0: the mean and the count of a group take a missing value as a row of 0, although Series.mean() and
# Series.count() of the same column leave it out. Guess: 10 and 1 for the group a below, as pandas has it. And one missing
# value among texts makes the type of the whole column float32 (guess: string), so that its .str accessor refuses.
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
const { DataFrame, Series } = require("danfojs-node");
const frame = new DataFrame({ team: ["a", "a", "b"], days: [10, null, 4] });
const group = frame.groupby(["team"]).col(["days"]);
console.log(`groups: mean ${group.mean().values.join(" ")}, count ${group.count().values.join(" ")}`);
const a = new Series([10, null]);
console.log(`a alone: mean ${a.mean()}, count ${a.count()}`);
const ids = new DataFrame({ id: ["00123", null], title: ["CTO", "VP"] });
console.log(`types: ${ids.dtypes.join(" ")}`);
CODE
seen=$(node try.cjs)
wanted='groups: mean a,5 b,4, count a,2 b,1
a alone: mean 10, count 1
types: float32 string'
echo "danfojs-node 1.2.0"
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
