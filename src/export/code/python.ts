import type { Weights } from "../../weights/type.ts";
import { shown } from "../shown.ts";
import type { Target } from "../target.ts";
import { embedded } from "./embedded.ts";

/** A scorer in one Python file. Its name begins with `score_`, so that it cannot shadow a module of the standard library. */
export const python: Target = {
  name: "python",
  title: "Python",
  files: ({ models }) =>
    new Map([
      ...[...models].map(([name, weights]) => [`score_${name}.py`, moduleOf(name, weights)] as const),
      ["README.md", readme([...models.keys()])] as const,
    ]),
};

const moduleOf = (
  name: string,
  weights: Weights,
): string => `# Leadline weights ${shown(weights.name)}, version ${weights.version}
# sha256 ${weights.sha256}
# Scores a lead as Leadline does. One file, the standard library alone. Check it: python3 score_${name}.py --self-test
from __future__ import annotations

import json
import math
import sys
from typing import Any, Mapping, Optional

WEIGHTS = json.loads(
    ${JSON.stringify(embedded(weights))}
)
VERSION = ${JSON.stringify(weights.version)}
SHA256 = ${JSON.stringify(weights.sha256)}
${runtime}`;

const runtime = `
# Stands for a count that reaches back before records begin.
NOT_OBSERVED = {"notObserved": True}
LIMIT = 2**30


def score(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The score, p, grade and mql of one lead. What is absent, None or not finite is missing."""
    total = WEIGHTS["intercept"]
    sums = {group["name"]: 0 for group in WEIGHTS["groups"]}
    for attribute in WEIGHTS["attributes"]:
        points = _points(attribute, inputs)
        if attribute["group"] is None:
            total += points
        else:
            sums[attribute["group"]] += points
    for group in WEIGHTS["groups"]:
        total += _clamp(sums[group["name"]], group["min"], group["max"])
    total = _clamp(total, WEIGHTS["floor"], WEIGHTS["ceiling"])
    grade = next((g["grade"] for g in WEIGHTS["grades"] if total >= g["atLeast"]), None)
    mql = None if WEIGHTS["mql"] is None else total >= WEIGHTS["mql"]
    return {"score": total, "p": _probability(total), "grade": grade, "mql": mql}


def reasons(inputs: Mapping[str, Any], most: int = 3) -> list[dict[str, Any]]:
    """What moved a lead's score most against the average lead, largest first; points above 0 raised it."""
    attributes, baseline = WEIGHTS["attributes"], WEIGHTS["baseline"]
    points = [_points(attribute, inputs) for attribute in attributes]

    def in_group(group: Any, of: Any) -> int:
        return sum(points[i] for i in of if attributes[i]["group"] == group)

    shares = []
    for group in WEIGHTS["groups"]:
        whole = in_group(group["name"], range(len(points)))
        shares.append((group["name"], 1 if whole == 0 else _clamp(whole, group["min"], group["max"]) / whole))
    found = []
    for name, of in WEIGHTS["reasons"]:
        moved = in_group(None, of) - sum(baseline[i] for i in of if i < len(baseline))
        for group, share in shares:
            moved += share * in_group(group, of)
        found.append({"name": name, "points": math.floor(moved + 0.5)})
    strong = [reason for reason in found if reason["points"] != 0]
    return sorted(strong, key=lambda reason: -abs(reason["points"]))[:most]


def _read(inputs: Mapping[str, Any], name: str) -> Any:
    value = inputs.get(name)
    if _is_number(value):
        # as the scorer's doubles; a whole number beyond them is not finite
        try:
            value = float(value)
        except OverflowError:
            return None
        return value if math.isfinite(value) else None
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _clamp(x: Any, low: Any, high: Any) -> Any:
    if high is not None and x > high:
        x = high
    return low if low is not None and x < low else x


def _points(attribute: Mapping[str, Any], inputs: Mapping[str, Any]) -> int:
    if attribute["kind"] == "rule":
        return attribute["points"] if _truth(attribute["when"], inputs) is True else 0
    value = _read(inputs, attribute["name"])
    if attribute["kind"] == "linear":
        if not _is_number(value):
            return attribute["missing"]
        raw = attribute["coef"] * (value - attribute["centre"])
        held = _clamp(_clamp(raw, attribute["min"], attribute["max"]), -LIMIT, LIMIT)
        return -math.floor(0.5 - held) if held < 0 else math.floor(held + 0.5)
    bins = attribute["bins"]
    if value is None:
        return _special(bins, "missing")
    if isinstance(value, Mapping):
        return _special(bins, "not_observed")
    for b in bins:
        if b["kind"] == "range" and _is_number(value):
            if (b["low"] is None or value >= b["low"]) and (b["high"] is None or value < b["high"]):
                return b["points"]
        elif b["kind"] == "category" and any(_same(value, v) for v in b["values"]):
            return b["points"]
    return _special(bins, "other")


def _special(bins: list[Any], kind: str) -> int:
    return next((b["points"] for b in bins if b["kind"] == kind), 0)


def _kind(value: Any) -> str:
    return "truth" if isinstance(value, bool) else "number" if _is_number(value) else "text"


def _same(a: Any, b: Any) -> bool:
    return _kind(a) == _kind(b) and a == b


def _truth(tree: list[Any], inputs: Mapping[str, Any]) -> Optional[bool]:
    """By SQL's three values: None is unknown."""
    kind, a = tree[0], tree[1]
    if kind == "constant":
        return a
    if kind == "not":
        return _not(_truth(a, inputs))
    if kind in ("and", "or"):
        whole: Optional[bool] = True
        for part in a:
            of = _truth(part, inputs)
            whole = _and(whole, of if kind == "and" else _not(of))
            if whole is False:
                break
        return whole if kind == "and" else _not(whole)
    value = _read(inputs, a)
    if isinstance(value, Mapping):
        value = None
    if kind == "null":
        return (value is None) != tree[2]
    if kind == "truth":
        return value != tree[2] if isinstance(value, bool) else None
    if kind == "compare":
        return _compare(value, tree[2], tree[3])
    if kind == "in":
        if value is None:
            return None
        same = [_compare(value, "=", item) for item in tree[2]]
        return (not tree[3]) if True in same else None if None in same else tree[3]
    inside = _and(_compare(value, ">=", tree[2]), _compare(value, "<=", tree[3]))
    return None if inside is None else inside != tree[4]


def _not(a: Optional[bool]) -> Optional[bool]:
    return None if a is None else not a


def _and(a: Optional[bool], b: Optional[bool]) -> Optional[bool]:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def _compare(value: Any, op: str, other: Any) -> Optional[bool]:
    if value is None or _kind(value) != _kind(other):
        return None
    if isinstance(value, str):
        # texts are in the order of UTF-16 code units
        value, other = (x.encode("utf-16-be", "surrogatepass") for x in (value, other))
    if op == "=":
        return value == other
    if op == "<>":
        return value != other
    if op == "<":
        return value < other
    if op == "<=":
        return value <= other
    return value > other if op == ">" else value >= other


def _expit(x: float) -> float:
    return 1 / (1 + math.exp(-max(-700, min(700, x))))


def _softplus(x: float) -> float:
    return max(x, 0) + math.log1p(math.exp(-abs(x)))


def _probability(total: int) -> Optional[float]:
    m = WEIGHTS["calibration"]
    if m["kind"] == "none":
        return None
    if m["kind"] != "lookup":
        eta = m["slope"] * (total * WEIGHTS["unit"]) + m["intercept"]
        if m["kind"] == "platt":
            return _expit(eta)
        return _expit(m["c"] - m["a"] * _softplus(-eta) + m["b"] * _softplus(eta))
    table = m["lookup"]
    i = max((k for k, entry in enumerate(table) if entry["score"] <= total), default=-1)
    at = table[max(0, i)]
    if i < 0 or m["between"] == "step" or i + 1 == len(table):
        return at["p"]
    after = table[i + 1]
    share = (total - at["score"]) / (after["score"] - at["score"])
    return min(after["p"], at["p"] + (after["p"] - at["p"]) * share)


def absent(inputs: Mapping[str, Any]) -> list[str]:
    """Inputs that are not among what is given: they count as missing, and a misspelt name is one of them."""
    return [name for name in WEIGHTS["inputs"] if name not in inputs]


def self_test() -> int:
    """Scores the golden rows that came with the weights; raises at the first that differs."""
    for i, row in enumerate(WEIGHTS["golden"]):
        found = score(row["inputs"])
        near = found["p"] is None if row["p"] is None else abs(row["p"] - found["p"]) <= 1e-12
        if not near or any(found[key] != row[key] for key in ("score", "grade", "mql")):
            raise AssertionError(f"golden row {i + 1} should be {row}, is {found}")
    return len(WEIGHTS["golden"])


if __name__ == "__main__" and sys.argv[1:] == ["--self-test"]:
    print(f"{self_test()} golden rows score as they should")
`;

const readme = ([model = "model"]: readonly string[]): string => `# Python

One file a model, for Python 3.9 or later, with the standard library alone.

    from score_${/^\w+$/.test(model) ? model : "model"} import reasons, score
    score({"title": "CTO", "webinar_30d": 2})   # {"score": …, "p": …, "grade": …, "mql": …}
    reasons({"title": "CTO", "webinar_30d": 2})   # [{"name": …, "points": …}, …]: what moved it most

Inputs go by the names in \`weights/${model}.json\`. What is absent is missing, and \`absent(inputs)\` lists it, misspelt names too; \`NOT_OBSERVED\` stands for a count that reaches back
before records begin. Check it with \`python3 score_${model}.py --self-test\`, or call \`self_test()\`.
`;
