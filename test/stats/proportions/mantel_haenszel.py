"""Reference numbers of the Mantel-Haenszel test: UC Berkeley admissions by department (as shipped with R).

python mantel_haenszel.py ucb_admissions.csv      (statsmodels 0.15.0)
"""
import csv, sys
import numpy as np
from statsmodels.stats.contingency_tables import StratifiedTable

cells = {}
for r in csv.DictReader(open(sys.argv[1])):
    k = {k.lower(): v for k, v in r.items()}
    cells[k["dept"], k["gender"], k["admit"]] = float(k.get("freq") or k.get("n") or k["count"])
depts = sorted({k[0] for k in cells})
tables = [np.array([[cells[d, g, a] for a in ("Admitted", "Rejected")] for g in ("Male", "Female")]) for d in depts]
for t in tables:
    print(t.tolist())
s = StratifiedTable(tables)
print("odds ratio", repr(s.oddsratio_pooled), s.oddsratio_pooled_confint(method="normal"))
print("rate ratio", repr(s.riskratio_pooled))
c = s.test_null_odds(correction=False)
print("CMH", repr(c.statistic), repr(c.pvalue))
