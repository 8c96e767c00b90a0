#!/usr/bin/env bash
# apache-arrow 21.2.0 (JavaScript): toArray() of a column with missing values has 0 where one is missing, get() and iteration
# have null. Guess: NaN or null. A mean, a histogram or a quantile of toArray() counts the missing as zeros.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund apache-arrow@21.2.0
cat >try.mjs <<'CODE'
import { tableFromIPC, tableFromJSON, tableToIPC } from "apache-arrow";
const table = tableFromIPC(tableToIPC(tableFromJSON([{ days: 10 }, { days: null }, { days: 4 }])));
const days = table.getChild("days");
console.log(`iterated: ${JSON.stringify([...days])}, nulls ${days.nullCount}`);
console.log(`toArray: ${JSON.stringify([...days.toArray()])}`);
CODE
seen=$(node try.mjs)
wanted='iterated: [10,null,4], nulls 1
toArray: [10,0,4]'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
