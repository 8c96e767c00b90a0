import type { Chart } from "./charts/type.ts";
import type { ExplorerData } from "./explorer/data.ts";

/**
 * The content of a report before it is HTML or Markdown: sections make blocks, and a writer for each output writes
 * them.
 */

/** A string is text. A `term` is a word of the glossary, explained where it first occurs. */
export type Inline =
  | string
  | { readonly as: "name" | "code" | "strong" | "muted" | "tag"; readonly text: string }
  | { readonly as: "term"; readonly text: string; readonly of: string }
  /** a link to a file beside the report */
  | { readonly as: "link"; readonly text: string; readonly to: string };
export type Text = readonly Inline[];

export type Block =
  | { readonly kind: "paragraph"; readonly text: Text; readonly tone?: "lead" | "note" }
  | { readonly kind: "heading"; readonly text: Text }
  | { readonly kind: "list"; readonly items: readonly Text[]; readonly numbered?: boolean }
  /** a few large numbers, each with its meaning */
  | { readonly kind: "strip"; readonly items: readonly Tile[] }
  /** side by side where there is room */
  | { readonly kind: "columns"; readonly columns: readonly (readonly Block[])[] }
  /** lines to write on */
  | { readonly kind: "lines"; readonly labels: readonly string[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "terms"; readonly items: readonly { readonly term: string; readonly meaning: string }[] }
  /** controls that move over the grids of explore/; only the page has them */
  | { readonly kind: "explorer"; readonly data: ExplorerData }
  | Details
  | Table
  | Figure;

export interface Tile {
  /** `+6 a quarter` */
  readonly value: string;
  readonly note: string;
}

export interface Details {
  readonly kind: "details";
  readonly summary: Text;
  readonly blocks: readonly Block[];
  /** whether it is unfolded when the page opens */
  readonly open?: boolean;
  /** whether its summary is the heading of a part, and not a footnote */
  readonly large?: boolean;
}

export interface Table {
  readonly kind: "table";
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** whether readers may order its rows */
  readonly sortable?: boolean;
  /** whether on narrow screens each row is a card of its own */
  readonly cards?: boolean;
}

export interface Column {
  readonly title: Text;
  readonly number?: boolean;
}

export interface Row {
  /** a row of one cell is a heading for the rows below it */
  readonly cells: readonly Cell[];
  /** a colour of the theme beside the first cell */
  readonly colour?: string;
  readonly strong?: boolean;
}

export interface Cell {
  readonly text: Text;
  /** the interval or a remark, small and muted */
  readonly sub?: string;
  /** -1 to 1: a bar from zero */
  readonly bar?: number;
  /** whether few data are behind the bar */
  readonly faint?: boolean;
  /** a small line beside the value */
  readonly spark?: Spark;
  /** the value by which the column is ordered; null sorts last */
  readonly sort?: number | null;
}

/** A value for each quarter, in order; null: none. All sparks in a column share one scale, from 0. */
export interface Spark {
  readonly values: readonly (number | null)[];
  /** values to compare with, in grey */
  readonly against: readonly (number | null)[] | null;
  /** top of the scale */
  readonly highest: number;
  readonly colour: string;
  /** index of the first value that is not final: from there on points are hollow, without a line to them */
  readonly openFrom: number;
}

/** One chart, or small multiples under one title. */
export interface Figure {
  readonly kind: "figure";
  readonly id: string;
  /** the finding */
  readonly title: Text;
  /** n, period, method, and the meaning of the marks */
  readonly note: Text;
  readonly charts: readonly Chart[];
  /** charts shown only when unfolded: small multiples past the first dozen */
  readonly more?: readonly Chart[];
  /** the same numbers for readers who do not see the chart */
  readonly table: Table;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  /** name in the outline, where the title is long */
  readonly short: string;
  readonly blocks: readonly Block[];
  /** for analysts: printed only when the reader asks for it */
  readonly appendix?: boolean;
}

type Value = Inline | Text | number;

/** text`Pilot ${name("x")}: ...`: values filled in are text, never markup. */
export function text(parts: TemplateStringsArray, ...values: readonly Value[]): Text {
  return parts.flatMap((part, i): Inline[] => {
    const value = values[i];
    const after: Text =
      value === undefined ? [] : typeof value === "number" ? [String(value)] : asText(value);
    return [...(part === "" ? [] : [part]), ...after];
  });
}

const asText = (value: Inline | Text): Text => (isText(value) ? value : [value]);
const isText = (value: Inline | Text): value is Text => Array.isArray(value);

export const name = (of: string): Inline => ({ as: "name", text: of });
export const code = (of: string): Inline => ({ as: "code", text: of });
export const muted = (of: string): Inline => ({ as: "muted", text: of });
/** A word of the glossary, in the spelling that the sentence needs. */
export const term = (of: string, shown = of): Inline => ({ as: "term", text: shown, of });
export const tag = (of: string): Inline => ({ as: "tag", text: of });

export const paragraph = (of: Text, tone?: "lead" | "note"): Block =>
  tone === undefined ? { kind: "paragraph", text: of } : { kind: "paragraph", text: of, tone };
export const heading = (of: Text): Block => ({ kind: "heading", text: of });
export const list = (items: readonly Text[]): Block => ({ kind: "list", items });
export const steps = (items: readonly Text[]): Block => ({ kind: "list", items, numbered: true });
export const link = (to: string, shown = to): Inline => ({ as: "link", text: shown, to });
export const details = (summary: Text, blocks: readonly Block[]): Block => ({
  kind: "details",
  summary,
  blocks,
});

/** The words of a text without markup, for a title attribute or an alternative text. */
export const words = (of: Text): string =>
  of.map((part) => (typeof part === "string" ? part : part.text)).join("");

/**
 * A message as a sentence: with a capital, a full stop, and `code` between backticks.
 * @param names of definitions and models: where the message begins with one, the name keeps its own letters
 */
export function sentence(message: string, names: readonly string[] = []): Text {
  const whole = message.trim();
  if (whole === "") return [];
  const stopped = /[.!?:]$/.test(whole) ? whole : `${whole}.`;
  const own = names.find((n) => stopped.startsWith(n) && /^[ ,:]/.test(stopped.slice(n.length)));
  if (own !== undefined) return [name(own), ...coded(stopped.slice(own.length))];
  return coded(`${stopped.charAt(0).toUpperCase()}${stopped.slice(1)}`);
}

const coded = (of: string): Text =>
  of
    .split("`")
    .map((part, i, all): Inline => (i % 2 === 1 && i < all.length - 1 ? code(part) : part))
    .filter((part) => part !== "");
