import { bare } from "../../base/text.ts";
import { sharedFloat64, sharedInt32 } from "../engine.ts";
import { NUMBER_SHARE, standsForNone, TOLD_SHARE, writtenPlain } from "../numbers/plain.ts";
import type { Column } from "../type.ts";
import { orderOfTexts } from "./order.kernel.ts";
import { Numbers, type Texts } from "./takers.kernel.ts";

/** What the study says of a column. */
export interface Told {
  /** it stands in the study: a closer look is due where its numbers may be written in another way */
  readonly named: boolean;
  readonly vouched: boolean;
  readonly type: "number" | "category" | null;
  /** how its numbers are written */
  readonly format: boolean;
}

/** The values of a column by row, as they go into a history. */
export type ByRow =
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "category"; readonly levels: readonly string[]; readonly codes: Int32Array };

/**
 * Types a column of cells where nothing about it is to be told; null: the engine looks closer (src/history/read/leads/columns.ts),
 * since some values are no numbers, or may be numbers as people write them, or the study says how they are written. What is
 * typed here is typed there alike.
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

/** 1.500 beside 2.250, and nothing else with a point: one and a half, or fifteen hundred? */
const mayPart = (points: number, thousands: number): boolean => points > 1 && points === thousands;

/** What a number, or a word for none, begins with. */
const begins = /^[-+.0-9nNiI<#]/;
/** Digits within the first six signs: no number is written without. */
const looksWritten = /^[^0-9０-９٠-٩]{0,6}[0-9０-９٠-٩]/u;

/** Numbers or categories by their share of numbers; null where more is to be said of them. */
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
      // how the engine takes these is its own affair
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

/** Texts in code-unit order, and each row's; texts that are the same to us are one. */
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

/** Bytes that become one string, of which texts are slices: one call for all of them. */
const AT_ONCE = 1 << 22;

/** The texts as they are compared, in the order in which they came. */
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

/** A column of leads, from the values of the rows that they stand in. */
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
