"""Runs exported SQL in SQLite. In: a line per query, {"tables": [{"create", "insert", "values"}], "query"}. Out: its rows, a line each."""

import json
import sqlite3
import sys

if sys.argv[1:] == ["--able"]:
    exp = sqlite3.connect(":memory:").execute("SELECT exp(1.0)").fetchone()
    print(sqlite3.sqlite_version)
    sys.exit(0)
for line in sys.stdin:
    asked = json.loads(line)
    db = sqlite3.connect(":memory:")
    for table in asked["tables"]:
        db.execute(table["create"])
        # JSON has no infinity
        values = [[float(v[1:]) if isinstance(v, str) and v.startswith("#") else v[1:] if isinstance(v, str) else v for v in row] for row in table["values"]]
        db.executemany(table["insert"], values)
    print(json.dumps(db.execute(asked["query"]).fetchall()))
