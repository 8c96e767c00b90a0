#!/usr/bin/env bash
# nannyml 0.13.1: chunk_number=3 of 1,000 leads makes four chunks, of 333, 333, 333 and 1. The one lead's own value widens the limits, three standard
# deviations of the chunks' means, fourfold: a shift by 0.3 standard deviations, seen in each chunk of 999 leads, is seen in none of the three
# full ones. Guess: three chunks, as the parameter says. Take a count that divides the rows, or incomplete="append".
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
# only what its import needs, without the clients of clouds; FLAML, which brings much more, has no part in this and is a stand-in
echo "AutoML = None" >"$dir/flaml.py"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check "pandas<3" numpy==2.3.5 scikit-learn==1.7.2 statsmodels==0.15.0 category_encoders==2.11.2 \
  "lightgbm<4.6" "plotly<6" matplotlib seaborn pyarrow rich requests fsspec python-dotenv segment-analytics-python
"$dir/env/bin/pip" install --quiet --disable-pip-version-check --no-deps nannyml==0.13.1
cat >"$dir/try.py" <<'CODE'
import nannyml
import numpy as np
import pandas as pd
from nannyml.chunk import CountBasedChunker

random = np.random.default_rng(2)
before, after = random.normal(0, 1, 1000), random.normal(0.3, 1, 1000)
for rows, how in ((999, "keep"), (1000, "keep"), (1000, "append")):
    chunker = CountBasedChunker(3, incomplete=how)
    a, b = pd.DataFrame({"v": before[:rows]}), pd.DataFrame({"v": after[:rows]})
    mean = nannyml.SummaryStatsAvgCalculator(column_names=["v"], chunker=chunker).fit(a).calculate(b).filter(period="analysis").to_df()["v"]
    print(f"{rows} leads, {how}: chunks {[len(c) for c in chunker.split(b)]}, limit {mean['upper_threshold'].iloc[0]:.2f}, alerts {[bool(x) for x in mean['alert']]}")
CODE
seen=$(NML_DISABLE_USAGE_LOGGING=1 "$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='999 leads, keep: chunks [333, 333, 333], limit 0.11, alerts [True, True, True]
1000 leads, keep: chunks [333, 333, 333, 1], limit 0.46, alerts [False, False, False, True]
1000 leads, append: chunks [333, 333, 334], limit 0.10, alerts [True, True, True]'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
