#!/usr/bin/env bash
# apache-arrow 21.2.0 (JavaScript): the value of a Decimal column is the whole number behind it. 12.34 in a column of
# scale 2 prints as 1234, and Number() of it is 1234, a hundred times too much. Guess: 12.34. The scale must be taken
# from the type and applied by hand.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund apache-arrow@21.2.0
cat >try.mjs <<'CODE'
import { Decimal, makeData, Vector } from "apache-arrow";
const type = new Decimal(2, 10, 128);
// 128 bits each, little endian: 1234 and 5
const words = Uint32Array.of(1234, 0, 0, 0, 5, 0, 0, 0);
const amounts = new Vector([makeData({ type, length: 2, data: words })]);
console.log(`scale ${type.scale}: ${String(amounts.get(0))}, ${Number(amounts.get(0))}, ${String(amounts.get(1))}`);
CODE
seen=$(node try.mjs)
wanted='scale 2: 1234, 1234, 5'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
