import type { Dialect } from "../dialect.ts";
import { awayFromZero, between, escapedText, quotedName, shortest } from "../standard.ts";

const double = (x: number | string): string => `CAST('${typeof x === "number" ? shortest(x) : x}' AS DOUBLE)`;

/** `\\u` reads four digits: what lies beyond is written as it is. */
const text = (value: string): string =>
  escapedText(value).replace(/\\U([0-9a-f]{8})/g, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );

const types = {
  number: "DOUBLE",
  count: "BIGINT",
  decay: "DOUBLE",
  category: "VARCHAR",
  boolean: "BOOLEAN",
} as const;

export const snowflake: Dialect = {
  name: "snowflake",
  title: "Snowflake",
  types,
  identifier: quotedName,
  text,
  double,
  whole: (value) => `CAST(${value} AS BIGINT)`,
  nothing: (type) => `CAST(NULL AS ${types[type]})`,
  finite: (column) => between(`CAST(${column} AS DOUBLE)`, double),
  binaryText: (column) => `CAST(${column} AS VARCHAR)`,
  truth: (column) => `CAST(${column} AS BOOLEAN)`,
  least: (a, b) => `least(${a}, ${b})`,
  greatest: (a, b) => `greatest(${a}, ${b})`,
  product: (coefficient, x) => `${double(coefficient)} * ${x}`,
  address: (column) => `lower(trim(${column}))`,
  clock: {
    type: "TIMESTAMP_NTZ",
    literal: (iso) => `CAST('${iso}' AS TIMESTAMP_NTZ)`,
    seconds: (at) => `DATE_PART(EPOCH_SECOND, CAST(${at} AS TIMESTAMP_NTZ))`,
  },
  halfAwayFromZero: (x) => awayFromZero(x, double(0.5)),
  ln: (x) => `ln(${x})`,
  codeUnits: null,
  judge: "parsed, not run",
  note: 'Names are quoted, so their case matters: a column made as `employees` without quotes is `"EMPLOYEES"` to Snowflake.',
};
