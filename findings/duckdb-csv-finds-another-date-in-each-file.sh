#!/usr/bin/env bash
# DuckDB 1.5.5 (@duckdb/node-api 1.5.5-r.5), reading CSV: days whose parts are all 12 or less are taken as year first where the year
# has two digits: 03/04/26 is 26 April 2003. Guess: 2026. And with union_by_name each file is read by itself: 03/04/2026 is 3 April
# in one export and 4 March in its other half, in one DATE column. Guess: one form for a column, or text. Give `dateformat`.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @duckdb/node-api@1.5.5-r.5
cat >try.mjs <<'CODE'
import { writeFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
const db = await (await DuckDBInstance.create()).connect();
const rows = async (sql) => (await db.runAndReadAll(sql)).getRowsJson().join(" ");
writeFileSync("short.csv", "lead,created\nA1,03/04/26\nA2,12/04/26\n");
console.log(`03/04/26, 12/04/26: ${await rows("SELECT created FROM \x27short.csv\x27 ORDER BY lead")}`);
writeFileSync("first.csv", "lead,created\nA1,03/04/2026\n");
writeFileSync("second.csv", "lead,created\nA2,03/04/2026\nA3,03/14/2026\n");
const both = "read_csv([\x27first.csv\x27, \x27second.csv\x27], union_by_name = true)";
console.log(`03/04/2026, 03/04/2026, 03/14/2026: ${await rows(`SELECT created FROM ${both} ORDER BY lead`)}`);
console.log(`types: ${await rows(`SELECT DISTINCT typeof(created) FROM ${both}`)}`);
CODE
seen=$(node try.mjs)
wanted='03/04/26, 12/04/26: 2003-04-26 2012-04-26
03/04/2026, 03/04/2026, 03/14/2026: 2026-04-03 2026-03-04 2026-03-14
types: DATE'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
