/** Edit distance (optimal string alignment), for "did you mean". */
function distance(a: string, b: string): number {
  let last = new Array<number>(b.length + 1).fill(0);
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let d = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d = Math.min(d, (last[j - 2] ?? 0) + 1);
      next.push(d);
    }
    last = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * The most characters of a name that is compared with others: the cost of a distance is the product of both lengths.
 */
const longestName = 200;

/** The known name nearest to what was written, or null when none is near. Ties go to the first. */
export function nearest(written: string, known: Iterable<string>): string | null {
  if (written.length > longestName) return null;
  const bare = (s: string): string => s.toLowerCase().replace(/[\s_-]+/g, "_");
  let best: string | null = null;
  let least = Math.max(2, Math.ceil(written.length / 3)) + 1;
  for (const name of known) {
    if (name.length > longestName) continue;
    const d = distance(bare(written), bare(name));
    if (d < least) {
      least = d;
      best = name;
    }
  }
  return best;
}

/**
 * Characters that a terminal obeys, or that hide or reorder text: controls, zero-width, bidirectional, line separators.
 */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text that cannot control the program that shows it: such characters are written as `\u001b` (as in JSON). */
export const harmless = (text: string): string =>
  text.replace(unseen, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

/**
 * A text without invisible characters: outer blanks of every kind are dropped, no-break and other wide blanks inside
 * become plain ones, line breaks LF; zero-width characters are dropped, accents composed (NFC). `bare` of
 * src/history/blank.ts does the same in SQL.
 */
export const bare = (text: string): string =>
  text
    .replace(/[\ufeff\u200b\u2060\u00ad]/g, "")
    .replace(/\r+\n|\r/g, "\n")
    .normalize("NFC")
    .replace(/^[\s\u0085]+|[\s\u0085]+$/g, "")
    .replace(/\p{Z}/gu, " ");

/** A text on one line, at most `most` characters of it. */
export function cut(text: string, most: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > most ? `${line.slice(0, most - 3)}...` : line;
}

/** `did you mean "x"?`, or the list of known names. */
export function didYouMean(written: string, known: readonly string[]): string {
  const near = nearest(written, known);
  if (near !== null) return `did you mean "${cut(near, 80)}"?`;
  const shown = known
    .slice(0, 12)
    .map((name) => cut(name, 40))
    .join(", ");
  return known.length === 0 ? "there are none" : `there are: ${shown}${known.length > 12 ? ", …" : ""}`;
}

/** A value from a file in quotes, cut to 80 characters. */
export const quoted = (value: string): string =>
  JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value);

/** `1,234`; beyond what a double holds exactly, `1e+308` */
export const grouped = (n: number): string =>
  Math.abs(n) > Number.MAX_SAFE_INTEGER ? n.toExponential() : n.toLocaleString("en-US");

/** `1 lead`, `3 leads` */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${grouped(n)} ${n === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c` */
export const enumerated = (names: readonly string[], join = "and"): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} ${join} ${names.at(-1)}`;

/** A feature-name slug: lower case, ASCII letters, digits and single underscores. */
export function slug(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}

/** The words of a name in lower case: camel case, signs and `__c` separate them. */
export const wordsOf = (name: string): string =>
  name
    .replace(/__c$/i, "")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/['’]/g, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** A share in percent, with one decimal: `68.5%`. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
