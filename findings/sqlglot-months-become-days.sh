#!/usr/bin/env bash
# sqlglot 30.30.0, from DuckDB: the months of date_diff('month', a, b) come out in MySQL as DATEDIFF(b, a), which counts days; log(x), to
# base 10 in DuckDB, stays LOG(x) where that is the natural one (Spark, BigQuery, MySQL, ClickHouse) and is LN(x) for Snowflake.
# All of it parses and runs. Guess: the same number in each dialect, or a warning. Score the same rows in both engines before you switch.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check sqlglot==30.30.0 duckdb==1.5.5 chdb==4.4.0 chdb-core==26.9.0
cat >"$dir/try.py" <<'CODE'
import chdb
import duckdb
import sqlglot

refuse = sqlglot.ErrorLevel.RAISE
say = lambda sql, to: sqlglot.transpile(sql, read="duckdb", write=to, unsupported_level=refuse)[0]
print(say("SELECT date_diff('month', a, b)", "mysql"))
for dialect in ("spark", "bigquery", "mysql", "clickhouse", "snowflake"):
    print(f"{dialect}: {say('SELECT log(100)', dialect)}")
print("DuckDB gives", duckdb.sql("SELECT log(100)").fetchone()[0])
print("ClickHouse gives", str(chdb.query(say("SELECT round(log(100), 3)", "clickhouse"))).strip())
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted=$(cat <<'TEXT'
SELECT DATEDIFF(b, a)
spark: SELECT LOG(100)
bigquery: SELECT LOG(100)
mysql: SELECT LOG(100)
clickhouse: SELECT LOG(100)
snowflake: SELECT LN(100)
DuckDB gives 2.0
ClickHouse gives 4.605
TEXT
)
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
