# One peer of `npm run bench -- score`: reads the Parquet, scores all rows, writes Parquet. optbinning 1.0.0's Scorecard, or a
# pipeline of scikit-learn 1.9 (impute, bins, one-hot, logistic), each fitted before on 100,000 of the rows with a made-up outcome.
# What is timed is reading, scoring and writing. Needs pandas and pyarrow.
import json
import resource
import sys
import time

import numpy as np
import pandas as pd

which, source, target = sys.argv[1:]
frame = pd.read_parquet(source)
features = [c for c in frame.columns if c != "lead_id"]
text = [c for c in features if frame[c].dtype.kind not in "fi"]
rng = np.random.default_rng(1)
small = frame.iloc[:100_000]
y = (rng.random(len(small)) < 0.05 + 0.05 * (small["webinar_30d"].fillna(0) > 1)).astype(int)
if which == "optbinning":
    from optbinning import BinningProcess, Scorecard
    from sklearn.linear_model import LogisticRegression
    model = Scorecard(BinningProcess(features, categorical_variables=text), LogisticRegression(max_iter=200))
    model.fit(small[features], y)
    score = lambda f: model.score(f)
else:
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import KBinsDiscretizer, OneHotEncoder
    number = [c for c in features if c not in text]
    model = make_pipeline(ColumnTransformer([
        ("t", make_pipeline(SimpleImputer(strategy="constant", fill_value="?"), OneHotEncoder(handle_unknown="ignore")), text),
        ("n", make_pipeline(SimpleImputer(strategy="constant", fill_value=-1), KBinsDiscretizer(6, encode="onehot", quantile_method="averaged_inverted_cdf")), number)]), LogisticRegression(max_iter=200))
    model.fit(small[features], y)
    score = lambda f: model.predict_proba(f)[:, 1]
del frame, small
w0, c0 = time.perf_counter(), time.process_time()
frame = pd.read_parquet(source)
out = pd.DataFrame({"lead_id": frame["lead_id"], "score": score(frame[features])})
out.to_parquet(target, compression="zstd")
spent = {"median_s": time.perf_counter() - w0, "cpu_s": time.process_time() - c0}
print(json.dumps({**spent, "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "proof": len(out)}))
