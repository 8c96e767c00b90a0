#!/usr/bin/env bash
# DuckDB 1.5.5 (@duckdb/node-api 1.5.5-r.5): of several Parquet files the first gives the types. Where its amounts happen to be whole
# (INTEGER) and its stamps days, the 2.75 of the next file becomes 3 and 23:30 midnight, without a word; with a glob the name of a file
# decides. Guess: the wider type, as its CSV reader takes, or an error. Give `union_by_name = true`, which widens them.
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
const rows = async (sql) => JSON.stringify((await db.runAndReadAll(sql)).getRowsJson());
await db.run("COPY (SELECT 10 AS amount, DATE \x272026-01-02\x27 AS won) TO \x27deals-1.parquet\x27");
await db.run("COPY (SELECT 2.75 AS amount, TIMESTAMP \x272026-02-03 23:30:00\x27 AS won) TO \x27deals-2.parquet\x27");
console.log(`Parquet: ${await rows("FROM \x27deals-*.parquet\x27")}`);
console.log(`by name: ${await rows("FROM read_parquet(\x27deals-*.parquet\x27, union_by_name = true)")}`);
writeFileSync("deals-1.csv", "amount\n10\n");
writeFileSync("deals-2.csv", "amount\n2.75\n");
console.log(`CSV: ${await rows("FROM \x27deals-*.csv\x27")}`);
CODE
seen=$(node try.mjs)
wanted='Parquet: [[10,"2026-01-02"],[3,"2026-02-03"]]
by name: [["10.00","2026-01-02 00:00:00"],["2.75","2026-02-03 23:30:00"]]
CSV: [[10],[2.75]]'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
