#!/usr/bin/env bash
# toad 0.1.7: a level that the fit did not see gets two chances from one model. By way of Combiner, WOETransformer and the fitted
# regression it has the lowest WOE of all, and so the lowest chance; by ScoreCard, made of those three, the lowest points, and so
# the highest chance. Guess: one chance, about the average. Give WOETransformer a `default` of 0, and look at the levels of each export.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check toad==0.1.7 "pandas<3" "numpy<2.3" scikit-learn==1.7.2 setuptools==80.9.0
cat >"$dir/try.py" <<'CODE'
import pandas as pd
import toad
from sklearn.linear_model import LogisticRegression

rates = {"organic": 0.05, "paid": 0.1, "partner": 0.2, "referral": 0.4}
rows = [(level, int(i < 1000 * rate)) for level, rate in rates.items() for i in range(1000)]
leads = pd.DataFrame(rows, columns=["source", "won"])
combiner = toad.transform.Combiner().fit(leads, y="won", method="chi", min_samples=0.05)
binned = combiner.transform(leads)
woe = toad.transform.WOETransformer().fit(binned, binned["won"], exclude=["won"])
card = toad.ScoreCard(combiner=combiner, transer=woe, C=1e6)
card.fit(woe.transform(binned)[["source"]], leads["won"])
new = pd.DataFrame({"source": [*rates, "webinar"], "won": 0})
x = woe.transform(combiner.transform(new))[["source"]]
regression = LogisticRegression(C=1e6).fit(woe.transform(binned)[["source"]], leads["won"])
stepwise = regression.predict_proba(x)[:, 1]
for level, a, b in zip(new["source"], stepwise, card.predict_proba(new[["source"]])[:, 1]):
    print(f"{level}: WOE and regression {a:.3f}, ScoreCard {b:.3f}")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='organic: WOE and regression 0.050, ScoreCard 0.050
paid: WOE and regression 0.100, ScoreCard 0.100
partner: WOE and regression 0.200, ScoreCard 0.200
referral: WOE and regression 0.400, ScoreCard 0.400
webinar: WOE and regression 0.050, ScoreCard 0.400'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
