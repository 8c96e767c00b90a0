#!/usr/bin/env bash
# category_encoders 2.11.2: leads without a source, 40 of 50 of whom were won, get the mean of all leads at the default handle_missing="value", say
# the docs of each encoder (WOE 0 in WOEEncoder's). CatBoostEncoder and LeaveOneOutEncoder do so; Target, MEstimate, JamesStein and WOE learn a level
# of their own. Guess: what the docs say, and one rule for all. Name the missing a level before encoding, and it does not matter which.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check category_encoders==2.11.2 "pandas<3" scikit-learn==1.7.2 numpy==2.3.5
cat >"$dir/try.py" <<'CODE'
import category_encoders
import pandas as pd

leads = pd.DataFrame({"source": ["paid"] * 100 + ["organic"] * 100 + [None] * 50})
won = pd.Series([1] * 10 + [0] * 90 + [1] * 30 + [0] * 70 + [1] * 40 + [0] * 10)
new = pd.DataFrame({"source": ["paid", "organic", None, "webinar"]})
named = lambda frame: frame.fillna("none")
for name in ("TargetEncoder", "MEstimateEncoder", "JamesSteinEncoder", "WOEEncoder", "CatBoostEncoder", "LeaveOneOutEncoder"):
    make = lambda: getattr(category_encoders, name)(cols=["source"])
    paid, organic, missing, unseen = make().fit(leads, won).transform(new).source.round(2)
    level = make().fit(named(leads), won).transform(named(new)).source.round(2)[2]
    print(f"{name}: paid {paid}, organic {organic}, missing {missing}, unseen {unseen}; missing as a level {level}")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='TargetEncoder: paid 0.1, organic 0.3, missing 0.78, unseen 0.32; missing as a level 0.78
MEstimateEncoder: paid 0.1, organic 0.3, missing 0.79, unseen 0.32; missing as a level 0.79
JamesSteinEncoder: paid 0.1, organic 0.3, missing 0.8, unseen 0.32; missing as a level 0.8
WOEEncoder: paid -1.37, organic -0.09, missing 2.06, unseen 0.0; missing as a level 2.06
CatBoostEncoder: paid 0.1, organic 0.3, missing 0.32, unseen 0.32; missing as a level 0.79
LeaveOneOutEncoder: paid 0.1, organic 0.3, missing 0.32, unseen 0.32; missing as a level 0.8'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
