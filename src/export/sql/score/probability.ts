import type { Weights } from "../../../weights/type.ts";
import { bounded, type Dialect } from "../dialect.ts";

/** The probability for the column `score`, by the weights' map. Logits are limited to +-700, so that exp is finite. */
export function probabilitySql(
  sql: Dialect,
  { calibration, scale }: Pick<Weights, "calibration" | "scale">,
): string {
  const { double } = sql;
  switch (calibration.kind) {
    case "none":
      return sql.nothing("number");
    case "platt":
      return expit(sql, line(sql, calibration, scale.unit));
    case "beta": {
      const eta = line(sql, calibration, scale.unit);
      const up = `${double(calibration.a)} * ${softplus(sql, `-(${eta})`)}`;
      const down = `${double(calibration.b)} * ${softplus(sql, eta)}`;
      return expit(sql, `${double(calibration.c)} - ${up} + ${down}`);
    }
    case "lookup":
      return lookup(sql, calibration);
  }
}

const line = (
  { double }: Dialect,
  map: { readonly slope: number; readonly intercept: number },
  unit: number,
): string => `${double(map.slope)} * (score * ${double(unit)}) + ${double(map.intercept)}`;

const expit = (sql: Dialect, logit: string): string =>
  `${sql.double(1)} / (${sql.double(1)} + exp(-(${bounded(sql, logit, -700, 700, sql.double)})))`;

/** ln(1 + e^x): beyond 700 it is x to all digits, where exp would overflow. */
const softplus = ({ double, greatest, least, ln }: Dialect, x: string): string =>
  `(${greatest(x, double(0))} + ${ln(`${double(1)} + exp(-${least(`abs(${x})`, double(700))})`)})`;

/** One WHEN for each entry, in order: flat, however long the table. */
function lookup(
  { double, least }: Dialect,
  { between, lookup: table }: Extract<Weights["calibration"], { kind: "lookup" }>,
): string {
  const first = table[0] ?? { score: 0, p: 0 };
  const whens = table.slice(1).map((next, i) => {
    const at = table[i] ?? next;
    const share = `((score - ${double(at.score)}) / ${double(next.score - at.score)})`;
    const inside =
      between === "step" || next.p === at.p
        ? double(at.p)
        : least(double(next.p), `${double(at.p)} + ${double(next.p - at.p)} * ${share}`);
    return `WHEN score < ${double(next.score)} THEN ${inside}`;
  });
  const clauses = [`WHEN score <= ${double(first.score)} THEN ${double(first.p)}`, ...whens];
  return `CASE ${clauses.join(" ")} ELSE ${double(table.at(-1)?.p ?? first.p)} END`;
}
