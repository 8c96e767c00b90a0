import { LeadlineError } from "../../base/errors.ts";
import type { FileContent, Target } from "../target.ts";
import { goldenColumns, onnxOf } from "./model.ts";

/** ONNX for a scoring server: one graph in doubles for each model. */
export const onnx: Target = {
  name: "onnx",
  title: "ONNX",
  files: ({ models }) => {
    const files = new Map<string, FileContent>();
    for (const [name, weights] of models) {
      try {
        files.set(`${name}.onnx`, onnxOf(weights));
      } catch (error) {
        if (!(error instanceof LeadlineError)) throw error;
        const why = error.faults.map(({ what }) => what).join("; ");
        files.set(`${name}.txt`, `${name} is not exported: ${why}\n`);
      }
      files.set(`${name}.golden.json`, `${JSON.stringify(goldenColumns(weights))}\n`);
    }
    files.set("check.py", check);
    files.set("README.md", readme([...models.keys()]));
    return files;
  },
};

const check = `"""Scores the golden rows of a model by onnxruntime: python check.py logit. Needs onnxruntime and numpy."""
import json
import sys

import numpy as np
import onnxruntime

name = sys.argv[1]
session = onnxruntime.InferenceSession(name + ".onnx", providers=["CPUExecutionProvider"])
with open(name + ".golden.json", encoding="utf-8") as file:
    golden = json.load(file)
kinds = {i.name: i.type for i in session.get_inputs()}


def column(field):
    """The values of one input in all golden rows."""
    values = golden["inputs"][field]
    if kinds[field] == "tensor(bool)":
        return np.array(values, dtype=bool)
    if kinds[field] == "tensor(string)":
        return np.array(["__MISSING__" if v is None else v for v in values], dtype=object)
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


names = [o.name for o in session.get_outputs()]
found = dict(zip(names, session.run(names, {field: column(field) for field in kinds})))
rows = len(golden["score"])
different = 0
for i in range(rows):
    same = found["score"][i] == golden["score"][i]
    same = same and ("p" not in found or abs(found["p"][i] - golden["p"][i]) <= 1e-12)
    same = same and ("grade" not in found or found["grade"][i] == (golden["grade"][i] or ""))
    same = same and ("mql" not in found or bool(found["mql"][i]) == golden["mql"][i])
    different += 0 if same else 1
print(rows, "golden rows,", different, "different")
sys.exit(1 if different else 0)
`;

const readme = ([model = "model"]: readonly string[]): string => `# ONNX

A graph a model, opset 17 and ai.onnx.ml 2, all of it in doubles, for onnxruntime and the servers that use it.

    session = onnxruntime.InferenceSession("${model}.onnx")
    session.run(None, {"title": np.array(["CTO"], dtype=object), "webinar_30d": np.array([2.0])})

1. Every input of the model is a column of N leads and has to be given: numbers, counts and truths (1 and 0) as doubles, NaN where
   missing; texts as strings, \`__MISSING__\` where missing. A count that may be not observed has a second input, \`<name>_not_observed\`.
2. It gives \`score\` (whole points) and, where the weights have them, \`p\`, \`grade\` (empty below the lowest) and \`mql\`. Version and
   sha256 stand in the model's metadata.
3. Check: \`python check.py ${model}\` scores the golden rows and must say \`0 different\`.

A model that cannot be said in ONNX (a rule that orders texts, a text with a NUL) has a .txt that says why.
`;
