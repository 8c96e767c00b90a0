import type { Dialect } from "../dialect.ts";
import { between, castDouble, common, escapedText, plainTypes } from "../standard.ts";

const double = castDouble("DOUBLE");

/** `\\u` reads four digits: characters beyond are written as they are. */
const text = (value: string): string =>
  escapedText(value).replace(/\\U([0-9a-f]{8})/g, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );

export const snowflake: Dialect = {
  name: "snowflake",
  title: "Snowflake",
  client: "snow sql --stdin",
  ...common(plainTypes, double),
  text,
  finite: (column) => between(`CAST(${column} AS DOUBLE)`, double),
  clock: {
    type: "TIMESTAMP_NTZ",
    literal: (iso) => `CAST('${iso}' AS TIMESTAMP_NTZ)`,
    seconds: (at) => `DATE_PART(EPOCH_SECOND, CAST(${at} AS TIMESTAMP_NTZ))`,
  },
  judge: "parsed, not run",
  note: 'Names are quoted, so their case matters: a column made as `employees` without quotes is `"EMPLOYEES"` to Snowflake.',
};
