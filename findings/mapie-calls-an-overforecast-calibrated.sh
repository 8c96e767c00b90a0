#!/usr/bin/env bash
# MAPIE 1.6.0: spiegelhalter_p_value is one-sided: chances that are two thirds too high get p = 1, the best there is; only
# chances too low are found. Guess: two-sided, as rms::val.prob of R gives it. Take the statistic and compute 2 * (1 - Phi(|z|))
# yourself: spiegelhalter_statistic is right.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check mapie==1.6.0 numpy==2.3.5
cat >"$dir/try.py" <<'CODE'
import math
import numpy as np
from mapie.metrics.calibration import spiegelhalter_p_value, spiegelhalter_statistic

random = np.random.default_rng(0)
p = random.uniform(0.05, 0.5, 5000)
uniform = random.random(5000)
for name, truth in (("right", p), ("too high", 0.6 * p), ("too low", 1.5 * p)):
    won = (uniform < truth).astype(int)
    z = spiegelhalter_statistic(won, p)
    print(f"{name}: mean {p.mean():.3f}, won {won.mean():.3f}, z {z:.2f}, p {spiegelhalter_p_value(won, p):.4f}, two-sided {math.erfc(abs(z) / math.sqrt(2)):.4f}")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='right: mean 0.274, won 0.274, z -0.81, p 0.7901, two-sided 0.4199
too high: mean 0.274, won 0.166, z -13.78, p 1.0000, two-sided 0.0000
too low: mean 0.274, won 0.409, z 16.28, p 0.0000, two-sided 0.0000'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
