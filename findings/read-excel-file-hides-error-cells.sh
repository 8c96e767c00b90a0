#!/usr/bin/env bash
# read-excel-file 9.3.17: a cell that holds #N/A or #DIV/0! is read as null, like an empty cell, so a broken lookup in a
# CRM export cannot be told from a missing value. Guess: an error or its text. exceljs 4.4.0 gives { error }.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund read-excel-file@9.3.17 exceljs@4.4.0
cat >try.mjs <<'CODE'
import ExcelJS from "exceljs";
import readXlsx from "read-excel-file/node";
const book = new ExcelJS.Workbook();
book.addWorksheet("leads").addRows([["id", "amount"], ["a", { error: "#N/A" }], ["b", { error: "#DIV/0!" }], ["c", null], ["d", 4]]);
await book.xlsx.writeFile("leads.xlsx");
const read = await readXlsx("leads.xlsx");
const rows = read[0]?.data ?? read;
console.log(JSON.stringify(rows.slice(1)));
const again = new ExcelJS.Workbook();
await again.xlsx.readFile("leads.xlsx");
console.log(JSON.stringify([2, 3].map((r) => again.worksheets[0].getCell(r, 2).value)));
CODE
seen=$(node try.mjs)
wanted='[["a",null],["b",null],["c",null],["d",4]]
[{"error":"#N/A"},{"error":"#DIV/0!"}]'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
