#!/usr/bin/env bash
# lifelines 0.30.3: percentile(0.2) of a Kaplan-Meier curve is the day at which 20% are left, not the day by which 20% have converted: of days 1 to
# 8 it is 7, and percentile(0.9) is 1. Guess: 2 and 8, as NumPy has it of the days themselves and statsmodels 0.15.0 of the curve. Ask for 1 - p.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check lifelines==0.30.3 statsmodels==0.15.0 numpy==2.3.5 "pandas<3"
cat >"$dir/try.py" <<'CODE'
import numpy as np
from lifelines import KaplanMeierFitter
from statsmodels.duration.survfunc import SurvfuncRight

days, won = np.arange(1.0, 9.0), np.ones(8)
curve, other = KaplanMeierFitter().fit(days, won), SurvfuncRight(days, won)
for p in (0.2, 0.3, 0.7, 0.9):
    print(f"{p}: lifelines {curve.percentile(p):.0f}, statsmodels {other.quantile(p):.0f}, NumPy {np.quantile(days, p, method='inverted_cdf'):.0f}, lifelines at 1 - p {curve.percentile(round(1 - p, 9)):.0f}")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='0.2: lifelines 7, statsmodels 2, NumPy 2, lifelines at 1 - p 2
0.3: lifelines 6, statsmodels 3, NumPy 3, lifelines at 1 - p 3
0.7: lifelines 3, statsmodels 6, NumPy 6, lifelines at 1 - p 6
0.9: lifelines 1, statsmodels 8, NumPy 8, lifelines at 1 - p 8'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
