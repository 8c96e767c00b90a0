#!/usr/bin/env bash
# evidently 0.7.23: PSI, Jensen-Shannon, Kullback-Leibler and Hellinger take bins of equal width over both periods together. One lead with
# 1,000,000 employees puts all others in one bin, and a shift by a whole standard deviation (PSI 0.97) reads as 0.001, no drift. The normed
# Wasserstein distance, chosen by itself above 1,000 rows, hides it too where the far lead is in the reference, and is 11 where it is not.
# Guess: one of 2,001 leads moves a PSI in its third place, as with bins of equal counts. Use ks, or cut values at a quantile first. Leadline's
# PSI has bins of equal counts of the first period.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check evidently==0.7.23 "pandas<3" numpy==2.3.5 scikit-learn==1.7.2
cat >"$dir/try.py" <<'CODE'
import numpy as np
import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.metrics import ValueDrift
from scipy.stats import norm

kind = DataDefinition(numerical_columns=["employees"])
before = 200 + 50 * norm.ppf((np.arange(2000) + 0.5) / 2000)
after, far = before + 50, 1e6

def drift(method, old, new):
    old, new = (Dataset.from_pandas(pd.DataFrame({"employees": v}), kind) for v in (old, new))
    return float(Report([ValueDrift(column="employees", method=method)]).run(new, old).dict()["metrics"][0]["value"])

for method in ("psi", "jensenshannon", "kl_div", "hellinger", "wasserstein", "ks"):
    seen = (drift(method, before, after), drift(method, before, np.append(after, far)), drift(method, np.append(before, far), after))
    print(method, *(f"{value:.3f}" for value in seen))
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py" 2>/dev/null)
wanted=$(cat <<'TEXT'
psi 0.968 0.001 0.001
jensenshannon 0.330 0.013 0.013
kl_div 0.484 0.000 0.000
hellinger 0.339 0.016 0.016
wasserstein 1.000 10.996 0.025
ks 0.000 0.000 0.000
TEXT
)
echo "of a shift; one far value after; one far value before (ks: a p-value)"
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
