#!/usr/bin/env bash
# orbital 0.6.0 (scikit-learn 1.7.2): the SQL of a decision tree sends a lead without a value down the ELSE of each comparison, whatever the
# tree learnt of the missing. Leads without `employees`, of whom 2% won, stand with the smallest firms in the tree (0.06) and with
# the largest in its SQL (0.60). Guess: 0.06 both times, or an error. Fill the missing before the tree, and compare row by row. Leadline's SQL asks IS NULL.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/env"
"$dir/env/bin/pip" install --quiet --disable-pip-version-check orbital==0.6.0 scikit-learn==1.7.2 "pandas<3" numpy==2.3.5 duckdb==1.5.5
cat >"$dir/try.py" <<'CODE'
import duckdb
import numpy as np
import orbital
import pandas as pd
from orbital import types
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

size = np.repeat([10.0, 100.0, 1000.0, np.nan], 1000)
won = np.concatenate([np.arange(1000) < 1000 * rate for rate in (0.1, 0.3, 0.6, 0.02)]).astype(int)
tree = Pipeline([("scale", StandardScaler()), ("tree", DecisionTreeClassifier(max_depth=3, random_state=1))]).fit(pd.DataFrame({"employees": size}), won)
leads = pd.DataFrame({"employees": [10.0, 100.0, 1000.0, None]})
sql = orbital.export_sql("leads", orbital.parse_pipeline(tree, features={"employees": types.DoubleColumnType()}), dialect="duckdb")
duckdb.sql("CREATE TABLE leads AS SELECT unnest([10.0, 100.0, 1000.0, NULL])::DOUBLE AS employees")
said = duckdb.sql(sql).df()["output_probability.1"]
for employees, model, query in zip(leads["employees"], tree.predict_proba(leads)[:, 1], said):
    print(f"{employees}: model {model:.2f}, SQL {query:.2f}")
CODE
seen=$("$dir/env/bin/python" -W ignore "$dir/try.py")
wanted=$(cat <<'TEXT'
10.0: model 0.06, SQL 0.06
100.0: model 0.30, SQL 0.30
1000.0: model 0.60, SQL 0.60
nan: model 0.06, SQL 0.60
TEXT
)
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
