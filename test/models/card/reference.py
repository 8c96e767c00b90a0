"""
Information values that optbinning finds on the numeric columns of two public data sets: what fine-bins.test.ts holds a
scorecard's bins to.

    python3.11 -m venv venv && venv/bin/pip install optbinning==1.0.0 pandas==3.1.1 numpy==2.4.6 ortools==9.15.6755
    LEADLINE_SHARED=... venv/bin/python test/models/card/reference.py > test/models/card/reference.json

As a scorecard asks: at most 6 bins, each of 5 % of the rows or more and 5 events or more, rates ascending or descending,
whichever tells more. Prebins are optbinning's own (a decision tree of at most 20 leaves). The IV is of raw counts over the
bins of numbers, shares of all rows.
"""
import json, os
import numpy as np
import pandas as pd
from optbinning import OptimalBinning

shared = os.environ["LEADLINE_SHARED"] + "/data"
bank = pd.read_csv(f"{shared}/bank_marketing/bank-additional-full.csv", sep=";")
leads = pd.read_csv(f"{shared}/x_education/Leads.csv")
columns = [
    *[("bank", bank, "y", c) for c in ["age", "duration", "campaign", "pdays", "previous", "emp.var.rate",
                                       "cons.price.idx", "cons.conf.idx", "euribor3m", "nr.employed"]],
    *[("x_education", leads, "Converted", c) for c in ["TotalVisits", "Total Time Spent on Website",
                                                       "Page Views Per Visit"]],
]
out = []
for data, frame, label, name in columns:
    y = frame[label].isin(["yes", 1]).to_numpy().astype(int)
    x = frame[name].to_numpy(dtype=float)
    found = OptimalBinning(dtype="numerical", solver="cp", max_n_bins=6, min_bin_size=0.05, min_bin_n_event=5,
                           min_bin_n_nonevent=5, monotonic_trend="auto_asc_desc").fit(x, y)
    iv, ends = 0.0, [-np.inf, *found.splits, np.inf]
    for low, high in zip(ends, ends[1:]):
        inside = (x >= low) & (x < high)
        e, n = y[inside].sum() / y.sum(), (1 - y[inside]).sum() / (1 - y).sum()
        if inside.any():
            iv += (e - n) * np.log(e / n)
    out.append({"data": data, "column": name, "status": found.status, "splits": [float(s) for s in found.splits], "iv": float(iv)})
print(json.dumps(out, indent=2))
