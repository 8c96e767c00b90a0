#!/usr/bin/env bash
# ClickHouse 26.9 (chdb 4.4.0): rankCorr takes the short form of Spearman's coefficient, which holds without ties alone. A score that is the same
# for all has a correlation of 0.5 with anything; points that rank the won the right way with 12 in 20 at 0 points get 0.62 in place of 0.44.
# Guess: Pearson's of the mean ranks, as SciPy has it. Use corr() of mean ranks made by window functions.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check chdb==4.4.0 chdb-core==26.9.0 scipy==1.16.3 numpy==2.3.5
cat >"$dir/try.py" <<'CODE'
import chdb
from scipy.stats import spearmanr

days = list(range(20))
cases = {
    "the same for all": ([5] * 20, days),
    "12 of 20 at 0 points": ([0] * 12 + [10, 10, 10, 10, 20, 20, 30, 40], [0] * 9 + [1] + [0, 0, 1, 0, 1, 0, 1, 0, 1, 0]),
    "no ties": (days, days[10:] + days[:10]),
}
for name, (points, won) in cases.items():
    rows = ", ".join(f"({x}, {y})" for x, y in zip(points, won))
    rank = lambda column: f"(rank() OVER (ORDER BY {column}) + count() OVER (PARTITION BY {column}) / 2)"
    table = f"FROM values('points UInt8, won UInt8', {rows})"
    short = str(chdb.query(f"SELECT round(rankCorr(points, won), 3) {table}")).strip()
    long = str(chdb.query(f"SELECT round(corr(a, b), 3) FROM (SELECT {rank('points')} AS a, {rank('won')} AS b {table})")).strip()
    print(f"{name}: rankCorr {short}, corr of mean ranks {long}, SciPy {spearmanr(points, won).statistic:.3f}")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='the same for all: rankCorr 0.5, corr of mean ranks nan, SciPy nan
12 of 20 at 0 points: rankCorr 0.623, corr of mean ranks 0.443, SciPy 0.443
no ties: rankCorr -0.504, corr of mean ranks -0.504, SciPy -0.504'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
