#!/usr/bin/env bash
# kds 0.1.3 and scorecardpy 0.1.9.7: equal scores are parted by the order of the rows. On points that tell nothing (each has the same
# rate), kds gives the best tenth a lift of 2.5, and of 1 with the rows turned round; scorecardpy a KS of 0.1611. Guess: a lift
# of 1 and a KS of 0, as scipy 1.16.3 and toad 0.1.7 have it. Points have many ties: count a whole group of equal scores at once.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check kds==0.1.3 scorecardpy==0.1.9.7 toad==0.1.7 scipy==1.16.3 "pandas<3" "numpy<2.3" scikit-learn==1.7.2 setuptools==80.9.0
cat >"$dir/try.py" <<'CODE'
import matplotlib

matplotlib.use("Agg")
import kds.metrics
import numpy as np
import scorecardpy
import toad.metrics
from scipy.stats import ks_2samp

won = np.array([1] * 20 + [0] * 180)
points = np.tile([10, 20, 30, 40], 50)
for name, order in (("as they stand", slice(None)), ("turned round", slice(None, None, -1))):
    table = kds.metrics.decile_table(won[order], points[order], labels=False)
    print(f"kds, rows {name}: lift of the first tenth {table.lift[0]}")
print(f"scorecardpy: KS {scorecardpy.perf_eva(won, points / 100, show_plot=False)['KS']}")
print(f"scipy: KS {ks_2samp(points[won == 1], points[won == 0]).statistic}, toad: KS {toad.metrics.KS(points, won)}")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='kds, rows as they stand: lift of the first tenth 2.5
kds, rows turned round: lift of the first tenth 1.0
scorecardpy: KS 0.1611
scipy: KS 0.0, toad: KS 0.0'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
