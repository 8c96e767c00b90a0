# The peer of `npm run bench -- report`: evidently's report of the leads, the older half as reference: its presets of data summary and
# drift, saved as HTML. Reading stands outside the clock.
import json
import resource
import sys
import time

import evidently
import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset, DataSummaryPreset

source, target = sys.argv[1:]
frame = pd.read_csv(source)
dated = next(c for c in frame.columns if c.startswith("created"))
frame = frame.sort_values(dated).drop(columns=[c for c in frame.columns if c == dated or c.endswith("id") or c in ("email", "account")])
half = len(frame) // 2
w0, c0 = time.perf_counter(), time.process_time()
snapshot = Report([DataSummaryPreset(), DataDriftPreset()]).run(frame.iloc[half:], frame.iloc[:half])
snapshot.save_html(target)
print(json.dumps({
    "median_s": time.perf_counter() - w0,
    "cpu_s": time.process_time() - c0,
    "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "proof": evidently.__version__,
}))
