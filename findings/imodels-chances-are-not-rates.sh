#!/usr/bin/env bash
# imodels 3.0.4: of 1,000 leads 5% without and 40% with a demo were won; asked about those very leads, RuleFitClassifier says 0.1% and 14%,
# FIGSClassifier 29% and 45%, BoostedRulesClassifier 12% and 43%, SkopeRulesClassifier nothing for both. OneR, the greedy rule list and the
# shrunken tree say the rates. Guess: the rates from each, as one yes or no can be fitted without a remainder. Calibrate before use.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check imodels==3.0.4 scikit-learn==1.9.1 numpy==2.4.6 "pandas<3" six
cat >"$dir/try.py" <<'CODE'
import imodels
import numpy as np

demo = np.array([[0]] * 500 + [[1]] * 500)
won = np.array([1] * 25 + [0] * 475 + [1] * 200 + [0] * 300)
for name in ("OneR", "GreedyRuleList", "HSTree", "BoostedRules", "FIGS", "RuleFit", "SkopeRules"):
    model = getattr(imodels, name + "Classifier")().fit(demo, won)
    without, with_demo = model.predict_proba(np.array([[0], [1]]))[:, 1]
    print(f"{name}: without {100 * without:.0f}%, with {100 * with_demo:.0f}%, mean of all {100 * model.predict_proba(demo)[:, 1].mean():.0f}% (won 22.5%)")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='OneR: without 5%, with 40%, mean of all 23% (won 22.5%)
GreedyRuleList: without 5%, with 40%, mean of all 23% (won 22.5%)
HSTree: without 5%, with 40%, mean of all 22% (won 22.5%)
BoostedRules: without 12%, with 43%, mean of all 28% (won 22.5%)
FIGS: without 29%, with 45%, mean of all 37% (won 22.5%)
RuleFit: without 0%, with 14%, mean of all 7% (won 22.5%)
SkopeRules: without 0%, with 0%, mean of all 0% (won 22.5%)'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
