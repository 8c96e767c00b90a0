#!/usr/bin/env bash
# exceljs 4.4.0: a number is read as a date where its format has a letter of a date (d, m, M, y, h, s, b) behind a backslash, as a
# literal (the backslash is dropped on the way). 2,500,000 shown as "2.5M" by the format 0.0,,\M is 6 October of the year 8744, and 30 shown as "30 d" is 29 January 1900. Guess:
# the number, as for 0.0,,"M", where quotes are heeded, and as openpyxl 3.1.5 has it of the same file. Amounts and days to the outcome turn
# into dates, a column here and there. Leadline reads the numbers.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund exceljs@4.4.0
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5
cat >make.py <<'CODE'
import openpyxl

book = openpyxl.Workbook()
for at, (value, shown) in enumerate([(2500000, '0.0,,"M"'), (2500000, r"0.0,,\M"), (2500000, r"0.0,,\ \M\i\o"), (30, r"0\ \d"), (30, '0" d"'), (30, r"0\ \T")], 1):
    book.active.cell(at, 1, value).number_format = shown
book.save("amounts.xlsx")
for (cell,) in openpyxl.load_workbook("amounts.xlsx").active.iter_rows():
    print(f"openpyxl {cell.number_format} {cell.value}")
CODE
cat >read.mjs <<'CODE'
import ExcelJS from "exceljs";
const book = new ExcelJS.Workbook();
await book.xlsx.readFile("amounts.xlsx");
book.worksheets[0].eachRow((row) => {
  const { numFmt, value } = row.getCell(1);
  console.log(`exceljs ${numFmt} ${value instanceof Date ? value.toISOString() : value}`);
});
CODE
seen=$("$dir/env/bin/python" make.py && node read.mjs)
wanted=$(cat <<'TEXT'
openpyxl 0.0,,"M" 2500000
openpyxl 0.0,,\M 2500000
openpyxl 0.0,,\ \M\i\o 2500000
openpyxl 0\ \d 30
openpyxl 0" d" 30
openpyxl 0\ \T 30
exceljs 0.0,,"M" 2500000
exceljs 0.0,,M 8744-10-06T00:00:00.000Z
exceljs 0.0,, Mio 8744-10-06T00:00:00.000Z
exceljs 0 d 1900-01-29T00:00:00.000Z
exceljs 0" d" 30
exceljs 0 T 30
TEXT
)
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
