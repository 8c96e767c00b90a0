#!/usr/bin/env bash
# formulon 6.25.6, an interpreter of Salesforce formulas: 1/0 and LN(0) are null and no error, VALUE reads the digits that
# a text begins with (VALUE("1,234") is 1), DATE(2024,2,30) is 1 March; TRUNC and 1e3 it does not know. Guess: an error,
# as Salesforce documents #Error! for these. A test of an exported formula with it must check its inputs by itself.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund formulon@6.25.6
cat >try.mjs <<'CODE'
import formulon from "formulon";
const { parse } = formulon;
for (const f of ["1/0", "LN(0)", 'VALUE("1,234")', "DATE(2024,2,30)", "TRUNC(-2.7,0)", "1e3"]) {
  const { type, value } = parse(f, {});
  console.log(`${f} ${type} ${JSON.stringify(value)}`);
}
CODE
seen=$(node try.mjs)
wanted='1/0 literal null
LN(0) literal null
VALUE("1,234") literal 1
DATE(2024,2,30) literal "2024-03-01T00:00:00.000Z"
TRUNC(-2.7,0) error undefined
1e3 error undefined'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
