import { bare } from "../../base/text.ts";
import { sharedFloat64, sharedInt32 } from "../engine.ts";
import { NUMBER_SHARE, standsForNone, TOLD_SHARE, writtenPlain } from "../numbers/plain.ts";
import type { Column } from "../type.ts";
import { orderOfTexts } from "./order.kernel.ts";
import { Numbers, type Texts } from "./takers.kernel.ts";

/** What the study states about a column. */
export interface Told {
  /** whether the study names the column, so that numbers written in another way deserve a closer look */
  readonly named: boolean;
  readonly vouched: boolean;
  readonly type: "number" | "category" | null;
  /** whether the study states how its numbers are written */
  readonly format: boolean;
}

/** The values of a column by row, in the form that a history holds. */
export type ByRow =
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "category"; readonly levels: readonly string[]; readonly codes: Int32Array };

/**
 * The type of a column of cells, where there is nothing to report about it. Null: the engine must look closer
 * (src/history/read/leads/columns.ts), because some values are not numbers, or may be numbers as people write them, or
 * the study states how they are written. Both give the same type.
 */
export function settled(cells: Texts | Numbers, told: Told): ByRow | null {
  if (told.format || told.type === "number") return null;
  if (cells instanceof Numbers) {
    const { failed, values, points, thousands } = cells;
    return failed || told.type !== null || (told.named && mayPart(points, thousands))
      ? null
      : { kind: "number", values };
  }
  const { levels, codes } = levelsOf(cells);
  return told.type === "category" || levels.length === 0
    ? { kind: "category", levels, codes }
    : typed(levels, codes, told);
}

/**
 * Whether points may separate thousands: 1.500 beside 2.250, and nothing else with a point, may be one and a half or
 * fifteen hundred.
 */
const mayPart = (points: number, thousands: number): boolean => points > 1 && points === thousands;

/** The first character of a number, or of a word that means there is none. */
const begins = /^[-+.0-9nNiI<#]/;
/** A digit within the first six characters: no number is written without one. */
const looksWritten = /^[^0-9０-９٠-٩]{0,6}[0-9０-９٠-٩]/u;

/** Numbers or categories, by the share of numbers; null where there is more to report. */
function typed(levels: readonly string[], codes: Int32Array, told: Told): ByRow | null {
  const rows = new Int32Array(levels.length);
  let filled = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? -1;
    if (code < 0) continue;
    rows[code] = (rows[code] ?? 0) + 1;
    filled++;
  }
  let [numbers, without, written, points, thousands] = [0, 0, 0, 0, 0];
  for (const [code, level] of levels.entries()) {
    const own = rows[code] ?? 0;
    if (told.named && looksWritten.test(level)) written += own;
    if (!begins.test(level)) continue;
    if (standsForNone(level)) without += own;
    else if (writtenPlain.test(level)) {
      // how to read these is decided by the engine alone
      if (level.startsWith("+")) return null;
      numbers += own;
      if (/^[^eE]*\.[^eE]*$/.test(level)) points += own;
      if (/^-?[1-9][0-9]{0,2}\.[0-9]{3}$/.test(level)) thousands += own;
    }
  }
  const said = filled - without;
  if (numbers > 0 && numbers >= NUMBER_SHARE * said) {
    if (numbers < filled || (told.named && mayPart(points, thousands))) return null;
    const values = new Float64Array(codes.length).fill(Number.NaN);
    const of = Float64Array.from(levels, (level) => Number(level) + 0);
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row] ?? -1;
      if (code >= 0) values[row] = of[code] ?? Number.NaN;
    }
    return { kind: "number", values };
  }
  if (told.named && written >= TOLD_SHARE * said) return null;
  if (told.vouched && numbers >= TOLD_SHARE * Math.max(1, said)) return null;
  return { kind: "category", levels, codes };
}

/** Distinct texts in code-unit order, and the text of each row; texts that `bare` makes equal are one. */
function levelsOf(cells: Texts): { readonly levels: readonly string[]; readonly codes: Int32Array } {
  const { bytes, starts, count, codes } = cells;
  const rank = new Int32Array(count);
  const levels: string[] = [];
  const texts = textsOf(cells);
  if (cells.odd) {
    for (const text of new Set(texts)) if (text !== "") levels.push(text);
    levels.sort((a, b) => (a < b ? -1 : 1));
    const at = new Map(levels.map((level, k) => [level, k]));
    for (const [k, text] of texts.entries()) rank[k] = at.get(text) ?? -1;
  } else {
    const order = orderOfTexts(bytes, starts, count);
    for (let k = 0; k < count; k++) {
      rank[order[k] ?? 0] = k;
      levels.push(texts[order[k] ?? 0] ?? "");
    }
  }
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? -1;
    if (code >= 0) codes[row] = rank[code] ?? -1;
  }
  return { levels, codes };
}

/** How many bytes are made into one string, of which texts are slices: one call for all of them. */
const AT_ONCE = 1 << 22;

/** The texts in the form in which they are compared, in the order of their first rows. */
export function textsOf({ bytes, starts, count, odd }: Texts): readonly string[] {
  if (odd)
    return Array.from({ length: count }, (_, k) => {
      const from = starts[k] ?? 0;
      return bare(Buffer.from(bytes.buffer, from, (starts[k + 1] ?? 0) - from).toString("utf8"));
    });
  const texts: string[] = [];
  for (let first = 0; first < count; ) {
    const from = starts[first] ?? 0;
    let last = first + 1;
    while (last < count && (starts[last + 1] ?? 0) - from <= AT_ONCE) last++;
    const all = Buffer.from(bytes.buffer, from, (starts[last] ?? 0) - from).toString("latin1");
    for (let k = first; k < last; k++)
      texts.push(all.slice((starts[k] ?? 0) - from, (starts[k + 1] ?? 0) - from));
    first = last;
  }
  return texts;
}

/** A column of leads, from the values of the leads' rows. */
export function ofLeads(column: ByRow, rows: Int32Array): Column {
  if (column.kind === "number") {
    const values = sharedFloat64(rows.length);
    for (let lead = 0; lead < rows.length; lead++)
      values[lead] = column.values[rows[lead] ?? 0] ?? Number.NaN;
    return { kind: "number", values };
  }
  const codes = sharedInt32(rows.length);
  for (let lead = 0; lead < rows.length; lead++) codes[lead] = column.codes[rows[lead] ?? 0] ?? -1;
  return { kind: "category", levels: column.levels, codes };
}
