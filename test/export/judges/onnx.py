"""Scores columns by exported ONNX. In: a line per model, {"model": path, "inputs": {field: {"type", "values"}}}. Out: a line of rows each.

Texts of values begin with "=", numbers that JSON cannot hold with "#"; null is missing.
"""

import json
import math
import sys

import numpy as np
import onnxruntime

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.log_severity_level = 3


def column(kind, values):
    if kind == "string":
        return np.array(["__MISSING__" if v is None else v[1:] for v in values], dtype=object)
    if kind == "bool":
        return np.array(values, dtype=bool)
    numbers = [math.nan if v is None else float(v[1:]) if isinstance(v, str) else v for v in values]
    return np.array(numbers, dtype=np.float64)


for line in sys.stdin:
    asked = json.loads(line)
    session = onnxruntime.InferenceSession(asked["model"], options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    given = {name: column(of["type"], of["values"]) for name, of in asked["inputs"].items()}
    found = dict(zip(names, session.run(names, given)))
    print(json.dumps({name: values.tolist() for name, values in found.items()}))
