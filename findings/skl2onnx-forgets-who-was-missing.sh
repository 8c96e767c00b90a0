#!/usr/bin/env bash
# skl2onnx 1.20.0 (scikit-learn 1.7.2, onnxruntime 1.24.1): of SimpleImputer(add_indicator=True) the column that says which values
# were missing is left out, and the next step still runs, on the wrong columns. Guess: the same chances, or an error. A model
# without the indicator converts right. Compare row by row, with missing values among the rows.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check skl2onnx==1.20.0 scikit-learn==1.7.2 numpy==2.3.5 onnx==1.19.1 onnxruntime==1.24.1
cat >"$dir/try.py" <<'CODE'
import numpy as np
import onnxruntime
from skl2onnx import to_onnx
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

visits = np.array([[0], [0], [1], [1], [np.nan], [np.nan], [np.nan], [np.nan]] * 25)
won = np.array([0, 0, 0, 1, 1, 1, 1, 0] * 25)
asked = np.array([[0], [1], [np.nan]], dtype=np.float32)
for indicator in (False, True):
    model = make_pipeline(SimpleImputer(strategy="median", add_indicator=indicator), LogisticRegression()).fit(visits, won)
    onnx = to_onnx(model, asked[:1], options={id(model): {"zipmap": False}}).SerializeToString()
    session = onnxruntime.InferenceSession(onnx, providers=["CPUExecutionProvider"])
    for name, p in (("scikit-learn", model.predict_proba(asked)), ("ONNX", session.run(None, {"X": asked})[1])):
        print(f"indicator {indicator}, {name}: 0 {p[0, 1]:.3f}, 1 {p[1, 1]:.3f}, missing {p[2, 1]:.3f}")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted='indicator False, scikit-learn: 0 0.287, 1 0.714, missing 0.500
indicator False, ONNX: 0 0.287, 1 0.714, missing 0.500
indicator True, scikit-learn: 0 0.072, 1 0.474, missing 0.727
indicator True, ONNX: 0 0.072, 1 0.008, missing 0.024'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
