import { changedInputs } from "../../../weights/golden.ts";
import type { GoldenRow, InputValue, Weights } from "../../../weights/type.ts";
import { shown } from "../../shown.ts";
import { type InputColumn, inputColumns } from "../columns.ts";
import { type Dialect, logicOf, rowsSql } from "../dialect.ts";
import { dialectOf, type From, leadOf, tableOf } from "./layers.ts";
import { scoreSelect } from "./score.ts";

/** The largest difference between a target's p and the scorer's. */
const near = 1e-12;

/**
 * How a golden row gives an input: as a value, missing, or not observed; an input that a row does not give is as in the
 * first row.
 */
const how = { value: 0, missing: 1, unobserved: 2, first: -1 } as const;

/**
 * A query that scores the golden rows where it runs, and counts those that differ: `golden_rows`, `different`. It reads
 * no table: the golden rows are in it, each as its differences from the first.
 * @param failing return no row at all where none differs, as a dbt test must
 * @throws LeadlineError exit 2 where a name or a text of the weights cannot be written in SQL
 */
export function checkSql(weights: Weights, from: From = {}, failing = false): string {
  const sql = dialectOf(from);
  const columns = inputColumns(weights.inputs, [weights], leadOf(from), from.features);
  const { double, text } = sql;
  const [first] = weights.golden;
  const changes = weights.golden.flatMap((row, n) =>
    changed(row, first, weights).map(({ value, i }) => {
      const number = typeof value === "number" ? value : value === true ? 1 : 0;
      return [n, i, givenHow(value), double(number), text(typeof value === "string" ? value : "")];
    }),
  );
  const expected = weights.golden.map(({ score, p, grade, mql }, n) => [
    n,
    score,
    p === null ? 1 : 0,
    double(p ?? 0),
    grade === null ? 1 : 0,
    text(grade ?? ""),
    truth(mql),
  ]);
  const ctes = [
    cte("golden_inputs", rowsSql(sql, ["n", "input", "how", "x", "t"], changes)),
    cte("golden_scores", rowsSql(sql, ["n", "score", "no_p", "p", "no_grade", "grade", "mql"], expected)),
    cte(
      sql.identifier(tableOf(from)),
      `SELECT\n${[
        `e.n AS ${sql.identifier(leadOf(from))}`,
        ...columns.flatMap((column, i) => inputLines(sql, column, i, first)),
      ].join(",\n")}\nFROM golden_scores AS e JOIN golden_inputs AS c ON c.n = e.n\nGROUP BY e.n`,
    ),
    cte("scored_rows", scoreSelect(weights, from)),
  ];
  const golden = weights.golden.length;
  const different = `${golden} - ${sql.whole(`COALESCE(SUM(CASE WHEN ${same(sql)} THEN 1 ELSE 0 END), 0)`)}`;
  return `${header(weights)}\nWITH ${ctes.join(",\n")}\nSELECT ${golden} AS golden_rows, ${different} AS different
FROM golden_scores AS e JOIN scored_rows AS s ON s.lead_id = e.n${failing ? `\nHAVING ${different} <> 0` : ""}\n`;
}

/**
 * Inputs that a row gives differently from the first; one with number -1 where there is none, so that every row has a
 * line.
 */
function changed(
  row: GoldenRow,
  first: GoldenRow | undefined,
  { inputs }: Weights,
): readonly { readonly i: number; readonly value: InputValue }[] {
  const names = new Set(changedInputs({ inputs }, row, first));
  const found = inputs.flatMap(({ name }, i) =>
    names.has(name) ? [{ i, value: row.inputs[name] ?? null }] : [],
  );
  return found.length > 0 ? found : [{ i: -1, value: null }];
}

const cte = (name: string, body: string): string => `${name} AS (\n${body}\n)`;

const givenHow = (value: InputValue): number =>
  value === null ? how.missing : typeof value === "object" ? how.unobserved : how.value;

const truth = (mql: boolean | null): number => (mql === null ? -1 : mql ? 1 : 0);

function inputLines(
  sql: Dialect,
  { name, type, column, notObserved }: InputColumn,
  i: number,
  first: GoldenRow | undefined,
): string[] {
  const logic = logicOf(sql);
  const base = first?.inputs[name] ?? null;
  const given = `MAX(CASE WHEN c.input = ${i} THEN c.how ELSE ${how.first} END)`;
  const now = (of: "x" | "t"): string => `MAX(CASE WHEN c.input = ${i} THEN c.${of} END)`;
  const [wasValue, nowValue, nothing] =
    type === "category"
      ? [typeof base === "string" ? sql.text(base) : null, now("t"), sql.nothing("category")]
      : type === "boolean"
        ? [
            typeof base === "boolean" ? logic.value(base ? logic.yes : logic.no) : null,
            logic.value(`(${now("x")} = ${sql.double(1)})`),
            sql.nothing("boolean"),
          ]
        : [typeof base === "number" ? sql.double(base) : null, now("x"), sql.nothing("number")];
  const value = `CASE WHEN ${given} = ${how.first} THEN ${wasValue ?? nothing} WHEN ${given} = ${how.value} THEN ${nowValue} ELSE ${nothing} END`;
  return [
    `  ${value} AS ${sql.identifier(column)}`,
    ...(notObserved === null
      ? []
      : [`  ${logic.value(`(${given} = ${how.unobserved})`)} AS ${sql.identifier(notObserved)}`]),
  ];
}

/** Whether the scored row `s` equals the golden row `e`. */
function same(sql: Dialect): string {
  const { holds } = logicOf(sql);
  const grades = `(${sql.binaryText("s.grade")} = ${sql.binaryText("e.grade")})`;
  return [
    "s.score = e.score",
    `CASE WHEN s.p IS NULL THEN 1 WHEN abs(s.p - e.p) <= ${sql.double(near)} THEN 0 ELSE 2 END = e.no_p`,
    `CASE WHEN s.grade IS NULL THEN 1 WHEN ${grades} THEN 0 ELSE 2 END = e.no_grade`,
    `CASE WHEN s.mql IS NULL THEN -1 WHEN ${holds("s.mql")} THEN 1 ELSE 0 END = e.mql`,
  ].join(" AND ");
}

const header = (weights: Weights): string =>
  [
    `Scores the golden rows of the weights ${shown(weights.name)}, version ${weights.version}, sha256 ${weights.sha256},`,
    "by the same text as the view, without any table: every row must come out as it did where the weights were made.",
    "Gives golden_rows and different, which must be 0.",
  ]
    .map((line) => `-- ${line}`)
    .join("\n");
