"""Scores rows by exported Python scorers. In: a line per weights, {"module": path, "rows": [...]}. Out: a line of scores each."""

import importlib.util
import json
import sys

for line in sys.stdin:
    asked = json.loads(line)
    spec = importlib.util.spec_from_file_location("scorer", asked["module"])
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    judge = getattr(scorer, asked.get("call", "score"))
    print(json.dumps([judge(row) for row in asked["rows"]]))
