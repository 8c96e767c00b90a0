#!/usr/bin/env bash
# cleanlab 2.9.0: told the true chance of each of 5,000 leads, none of them labelled wrong, find_label_issues calls a quarter of the won ones
# mistakes, and no lost one. Guess: next to none, as every outcome came about by its chance. Cleaned by it, the rate of wins falls from 25.4% to
# 20.3%, and every calibration with it. It is for labels that somebody judged; who was won is a matter of luck as well.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check cleanlab==2.9.0 scikit-learn==1.7.2 numpy==2.3.5 "pandas<3"
cat >"$dir/try.py" <<'CODE'
import numpy as np
from cleanlab.filter import find_label_issues

random = np.random.default_rng(0)
for highest in (0.5, 0.2):
    chance = random.uniform(0, highest, 5000)
    won = (random.random(5000) < chance).astype(int)
    wrong = find_label_issues(won, np.column_stack([1 - chance, chance]), n_jobs=1)
    print(f"chances to {highest}: won {won.sum()}, called mistakes {won[wrong].sum()} won and {(1 - won[wrong]).sum()} lost; rate {won.mean():.3f}, cleaned {won[~wrong].mean():.3f}")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='chances to 0.5: won 1271, called mistakes 322 won and 0 lost; rate 0.254, cleaned 0.203
chances to 0.2: won 472, called mistakes 141 won and 0 lost; rate 0.094, cleaned 0.068'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
