#!/usr/bin/env bash
# river 0.26.1: metrics.ROCAUC counts at ten thresholds between 0 and 1, so chances that all lie below the lowest step are one
# step. A ranking without a fault, with chances from 0.1% to 9%, gets an AUC of 0.5; the same chances times ten get 0.9727.
# Guess: 1, as the order alone decides. With a few percent of wins give `n_thresholds` a thousand or more, or compute the AUC from the ranks.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check river==0.26.1
cat >"$dir/try.py" <<'CODE'
from river import metrics

fine, coarse, tenfold = metrics.ROCAUC(n_thresholds=10000), metrics.ROCAUC(), metrics.ROCAUC()
for i in range(1000):
    won, chance = i >= 950, 0.001 + 0.00009 * i
    for metric, p in ((fine, chance), (coarse, chance), (tenfold, 10 * chance)):
        metric.update(won, p)
print(f"0.1% to 9%: {coarse.get():.4f}, ten times that: {tenfold.get():.4f}, 10,000 thresholds: {fine.get():.4f}")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='0.1% to 9%: 0.5000, ten times that: 0.9727, 10,000 thresholds: 1.0000'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
