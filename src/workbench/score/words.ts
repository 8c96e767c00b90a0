import { type InputColumn, inputColumns } from "../../export/sql/columns.ts";
import { duckdb } from "../../export/sql/dialects/duckdb.ts";
import { scoredSelect } from "../../export/sql/score/score.ts";
import { text } from "../../history/engine.ts";
import type { Input, Weights } from "../../weights/type.ts";
import { inputLabel, type ReasonTerm, reasonTerms } from "../../weights/words/reasons.ts";
import { shownUnit } from "../../weights/words/shown.ts";
import { rowsOf } from "./rows.ts";

/**
 * Macros that write numbers as JavaScript does: `number_text(x)` as String(x), `points_text(x, digits)` as
 * x.toFixed(digits). Both print the shortest digits that identify the number; DuckDB and JavaScript differ in when they
 * write an exponent, and on halves.
 */
export const wordMacros = String.raw`
CREATE OR REPLACE TEMP MACRO mantissa(t) AS replace(split_part(t, 'e', 1), '.', '');
CREATE OR REPLACE TEMP MACRO exponent(t) AS CAST(split_part(t, 'e', 2) AS INTEGER);
CREATE OR REPLACE TEMP MACRO with_exponent(t) AS CASE
  WHEN NOT contains(t, 'e') THEN regexp_replace(t, '\.0$', '')
  WHEN exponent(t) BETWEEN 0 AND 20 THEN rpad(mantissa(t), CAST(exponent(t) + 1 AS INTEGER), '0')
  WHEN exponent(t) BETWEEN -6 AND -1 THEN '0.' || repeat('0', -exponent(t) - 1) || mantissa(t)
  ELSE replace(regexp_replace(t, '\.0e', 'e'), 'e-0', 'e-') END;
CREATE OR REPLACE TEMP MACRO number_text(x) AS CASE
  WHEN abs(x) < 1e15::DOUBLE AND x = floor(x) THEN CAST(CAST(x AS BIGINT) AS VARCHAR)
  WHEN abs(x) >= 1e-4::DOUBLE AND abs(x) < 1e15::DOUBLE THEN CAST(x AS VARCHAR)
  ELSE (CASE WHEN x < 0 THEN '-' ELSE '' END) || with_exponent(CAST(abs(x) AS VARCHAR)) END;
CREATE OR REPLACE TEMP MACRO points_text(x, digits) AS CASE
  WHEN abs(x) >= 1e21::DOUBLE THEN number_text(x)
  WHEN x * power(2::DOUBLE, digits + 1) = floor(x * power(2::DOUBLE, digits + 1))
    THEN printf('%.' || digits || 'f', x + power(10::DOUBLE, -digits - 2))
  ELSE printf('%.' || digits || 'f', x) END;
`;

/**
 * SQL that scores `lead_features` as `scoreSql` does, with `reasons` in words after mql: `webinar in the last 30 days:
 * 2 (+36); title: Student (-12)`, in points as people are shown them.
 */
export function scoreInWords(weights: Weights): string {
  const columns = inputColumns(weights.inputs, [weights], rowsOf.lead);
  const terms = reasonTerms(weights);
  const { scale, digits } = shownUnit(weights);
  const rules = terms.flatMap(({ inputs, attributes: [first = 0] }) =>
    inputs === null ? [`points_${first + 1}`] : [],
  );
  const unseen = columns.flatMap(({ alias, notObserved }) =>
    notObserved === null ? [] : [`${alias}_unseen`],
  );
  const said = terms.map(
    (term, r) => `WHEN ${terms.length - 1 - r} THEN ${termText(term, weights, columns)}`,
  );
  const words = (top: string): string =>
    terms.length === 0
      ? "NULL"
      : `CASE WHEN ${top} >= 0 THEN concat(CASE ${top} % ${2 * terms.length} // 2 ${said.join(" ")} END, CASE ${top} % 2 WHEN 1 THEN ' (+' ELSE ' (-' END, points_text((${top} // ${2 * terms.length}) * ${duckdb.double(scale)}, ${digits}), ')') END`;
  return scoredSelect(weights, rowsOf, {
    kept: [...columns.map(({ alias }) => alias), ...unseen, ...rules],
    lines: (tops) => [`concat_ws('; ', ${tops.map(words).join(", ")}) AS reasons`],
  });
}

/** A term in words, with the values of a lead. `inputText` and `reasonsFor` write the same for one lead. */
function termText(term: ReasonTerm, weights: Weights, columns: readonly InputColumn[]): string {
  const [first = 0] = term.attributes;
  if (term.inputs === null)
    return `CASE WHEN points_${first + 1} = 0 THEN ${text(`not (${term.name})`)} ELSE ${text(term.name)} END`;
  const parts = term.inputs.map((name) => {
    const at = weights.inputs.findIndex((input) => input.name === name);
    const [input, column] = [weights.inputs[at], columns[at]];
    return input === undefined || column === undefined ? text(name) : valueText(input, column);
  });
  return parts.length === 1 ? parts.join("") : `concat(${parts.join(", ', ', ")})`;
}

function valueText(input: Input, { alias, notObserved }: InputColumn): string {
  const label = inputLabel(input);
  if (input.type === "boolean")
    return `CASE WHEN ${alias} THEN ${text(label)} WHEN NOT ${alias} THEN ${text(`not ${label}`)} ELSE ${text(`${label}: not known`)} END`;
  const valued = (value: string): string => `concat(${text(`${label}: `)}, ${value})`;
  if (input.type === "category") return valued(`coalesce(nullif(${alias}, ''), 'missing')`);
  const number = valued(`coalesce(number_text(${alias}), 'missing')`);
  if (input.type === "number") return number;
  return `CASE WHEN ${notObserved === null ? `${alias} IS NULL` : `${alias}_unseen`} THEN ${text(`${label}: not recorded then`)} ELSE ${number} END`;
}
