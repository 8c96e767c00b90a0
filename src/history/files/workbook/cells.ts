/** How the number in a cell is shown: as itself, a date, a time of day, both, or a duration. */
export type Shown = "number" | "date" | "date and time" | "time" | "length";

/** Formats that files need not define (ECMA-376, 18.8.30), with those of East Asia. */
const builtIn = new Map<number, Shown>([
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id): [number, Shown] => [
    id,
    "date",
  ]),
  [22, "date and time"],
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56].map((id): [number, Shown] => [id, "time"]),
  [46, "length"],
]);

/** How a number format shows numbers, by its number and, where the file has one, its code, such as `yyyy\-mm\-dd;@`. */
export function shownBy(id: number, code: string | undefined): Shown {
  if (code === undefined) return builtIn.get(id) ?? "number";
  const [first = ""] = code.split(";");
  const signs = first
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "")
    .toLowerCase();
  if (/^general$/.test(signs.trim())) return "number";
  if (/\[[hms]+\]/.test(signs)) return "length";
  const clock = /[hs]/.test(signs);
  if (/[yd]/.test(signs) || (signs.includes("m") && !clock)) return clock ? "date and time" : "date";
  return clock ? "time" : "number";
}

const DAY = 86_400;
/** The day number of 1970-01-01 in each of the two ways to count days. */
const EPOCH = { 1900: 25_569, 1904: 24_107 } as const;

const two = (n: number): string => String(n).padStart(2, "0");
const clockOf = (seconds: number): string =>
  `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;

/** The text of a number as its column would have it in a CSV: dates and times in ISO 8601, to the second. */
export function textOfNumber(written: string, shown: Shown, base: 1900 | 1904): string {
  const value = Number(written);
  if (written.trim() === "" || !Number.isFinite(value)) return written;
  // the digits as written keep all of them; `1.0E5` is how some programs write 100000
  if (shown === "number" || value < 0) return /^-?[0-9]+$/.test(written) ? written : String(value);
  const seconds = Math.round(value * DAY);
  if (shown === "length") return clockOf(seconds);
  if (shown === "time" && seconds < DAY) return clockOf(seconds);
  const day = Math.floor(seconds / DAY);
  const clock = seconds % DAY;
  // 1900 counts a 29 February that did not exist: earlier days are one further back
  const since = day - EPOCH[base] + (base === 1900 && day > 0 && day < 60 ? 1 : 0);
  const date = base === 1900 && day === 60 ? "1900-02-29" : dateOf(since);
  if (date === null) return String(value);
  return shown === "date" && clock === 0 ? date : `${date} ${clockOf(clock)}`;
}

const dateOf = (day: number): string | null => {
  const date = new Date(day * DAY * 1000);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999
    ? null
    : date.toISOString().slice(0, 10);
};

/** The position of a cell's column, from 0: `AB12` is 27. -1: its address does not show it. */
export function columnOf(address: string | null): number {
  const letters = /^([A-Z]{1,3})[0-9]*$/.exec(address ?? "")?.[1];
  if (letters === undefined) return -1;
  return [...letters].reduce((at, letter) => at * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** A text with `_x000D_` and the like turned back, which Excel writes for characters that XML cannot hold. */
export const readable = (text: string): string =>
  text.includes("_x")
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
