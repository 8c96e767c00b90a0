import type { Weights } from "../weights/type.ts";
import { bounded, double, nothing } from "./duckdb.ts";

/** The probability of the column `score`, as the weights' map has it. Logits are held in +-700, so that exp is finite. */
export function probabilitySql({ calibration, scale }: Pick<Weights, "calibration" | "scale">): string {
  switch (calibration.kind) {
    case "none":
      return nothing("DOUBLE");
    case "platt":
      return expit(line(calibration, scale.unit));
    case "beta": {
      const eta = line(calibration, scale.unit);
      const up = `${double(calibration.a)} * ${softplus(`-(${eta})`)}`;
      const down = `${double(calibration.b)} * ${softplus(eta)}`;
      return expit(`${double(calibration.c)} - ${up} + ${down}`);
    }
    case "lookup":
      return lookup(calibration);
  }
}

const line = (map: { readonly slope: number; readonly intercept: number }, unit: number): string =>
  `${double(map.slope)} * (score * ${double(unit)}) + ${double(map.intercept)}`;

const expit = (logit: string): string =>
  `${double(1)} / (${double(1)} + exp(-(${bounded(logit, -700, 700, double)})))`;

/** ln(1 + e^x): beyond 700 it is x to all digits, and exp would overflow. */
const softplus = (x: string): string =>
  `(greatest(${x}, ${double(0)}) + ln(${double(1)} + exp(-least(abs(${x}), ${double(700)}))))`;

/** One WHEN an entry, in order: flat, however long the table. */
function lookup({ between, lookup: table }: Extract<Weights["calibration"], { kind: "lookup" }>): string {
  const first = table[0] ?? { score: 0, p: 0 };
  const whens = table.slice(1).map((next, i) => {
    const at = table[i] ?? next;
    const share = `((score - ${double(at.score)}) / ${double(next.score - at.score)})`;
    const inside =
      between === "step" || next.p === at.p
        ? double(at.p)
        : `least(${double(next.p)}, ${double(at.p)} + ${double(next.p - at.p)} * ${share})`;
    return `WHEN score < ${double(next.score)} THEN ${inside}`;
  });
  const clauses = [`WHEN score <= ${double(first.score)} THEN ${double(first.p)}`, ...whens];
  return `CASE ${clauses.join(" ")} ELSE ${double(table.at(-1)?.p ?? first.p)} END`;
}
