#!/usr/bin/env bash
# read-excel-file 9.3.17 on a sheet that openpyxl 3.1.5 wrote: 02:30:00 comes out as 02:29:59.999, so cutting off the
# milliseconds gives the wrong second (and at times the wrong day). openpyxl writes 16 digits of the day's fraction and
# read-excel-file does not round. Guess: the time that the sheet shows. Round to the second; exceljs 4.4.0 does.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5
env/bin/python - <<'CODE'
import datetime, openpyxl
book = openpyxl.Workbook()
book.active.append([datetime.datetime(2024, 3, 31, 2, 30), datetime.datetime(2024, 3, 31, 12, 0)])
book.save("stamps.xlsx")
CODE
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund read-excel-file@9.3.17 exceljs@4.4.0
cat >try.mjs <<'CODE'
import ExcelJS from "exceljs";
import readXlsx from "read-excel-file/node";
const read = await readXlsx("stamps.xlsx");
console.log((read[0]?.data ?? read)[0].map((stamp) => stamp.toISOString()).join(" "));
const book = new ExcelJS.Workbook();
await book.xlsx.readFile("stamps.xlsx");
console.log([1, 2].map((c) => book.worksheets[0].getCell(1, c).value.toISOString()).join(" "));
CODE
seen=$(node try.mjs)
wanted='2024-03-31T02:29:59.999Z 2024-03-31T12:00:00.000Z
2024-03-31T02:30:00.000Z 2024-03-31T12:00:00.000Z'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
