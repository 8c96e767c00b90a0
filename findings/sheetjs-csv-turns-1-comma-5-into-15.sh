#!/usr/bin/env bash
# SheetJS (@e965/xlsx 0.20.3, the fork on npm) reading CSV: a comma is taken out of any number, wherever it stands: "1,5" is 15, ten
# times too much, and "12,34" is 1234; ids that look like a day (1-1, 7-11) become serial numbers of days in 2001. Guess: text
# where a comma does not part thousands. Read with `raw: true` and parse numbers yourself.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @e965/xlsx@0.20.3
cat >try.mjs <<'CODE'
import XLSX from "@e965/xlsx";
const text = `id;amount\n1-1;1,5\nA3;12,34\nA7;1,098\n7-11;1098\n`;
for (const raw of [false, true]) {
  const { Sheets, SheetNames } = XLSX.read(text, { type: "string", FS: ";", raw });
  console.log(`raw ${raw}: ${JSON.stringify(XLSX.utils.sheet_to_json(Sheets[SheetNames[0]], { header: 1 }).slice(1))}`);
}
CODE
seen=$(node try.mjs)
wanted='raw false: [[36892,15],["A3",1234],["A7",1098],[37083,1098]]
raw true: [["1-1","1,5"],["A3","12,34"],["A7","1,098"],["7-11","1098"]]'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
