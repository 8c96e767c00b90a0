#!/usr/bin/env bash
# skl2onnx 1.20.0 (scikit-learn 1.7.2, onnxruntime 1.24.1): the ONNX of CalibratedClassifierCV(method="isotonic") takes the chance of
# the nearest knot, where scikit-learn draws a line between knots. A score between two of them gets the chance of one. Guess: the
# same chances within rounding, as method="sigmoid" gives. Compare every calibrated model row by row, or ship knots as a table.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check skl2onnx==1.20.0 scikit-learn==1.7.2 numpy==2.3.5 onnx==1.19.1 onnxruntime==1.24.1
cat >"$dir/try.py" <<'CODE'
import numpy as np
import onnxruntime
from skl2onnx import to_onnx
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression

random = np.random.default_rng(0)
score = random.uniform(0, 100, (2000, 1)).astype(np.float32)
won = (random.random(2000) < (score[:, 0] / 100) ** 3).astype(int)
for method in ("sigmoid", "isotonic"):
    model = CalibratedClassifierCV(LogisticRegression(), method=method).fit(score, won)
    onnx = to_onnx(model, score[:1], options={id(model): {"zipmap": False}}).SerializeToString()
    session = onnxruntime.InferenceSession(onnx, providers=["CPUExecutionProvider"])
    ours, theirs = model.predict_proba(score)[:, 1], session.run(None, {"X": score})[1][:, 1]
    apart = abs(ours - theirs)
    print(f"{method}: farthest apart {apart.max():.3f}, by more than 0.001 for {100 * (apart > 0.001).mean():.0f}% of leads")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='sigmoid: farthest apart 0.000, by more than 0.001 for 0% of leads
isotonic: farthest apart 0.033, by more than 0.001 for 7% of leads'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
