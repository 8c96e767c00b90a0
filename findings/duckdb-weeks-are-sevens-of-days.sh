#!/usr/bin/env bash
# DuckDB 1.5.5: date_diff('week', a, b) counts whole seven days, where date_diff('month') and its kin count the turns of the calendar that
# lie between. From Sunday 4 to Monday 5 January it is 0; ClickHouse 26.9 (chdb 4.4.0) has 1, and from 31 January to 1 February both
# have 1 month. Guess: 1, as DuckDB's date_trunc parts the weeks there. Subtract two date_trunc('week') and divide by 7.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check duckdb==1.5.5 chdb==4.4.0 chdb-core==26.9.0
cat >"$dir/try.py" <<'CODE'
import chdb
import duckdb

for part, a, b in (("week", "2026-01-04", "2026-01-05"), ("week", "2026-01-02", "2026-01-08"), ("month", "2026-01-31", "2026-02-01")):
    sql = f"SELECT date_diff('{part}', CAST('{a}' AS DATE), CAST('{b}' AS DATE))"
    print(f"{part}s from {a} to {b}: DuckDB {duckdb.sql(sql).fetchone()[0]}, ClickHouse {str(chdb.query(sql)).strip()}")
turned = "SELECT (date_trunc('week', DATE '2026-01-05')::DATE - date_trunc('week', DATE '2026-01-04')::DATE) // 7"
print("DuckDB, by date_trunc:", duckdb.sql(turned).fetchone()[0])
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='weeks from 2026-01-04 to 2026-01-05: DuckDB 0, ClickHouse 1
weeks from 2026-01-02 to 2026-01-08: DuckDB 0, ClickHouse 1
months from 2026-01-31 to 2026-02-01: DuckDB 1, ClickHouse 1
DuckDB, by date_trunc: 1'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
