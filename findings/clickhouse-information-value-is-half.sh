#!/usr/bin/env bash
# ClickHouse 26.9 (chdb 4.4.0): categoricalInformationValue of a column of 0 and 1 counts only the rows with 1. Where 40% won with a demo and
# 10% without, it is 0.28 for `demo` and 0.44 for `NOT demo`. Guess: 0.72 for both, the sum over the two groups that the measure is, to hold
# against 0.1 or 0.3. Give it each level as a column and add what comes back, as WOE and IV are per group there.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check chdb==4.4.0 chdb-core==26.9.0
cat >"$dir/try.py" <<'CODE'
from math import log
from chdb import session

rows = "(SELECT number < 1000 AS demo, number % 1000 < if(demo, 400, 100) AS won FROM numbers(2000))"
for names in ("demo", "NOT demo", "demo, NOT demo"):
    print(names, str(session.Session().query(f"SELECT arrayMap(v -> round(v, 3), categoricalInformationValue({names}, won)) FROM {rows}", "TSV")).strip())
won, lost = (400 / 500, 100 / 500), (600 / 1500, 900 / 1500)
print("by hand", [round((w - l) * log(w / l), 3) for w, l in zip(won, lost)], "sum", round(sum((w - l) * log(w / l) for w, l in zip(won, lost)), 3))
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted=$(cat <<'TEXT'
demo [0.277]
NOT demo [0.439]
demo, NOT demo [0.277,0.439]
by hand [0.277, 0.439] sum 0.717
TEXT
)
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
