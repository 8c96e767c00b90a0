import type { Chart } from "./charts/type.ts";
import type { ExplorerData } from "./explorer/data.ts";

/** What a report says, before it is HTML or Markdown: sections make blocks, a writer for each output spells them. */

/** A string is text. A `term` is a word of the glossary, explained where it first stands. */
export type Inline =
  | string
  | { readonly as: "name" | "code" | "strong" | "muted" | "tag"; readonly text: string }
  | { readonly as: "term"; readonly text: string; readonly of: string }
  /** to a file beside the report */
  | { readonly as: "link"; readonly text: string; readonly to: string };
export type Text = readonly Inline[];

export type Block =
  | { readonly kind: "paragraph"; readonly text: Text; readonly tone?: "lead" | "note" }
  | { readonly kind: "heading"; readonly text: Text }
  | { readonly kind: "list"; readonly items: readonly Text[]; readonly numbered?: boolean }
  /** a few large numbers, each with what it is of */
  | { readonly kind: "strip"; readonly items: readonly Tile[] }
  /** side by side where there is room */
  | { readonly kind: "columns"; readonly columns: readonly (readonly Block[])[] }
  /** lines to write on */
  | { readonly kind: "lines"; readonly labels: readonly string[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "terms"; readonly items: readonly { readonly term: string; readonly meaning: string }[] }
  /** controls that move over the grids of explore/; a page alone has them */
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
  /** unfolded when the page opens */
  readonly open?: boolean;
  /** its summary is the heading of a part, not a footnote */
  readonly large?: boolean;
}

export interface Table {
  readonly kind: "table";
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** readers may order its rows */
  readonly sortable?: boolean;
  /** on narrow screens each row is a card of its own */
  readonly cards?: boolean;
}

export interface Column {
  readonly title: Text;
  readonly number?: boolean;
}

export interface Row {
  /** one cell alone heads the rows below it */
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
  /** the bar rests on little */
  readonly faint?: boolean;
  /** a small line beside the value */
  readonly spark?: Spark;
  /** what the column is ordered by; null sorts last */
  readonly sort?: number | null;
}

/** A value a quarter, in order; null: none. All sparks of a column have one scale, from 0. */
export interface Spark {
  readonly values: readonly (number | null)[];
  /** what it stands against, in grey */
  readonly against: readonly (number | null)[] | null;
  /** of the scale */
  readonly highest: number;
  readonly colour: string;
  /** the first value that is not final: from there on points are hollow, and no line leads to them */
  readonly openFrom: number;
}

/** One chart, or small multiples under one title. */
export interface Figure {
  readonly kind: "figure";
  readonly id: string;
  /** the finding */
  readonly title: Text;
  /** n, period, method; what the marks are */
  readonly note: Text;
  readonly charts: readonly Chart[];
  /** shown only when unfolded: small multiples past the first dozen */
  readonly more?: readonly Chart[];
  /** the same numbers for those who do not see the chart */
  readonly table: Table;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  /** in the outline, where the title is long */
  readonly short: string;
  readonly blocks: readonly Block[];
  /** for analysts: printed only when the reader asks for it */
  readonly appendix?: boolean;
}

type Value = Inline | Text | number;

/** text`Pilot ${name("x")}: …`: what is filled in is text, never markup. */
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
/** A word of the glossary, spelt as the sentence needs it. */
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

/** The bare words of a text, for a title attribute or an alternative. */
export const words = (of: Text): string =>
  of.map((part) => (typeof part === "string" ? part : part.text)).join("");

/**
 * A message as a sentence: its first letter large, a stop at its end, `code` between backticks.
 *
 * @param names of definitions and models: one that begins the message is shown as a name, in its own letters
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
