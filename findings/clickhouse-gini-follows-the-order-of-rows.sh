#!/usr/bin/env bash
# ClickHouse 26.9 (chdb 4.4.0): arrayNormalizedGini takes leads with the same score in the order of the array. A score that is the same for
# all is perfect (1) where the lost leads stand first and worse than none (-1) where the won do. Guess: 0 either way, 2 AUC - 1, as
# arrayROCAUC (0.5 both times) and arrayPRAUC have it. groupArray gives an order of its own, so a scorecard of few points has a Gini of
# chance. Take 2 * arrayROCAUC - 1.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check chdb==4.4.0 chdb-core==26.9.0
cat >"$dir/try.py" <<'CODE'
from chdb import session

for scores in ("[20, 20, 20, 20]", "[40, 20, 20, 20]"):
    for won in ("[1, 1, 0, 0]", "[1, 0, 0, 1]", "[0, 0, 1, 1]"):
        if scores[1] == "4" and won[1] == "0":
            continue
        sql = f"SELECT round(arrayNormalizedGini({scores}, {won}).3, 3), round(2 * arrayROCAUC({scores}, {won}) - 1, 3), round(arrayPRAUC({scores}, {won}), 3)"
        print("scores", scores, "won", won, *str(session.Session().query(sql, "TSV")).split())
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted=$(cat <<'TEXT'
scores [20, 20, 20, 20] won [1, 1, 0, 0] -1 0 0.5
scores [20, 20, 20, 20] won [1, 0, 0, 1] 0 0 0.5
scores [20, 20, 20, 20] won [0, 0, 1, 1] 1 0 0.5
scores [40, 20, 20, 20] won [1, 1, 0, 0] 0 0.5 0.75
scores [40, 20, 20, 20] won [1, 0, 0, 1] 1 0.5 0.75
TEXT
)
echo "of the scores and who won: arrayNormalizedGini, 2 AUC - 1, arrayPRAUC"
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
