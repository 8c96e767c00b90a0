#!/usr/bin/env bash
# SQLite 3.46.1 (pysqlite3-binary 0.5.4, x86-64): a decimal text becomes the double next to the one it names. The bin edge
# 0.02797691628399737, the shortest text of a double, is read as 0.027976916283997372, as a literal and by CAST; a value that
# equals the edge then falls into the bin below. About 1 in 10,000 numbers of 15 to 17 digits. Guess: the nearest double, as
# in PostgreSQL, DuckDB, JavaScript, Python; so does SQLite 3.49.1 built for WebAssembly (sql.js 1.13.0). Whole numbers
# up to 2^53 and their products with powers of two are read exactly: an exported edge is safe as a fraction of such numbers.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
[ "$(uname -m)" = x86_64 ] || { echo "this is about builds for x86-64"; exit 0; }
python3 -m venv python >/dev/null
python/bin/pip install --quiet pysqlite3-binary==0.5.4
cat >try.py <<'CODE'
from pysqlite3 import dbapi2

edge = 0.02797691628399737
db = dbapi2.connect(":memory:")
cast, literal = db.execute(f"SELECT CAST('{edge!r}' AS REAL), {edge!r}").fetchone()
db.execute("CREATE TABLE lead (share REAL)")
db.execute("INSERT INTO lead VALUES (?)", (edge,))
(below,) = db.execute(f"SELECT share < {edge!r} FROM lead").fetchone()
whole, power = 0, 0
mantissa = edge
while not mantissa.is_integer():
    mantissa *= 2
    power += 1
(exact,) = db.execute(f"SELECT CAST({int(mantissa)} AS REAL) / CAST({2**power} AS REAL)").fetchone()
print(f"SQLite {dbapi2.sqlite_version}: {cast!r} {literal!r}, edge below itself: {below == 1}, as a fraction: {exact == edge}")
CODE
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund sql.js@1.13.0
cat >try.mjs <<'CODE'
import init from "sql.js";
const db = new (await init()).Database();
const [[version, read]] = db.exec("SELECT sqlite_version(), CAST('0.02797691628399737' AS REAL)")[0].values;
console.log(`SQLite ${version} in WebAssembly: ${read}`);
CODE
seen="$(python/bin/python try.py)
$(node try.mjs)"
wanted='SQLite 3.46.1: 0.027976916283997372 0.027976916283997372, edge below itself: True, as a fraction: True
SQLite 3.49.1 in WebAssembly: 0.02797691628399737'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
