/**
 * Names come from the user's files and may hold anything. They are always text: invisible characters are made visible,
 * characters that change the direction of reading (bidi controls) are removed, and each output escapes what it would
 * read as markup.
 */

/** Control characters, line and paragraph separators, bidi controls, and characters that XML 1.0 cannot hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unseen = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

const shownAs = (character: string): string =>
  character === "\n" || character === "\u2028" || character === "\u2029"
    ? "\u23ce"
    : character === "\t"
      ? " "
      : /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(character)
        ? ""
        : "\ufffd";

/** One line of text that reads in one direction: `a\nb` becomes `a⏎b`. Lone surrogates become U+FFFD. */
export const oneLine = (text: string): string =>
  text
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(/\r\n?/g, "\n")
    .replace(unseen, shownAs);

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes for HTML and SVG, between tags and inside quoted attributes. */
export const escapeXml = (text: string): string =>
  oneLine(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);

/**
 * Escapes for Markdown (CommonMark and GitHub's tables): punctuation that could be read as markup. Underscores inside
 * words are not markup and stay, so that names stay readable in the source.
 */
export const escapeMarkdown = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*{}[\]#~|$@!]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/:\/\//g, ":&#47;&#47;")
    .replace(/www\./gi, (found) => `${found.slice(0, 3)}&#46;`)
    .replace(/^([-+]|=+|-+)(?=\s|$)/, "\\$1")
    .replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2");
