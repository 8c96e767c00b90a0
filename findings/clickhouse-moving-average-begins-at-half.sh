#!/usr/bin/env bash
# ClickHouse 26.9 (chdb 4.4.0): exponentialMovingAverage(half-life) takes what was before the first value as 0 at full weight: of a
# constant 10 it is 5, 7.5, 8.75. Guess: 10 throughout, a weighted mean. And the 1 of exponentialMovingAverage(1) is a half-life where
# the 1 of exponentialTimeDecayedSum(1) is the time to 1/e (0.37). A lead with a short history scores too low. For a half-life h
# use exponentialTimeDecayedAvg or Sum with h / ln 2, or sums of exp2(-age / h).
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check chdb==4.4.0 chdb-core==26.9.0
cat >"$dir/try.py" <<'CODE'
from chdb import session

rows = "FROM values('v Float64, t UInt8', (10, 0), (10, 1), (10, 2))"
for name in ("exponentialMovingAverage(1)(v, t)", "exponentialTimeDecayedAvg(1)(v, t)", "exponentialTimeDecayedSum(1)(v, t)", "exponentialTimeDecayedSum(1 / ln(2))(v, t)"):
    sql = f"SELECT round({name} OVER (ORDER BY t), 3) {rows} ORDER BY t"
    print(name, *str(session.Session().query(sql, "TSV")).split())
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='exponentialMovingAverage(1)(v, t) 5 7.5 8.75
exponentialTimeDecayedAvg(1)(v, t) 10 10 10
exponentialTimeDecayedSum(1)(v, t) 10 13.679 15.032
exponentialTimeDecayedSum(1 / ln(2))(v, t) 10 15 17.5'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
