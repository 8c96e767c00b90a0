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

/** The values of a column by row; texts are put in order only when leads take them. */
export type ByRow =
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "category"; readonly texts: Texts };

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
  return told.type === "category" ? { kind: "category", texts: cells } : typed(cells, told);
}

/**
 * Whether points may separate thousands: 1.500 beside 2.250, and nothing else with a point, may be one and a half or
 * fifteen hundred.
 */
const mayPart = (points: number, thousands: number): boolean => points > 1 && points === thousands;

/** By byte, 1: a number begins with it, or a word that means there is none. */
const begins = new Uint8Array(256);
for (const byte of Buffer.from("-+.0123456789nNiI<#")) begins[byte] = 1;
/** A digit within the first six characters: no number is written without one. */
const looksWritten = /^[^0-9０-９٠-٩]{0,6}[0-9０-９٠-٩]/u;

/** Numbers or categories, by the share of numbers; null where there is more to report. */
function typed(cells: Texts, told: Told): ByRow | null {
  const { codes, bytes, starts, count, odd, empty } = cells;
  const rows = new Int32Array(count);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? -1;
    if (code >= 0) rows[code] = (rows[code] ?? 0) + 1;
  }
  const values = new Float64Array(count).fill(Number.NaN);
  let [filled, numbers, without, written, points, thousands] = [codes.length - empty, 0, 0, 0, 0, 0];
  for (let text = 0; text < count; text++) {
    if (!odd && !told.named && begins[bytes[starts[text] ?? 0] ?? 0] === 0) continue;
    const own = rows[text] ?? 0;
    const level = textOf(cells, text);
    if (level === "") filled -= own;
    if (told.named && looksWritten.test(level)) written += own;
    if (standsForNone(level)) without += own;
    else if (writtenPlain.test(level)) {
      // how to read these is decided by the engine alone
      if (level.startsWith("+")) return null;
      numbers += own;
      values[text] = Number(level) + 0;
      if (/^[^eE]*\.[^eE]*$/.test(level)) points += own;
      if (/^-?[1-9][0-9]{0,2}\.[0-9]{3}$/.test(level)) thousands += own;
    }
  }
  const said = filled - without;
  if (numbers > 0 && numbers >= NUMBER_SHARE * said) {
    if (numbers < filled || (told.named && mayPart(points, thousands))) return null;
    return {
      kind: "number",
      values: Float64Array.from(codes, (code) => values[code] ?? Number.NaN),
    };
  }
  if (told.named && written >= TOLD_SHARE * said) return null;
  if (told.vouched && numbers >= TOLD_SHARE * Math.max(1, said)) return null;
  return { kind: "category", texts: cells };
}

/** A text in the form in which texts are compared. */
function textOf({ bytes, starts, odd }: Texts, text: number): string {
  const from = starts[text] ?? 0;
  const written = Buffer.from(bytes.buffer, from, (starts[text + 1] ?? 0) - from);
  return odd ? bare(written.toString("utf8")) : written.toString("latin1");
}

/** How many bytes are made into one string, of which texts are slices: one call for all of them. */
const AT_ONCE = 1 << 22;

/** The texts in the form in which they are compared, in the order of their first rows. */
export function textsOf(cells: Texts): readonly string[] {
  const { bytes, starts, count, odd } = cells;
  if (odd) return Array.from({ length: count }, (_, text) => textOf(cells, text));
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

/** Distinct texts in code-unit order, and the place of each text among them; texts that `bare` makes equal are one. */
function levelsOf(cells: Texts): { readonly levels: readonly string[]; readonly rank: Int32Array } {
  const rank = new Int32Array(cells.count);
  const levels: string[] = [];
  const texts = textsOf(cells);
  if (cells.odd) {
    for (const text of new Set(texts)) if (text !== "") levels.push(text);
    levels.sort((a, b) => (a < b ? -1 : 1));
    const at = new Map(levels.map((level, k) => [level, k]));
    for (const [k, text] of texts.entries()) rank[k] = at.get(text) ?? -1;
    return { levels, rank };
  }
  let last: string | null = null;
  for (const text of orderOfTexts(cells.bytes, cells.starts, cells.count)) {
    const level = texts[text] ?? "";
    if (level !== last) levels.push(level);
    last = level;
    rank[text] = levels.length - 1;
  }
  return { levels, rank };
}

/** A column of leads, from the values of the leads' rows. */
export function ofLeads(column: ByRow, rows: Int32Array): Column {
  if (column.kind === "number") {
    const values = sharedFloat64(rows.length);
    for (let lead = 0; lead < rows.length; lead++)
      values[lead] = column.values[rows[lead] ?? 0] ?? Number.NaN;
    return { kind: "number", values };
  }
  const { levels, rank } = levelsOf(column.texts);
  const { codes: own } = column.texts;
  const codes = sharedInt32(rows.length);
  for (let lead = 0; lead < rows.length; lead++) {
    const code = own[rows[lead] ?? 0] ?? -1;
    codes[lead] = code < 0 ? -1 : (rank[code] ?? -1);
  }
  return { kind: "category", levels, codes };
}
