#!/usr/bin/env bash
# pm4py 2.7.23.11: get_all_case_durations gives durations in ascending order, not in the order of the cases, and without their names. Put
# beside the ids of the log, the lead that took five days has one. Guess: in the order in which the cases stand. Take the maximum less the
# minimum time of each case from the table itself, or get_case_duration of each.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check pm4py==2.7.23.11 "pandas<3"
cat >"$dir/try.py" <<'CODE'
import contextlib
import io
import pandas as pd

with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    import pm4py

rows = [("A1", "MQL", "2026-01-02"), ("A1", "Won", "2026-01-07"), ("A2", "MQL", "2026-01-02"), ("A2", "Won", "2026-01-03"), ("A3", "MQL", "2026-01-02"), ("A3", "Won", "2026-01-05")]
log = pd.DataFrame(rows, columns=["case:concept:name", "concept:name", "time:timestamp"])
log["time:timestamp"] = pd.to_datetime(log["time:timestamp"])
cases = list(log["case:concept:name"].unique())
days = lambda seconds: seconds / 86400
print("all of", cases, [days(s) for s in pm4py.get_all_case_durations(log)])
print("one by one", [days(pm4py.get_case_duration(log, case)) for case in cases])
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted=$(cat <<'TEXT'
all of ['A1', 'A2', 'A3'] [1.0, 3.0, 5.0]
one by one [5.0, 1.0, 3.0]
TEXT
)
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
