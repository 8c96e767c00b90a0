#!/usr/bin/env bash
# betacal 1.1.0: beta calibration is a rising curve (Kull and others 2017 ask for a and b of 0 or more). Of a score that ranks leads the
# wrong way round, the "ab" form makes a valley, where the lowest and the highest scores both get high chances, and "abm" a falling
# curve. Guess: a flat one, as isotonic calibration gives it, or an error. Look at map_: both must be 0 or more.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check betacal==1.1.0 scikit-learn==1.7.2 numpy==2.3.5
cat >"$dir/try.py" <<'CODE'
import numpy as np
from betacal import BetaCalibration
from sklearn.isotonic import IsotonicRegression

random = np.random.default_rng(0)
score = random.uniform(0.02, 0.6, 5000)
won = (random.random(5000) < (0.6 - score) * 0.5).astype(int)
asked = np.array([0.05, 0.15, 0.3, 0.45, 0.58])
print("score    ", *asked)
print("isotonic ", *IsotonicRegression(out_of_bounds="clip").fit(score, won).predict(asked).round(2))
for form in ("abm", "ab"):
    model = BetaCalibration(form).fit(score, won)
    a, b, _ = model.calibrator_.map_
    print(f"{form:9}", *model.predict(asked).round(2), f"a {a:.1f}, b {b:.1f}")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='score     0.05 0.15 0.3 0.45 0.58
isotonic  0.14 0.14 0.14 0.14 0.14
abm       0.3 0.17 0.12 0.09 0.08 a -0.7, b 0.0
ab        0.23 0.19 0.26 0.42 0.65 a -0.6, b 4.0'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
