"""Log-likelihood and AUC of scikit-learn's maximum-likelihood logistic regression on three public sets, for
scikit.test.ts: python scikit.py DATA > scikit.json, DATA the folder that holds x_education, bank_marketing, adult.

A column of a design is "number:NAME" (0 where empty), "missing:NAME" (1 where empty) or "level:NAME=VALUE" (0/1); the
test builds the same matrix from these words. Levels under 100 rows and one reference a variable are left out, as are
columns that repeat those before them. Adult is separated with its job columns whole (scikit-learn stops at 20
iterations with coefficients of 9 a standard deviation and says nothing): farm jobs join the reference.
"""
import csv, json, sys
import numpy as np, scipy, sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

DATA = sys.argv[1]
SETS = {
    "x_education": dict(
        file="x_education/Leads.csv", separator=",", outcome="Converted", positive="1",
        numbers=["TotalVisits", "Total Time Spent on Website", "Page Views Per Visit"],
        levels=["Lead Origin", "Lead Source", "Do Not Email", "What is your current occupation", "Specialization"]),
    "bank_marketing": dict(
        file="bank_marketing/bank-additional-full.csv", separator=";", outcome="y", positive="yes",
        numbers=["age", "campaign", "previous", "emp.var.rate", "cons.price.idx", "cons.conf.idx", "euribor3m", "nr.employed"],
        levels=["job", "marital", "education", "default", "contact", "month", "day_of_week", "poutcome"]),
    "adult": dict(file="adult/adult_data.csv", separator=",", outcome="Over50K", positive="1", numbers=None, levels=[],
                  left_out=["JobAgriculture"]),
}


def value(rows, word):
    kind, rest = word.split(":", 1)
    if kind == "number":
        return np.array([float(r[rest] or 0) for r in rows])
    if kind == "missing":
        return np.array([float(r[rest] == "") for r in rows])
    name, level = rest.split("=", 1)
    return np.array([float(r[name] == level) for r in rows])


def words(rows, s):
    numbers = s["numbers"] or [n for n in rows[0] if n != s["outcome"] and n not in s.get("left_out", [])]
    out = [f"number:{n}" for n in numbers]
    out += [f"missing:{n}" for n in numbers if any(r[n] == "" for r in rows)]
    for name in s["levels"]:
        counts = {}
        for r in rows:
            counts[r[name]] = counts.get(r[name], 0) + 1
        kept = sorted(v for v, n in counts.items() if n >= 100)
        out += [f"level:{name}={v}" for v in kept[1:]]
    return out


def independent(rows, candidates):
    """The candidates that are no combination of an intercept and those before them."""
    basis, kept = [np.ones(len(rows)) / np.sqrt(len(rows))], []
    for word in candidates:
        v = value(rows, word)
        r = v.copy()
        for _ in range(2):
            for b in basis:
                r = r - (b @ r) * b
        if np.linalg.norm(r) > 1e-6 * np.linalg.norm(v - v.mean() + 1e-300):
            basis.append(r / np.linalg.norm(r))
            kept.append(word)
    return kept


out = {"versions": {"python": sys.version.split()[0], "scikit-learn": sklearn.__version__, "numpy": np.__version__,
                    "scipy": scipy.__version__}, "sets": {}}
for name, s in SETS.items():
    with open(f"{DATA}/{s['file']}", encoding="utf-8-sig", newline="") as f:
        rows = list(csv.DictReader(f, delimiter=s["separator"]))
    columns = independent(rows, words(rows, s))
    X = np.column_stack([value(rows, w) for w in columns])
    y = np.array([float(r[s["outcome"]] == s["positive"]) for r in rows])
    scale = X.std(0)                                       # scaling changes neither likelihood nor AUC, only conditioning
    Z = (X - X.mean(0)) / scale
    m = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-12, max_iter=200).fit(Z, y)
    eta = m.decision_function(Z)
    out["sets"][name] = {
        "file": s["file"], "separator": s["separator"], "outcome": s["outcome"], "positive": s["positive"],
        "columns": columns, "rows": len(rows), "positives": int(y.sum()), "iterations": int(m.n_iter_[0]),
        "logLikelihood": float(np.sum(y * eta - np.logaddexp(0, eta))), "auc": float(roc_auc_score(y, eta)),
        "largestCoefficientPerSd": float(np.abs(m.coef_).max()),
    }
json.dump(out, sys.stdout, indent=1, ensure_ascii=False)
print()
