#!/usr/bin/env bash
# evidently 0.7.23: every measure of drift leaves missing values out on both sides. A form field that 90% of new leads no longer fill has a
# PSI and a Jensen-Shannon distance of 0 and a chi-square p-value of 1, and a data set of such columns has no drifted column. Guess: the
# largest drift there is, as "missing" is a level. Fill it with a level of its own first: the distance is then 0.72. Leadline's PSI counts
# the missing as a group.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check evidently==0.7.23 "pandas<3" numpy==2.3.5 scikit-learn==1.7.2
cat >"$dir/try.py" <<'CODE'
import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.metrics import DriftedColumnsCount, ValueDrift

kind = DataDefinition(categorical_columns=["size"])
before = pd.DataFrame({"size": ["small", "large"] * 1000})
after = before.copy()
after.loc[:1799, "size"] = None

def run(metric, old, new):
    return Report([metric]).run(Dataset.from_pandas(new, kind), Dataset.from_pandas(old, kind)).dict()["metrics"][0]["value"]

for method in ("psi", "jensenshannon", "chisquare"):
    drift = ValueDrift(column="size", method=method)
    print(method, f"{run(drift, before, after):.2f}, with a level for the missing {run(drift, before, after.fillna('missing')):.2f}")
print("drifted columns", *(int(run(DriftedColumnsCount(), before, new)["count"]) for new in (after, after.fillna("missing"))))
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py" 2>/dev/null)
wanted=$(cat <<'TEXT'
psi 0.00, with a level for the missing 10.27
jensenshannon 0.00, with a level for the missing 0.72
chisquare 1.00, with a level for the missing 0.00
drifted columns 0 1
TEXT
)
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
