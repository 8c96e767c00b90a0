import { type Dialect, numberedRows } from "../dialect.ts";
import { common, spelling } from "../standard.ts";

/** A NUL would end the statement, and is spelt out. */
const text = (value: string): string => spelling(value, "\0", "char(0)");

/** The largest power of two that SQLite's whole numbers hold. */
const step = 62;

/**
 * SQLite reads decimals with arithmetic of its own, which may miss the nearest double and so move an edge. A whole
 * number becomes a double exactly, and so does its product with a power of two: 0.1 is 3602879701896397 / 2^55.
 */
function double(x: number): string {
  if (Number.isSafeInteger(x)) return `CAST(${Object.is(x, -0) ? 0 : x} AS REAL)`;
  let [whole, power] = [Math.abs(x), 0];
  // to an odd whole number; each step is exact
  while (whole >= 2 ** 53) {
    whole /= 2;
    power++;
  }
  while (!Number.isInteger(whole)) {
    whole *= 2;
    power--;
  }
  const factors: string[] = [];
  for (let left = Math.abs(power); left > 0; left -= step)
    factors.push(`CAST(${2n ** BigInt(Math.min(left, step))} AS REAL)`);
  const operator = power < 0 ? "/" : "*";
  return `(CAST(${x < 0 ? "-" : ""}${whole} AS REAL)${factors.map((factor) => ` ${operator} ${factor}`).join("")})`;
}

/** SQLite 3.35 or later, with its mathematical functions (`exp`, `ln`), as all common builds have them. */
export const sqlite: Dialect = {
  name: "sqlite",
  title: "SQLite",
  client: "sqlite3 -header leads.db",
  fence: { end: " LIMIT -1" },
  rows: numberedRows,
  ...common(
    {
      number: "REAL",
      count: "INTEGER",
      decay: "REAL",
      category: "TEXT",
      boolean: "BOOLEAN",
    },
    double,
  ),
  text,
  nothing: () => "NULL",
  // infinity minus infinity is NULL in SQLite, which has no NaN
  finite: (column) => {
    const number = `CAST(${column} AS REAL)`;
    return `CASE WHEN ${number} - ${number} = 0 THEN ${number} END`;
  },
  binaryText: (column) => `CAST(${column} AS TEXT) COLLATE BINARY`,
  truth: (column) => `(${column} <> 0)`,
  least: (a, b) => `min(${a}, ${b})`,
  greatest: (a, b) => `max(${a}, ${b})`,
  largest: (of) => `max(${of.join(", ")})`,
  clock: {
    type: "TEXT",
    literal: (iso) => `'${iso}'`,
    seconds: (at) => `CAST(strftime('%s', ${at}) AS INTEGER)`,
  },
  halfAwayFromZero: (x) => `sign(${x}) * CAST(abs(${x}) + ${double(0.5)} AS INTEGER)`,
  // it orders texts by their bytes in UTF-8, and has no function that could change this
  note: "SQLite 3.35 or later with its mathematical functions is needed. It takes a text in a column of numbers by its first digits (`200+` as 200), where Leadline takes it as missing: clean such values first.",
};
