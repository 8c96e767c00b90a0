"""Cluster sandwich of statsmodels for intervals.test.ts: python robust.py REFERENCE > robust.json, REFERENCE the folder
with data/birthwt.csv. Clusters are mothers of one age; no small-sample factor (the test multiplies by G / (G - 1))."""
import csv, json, sys
import numpy as np, statsmodels, statsmodels.api as sm

rows = list(csv.DictReader(open(f"{sys.argv[1]}/data/birthwt.csv")))
col = lambda n: np.array([float(r[n]) for r in rows])
X = sm.add_constant(np.column_stack([col("lwt"), col("smoke"), col("ht")]))
w = np.array([1.0 + i % 3 for i in range(len(rows))])
out = {"versions": {"statsmodels": statsmodels.__version__, "numpy": np.__version__}}
fit = sm.Logit(col("low"), X).fit(method="newton", tol=1e-14, disp=0, cov_type="cluster",
                                  cov_kwds={"groups": col("age"), "use_correction": False})
out["cluster"] = {"coefficients": fit.params.tolist(), "se": fit.bse.tolist(), "groups": len(set(col("age")))}
# frequency weights are rows repeated: HC0 on the expanded table
k = w.astype(int)
fit = sm.Logit(np.repeat(col("low"), k), np.repeat(X, k, axis=0)).fit(method="newton", tol=1e-14, disp=0, cov_type="HC0")
out["expanded"] = {"coefficients": fit.params.tolist(), "se": fit.bse.tolist()}
json.dump(out, sys.stdout, indent=1)
print()
