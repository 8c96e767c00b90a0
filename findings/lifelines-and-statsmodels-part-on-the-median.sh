#!/usr/bin/env bash
# lifelines 0.30.3 and statsmodels 0.15.0: where half of the leads have converted at a time and the curve stays at 0.5 until the next,
# the median of the same Kaplan-Meier curve is 2 and 9. Guess: one median (R takes the middle, 5.5). An even number of leads,
# none of them censored, is enough. Say which rule a median has, and beside it the share at a fixed time.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check lifelines==0.30.3 statsmodels==0.15.0 "pandas<3"
cat >"$dir/try.py" <<'CODE'
from lifelines import KaplanMeierFitter
from statsmodels.duration.survfunc import SurvfuncRight

days, won = [1, 2, 9, 12], [1, 1, 1, 1]
curve = KaplanMeierFitter().fit(days, won)
other = SurvfuncRight(days, won)
print("lifelines", [float(round(s, 2)) for s in curve.survival_function_at_times([1, 2, 9, 12])], "median", float(curve.median_survival_time_))
print("statsmodels", [float(round(s, 2)) for s in other.surv_prob], "median", float(other.quantile(0.5)))
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='lifelines [0.75, 0.5, 0.25, 0.0] median 2.0
statsmodels [0.75, 0.5, 0.25, 0.0] median 9.0'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
