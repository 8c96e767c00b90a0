#!/usr/bin/env bash
# glsm 0.1.4, a library for lead scores: the points of a feature are multiplied by the square of its weight's share, so a feature
# of weight 2 counts four times as much as one of weight 1. Guess: twice, as for any weighted sum. Weights out of a meeting must be square
# roots there; and a feature added later changes the scores of those that lack it, as the shares are of all weights.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
# its pins of pandas' and pydantic's own needs are for one old Python: it runs with newer ones
"$dir/env/bin/pip" install --quiet --disable-pip-version-check pydantic==2.11.7 "pandas<3" numpy==2.3.5
"$dir/env/bin/pip" install --quiet --disable-pip-version-check --no-deps glsm==0.1.4
cat >"$dir/try.py" <<'CODE'
import pandas as pd
from glsm.non_predictive.features import Feature
from glsm.non_predictive.model import NonPredictive

def feature(name, weight):
    options = pd.DataFrame({"label": ["yes", "no"], "is_ICP": [True, False], "points": [100.0, 0.0]})
    return Feature(name=name, weight=weight, options_df=options)

def score(weights, lead):
    model = NonPredictive(features=[])
    model.add_features([feature(name, weight) for name, weight in weights.items()])
    return model.compute_lambda(lead)

for weight in (1, 2, 3):
    weights = {"intent": weight, "fit": 1}
    only = [score(weights, {"intent": a, "fit": b}) for a, b in (("yes", "no"), ("no", "yes"))]
    print(f"intent {weight}, fit 1: intent alone {only[0]}, fit alone {only[1]}, {only[0] / only[1]:.0f} to 1")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='intent 1, fit 1: intent alone 50.0, fit alone 50.0, 1 to 1
intent 2, fit 1: intent alone 80.0, fit alone 20.0, 4 to 1
intent 3, fit 1: intent alone 90.0, fit alone 10.0, 9 to 1'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
