import type { Drawn } from "../charts/draw.ts";
import { roleVariable } from "../charts/theme.ts";
import type { Chart } from "../charts/type.ts";
import {
  type Block,
  type Cell,
  type Details,
  type Figure,
  type Inline,
  words as plainWords,
  type Row,
  type Table,
  type Text,
} from "../document.ts";
import { escapeXml } from "../escape.ts";
import { explorerWidget } from "../explorer/widget.ts";
import { glossary } from "../words.ts";
import { spark } from "./spark.ts";

/** Writes blocks as HTML. All text passes through `escapeXml` here and nowhere else: sections contain no markup. */
export class HtmlWriter {
  readonly #drawn: ReadonlyMap<string, Drawn>;
  readonly #explained = new Set<string>();
  #explores = false;
  /** depth of a figure's title; inside the fold of a model it is one deeper */
  #depth = 3;

  constructor(drawn: ReadonlyMap<string, Drawn>) {
    this.#drawn = drawn;
  }

  blocks(blocks: readonly Block[]): string {
    return blocks.map((block) => this.#block(block)).join("\n");
  }

  text(of: Text): string {
    return of
      .map((part) => this.#inline(part))
      .join("")
      .replace(buttonAndStop, '<span class="whole">$&</span>');
  }

  #inline(part: Inline): string {
    if (typeof part === "string") return escapeXml(part);
    const inner = escapeXml(part.text);
    switch (part.as) {
      case "name":
        return `<bdi class="name">${breakable(inner)}</bdi>`;
      case "code":
        return `<code><bdi>${inner}</bdi></code>`;
      case "strong":
        return `<strong>${inner}</strong>`;
      case "muted":
        return `<span class="muted">${inner}</span>`;
      case "tag":
        return `<span class="tag">${inner}</span>`;
      case "term":
        return this.#term(part.of, inner);
      case "link":
        return `<a href="${escapeXml(part.to.split("/").map(encodeURIComponent).join("/"))}"><bdi>${inner}</bdi></a>`;
    }
  }

  /**
   * Explains a term where it first occurs: a note that opens by pointer, touch and keyboard, with the glossary behind
   * it.
   */
  #term(word: string, inner: string): string {
    const meaning = glossary[word];
    if (meaning === undefined || this.#explained.has(word)) return inner;
    this.#explained.add(word);
    // the notes come at the end of the page, so that a sentence stays a sentence
    const id = termId(word);
    return `<button type="button" class="term" id="use-${id}" popovertarget="note-${id}">${inner}</button>`;
  }

  /** Whether the blocks written so far have controls that explore. */
  get explores(): boolean {
    return this.#explores;
  }

  /** The notes for the words explained in everything written so far; each word opens its own. */
  notes(): string {
    return [...this.#explained]
      .map((word) => {
        const id = termId(word);
        return `<div class="explained" id="note-${id}" popover>${escapeXml(glossary[word] ?? "")} <a href="#${id}">All words</a></div>`;
      })
      .join("\n");
  }

  #block(block: Block): string {
    switch (block.kind) {
      case "paragraph":
        return `<p${block.tone === undefined ? "" : ` class="${block.tone}"`}>${this.text(block.text)}</p>`;
      case "heading":
        return `<h${this.#depth}>${this.text(block.text)}</h${this.#depth}>`;
      case "list": {
        const tag = block.numbered ? "ol" : "ul";
        return `<${tag}>${block.items.map((item) => `<li>${this.text(item)}</li>`).join("")}</${tag}>`;
      }
      case "strip":
        return `<ul class="strip">${block.items
          .map(
            ({ value, note }) =>
              `<li><strong>${escapeXml(value)}</strong> <span>${escapeXml(note)}</span></li>`,
          )
          .join("")}</ul>`;
      case "columns":
        return `<div class="columns">${block.columns
          .map((column) => `<div>${this.blocks(column)}</div>`)
          .join("\n")}</div>`;
      case "lines":
        return `<p class="lines">${block.labels
          .map((label) => `<span>${escapeXml(label)}</span>`)
          .join(" ")}</p>`;
      case "code":
        return `<pre class="scroll" data-label="The command"><code>${escapeXml(block.text)}</code></pre>`;
      case "terms":
        return `<dl class="terms">${block.items
          .map(
            ({ term, meaning }) =>
              `<div><dt id="${termId(term)}">${escapeXml(term)}</dt><dd>${escapeXml(meaning)}${
                this.#explained.has(term) ? ` <a href="#use-${termId(term)}">Where it is used</a>` : ""
              }</dd></div>`,
          )
          .join("")}</dl>`;
      case "explorer":
        this.#explores = true;
        return explorerWidget(block.data);
      case "details":
        return this.#details(block);
      case "table":
        return this.#table(block);
      case "figure":
        return this.#figure(block);
    }
  }

  #details({ summary, blocks, open, large }: Details): string {
    const title = this.text(summary);
    const depth = this.#depth;
    if (large) this.#depth = 4;
    const inner = this.blocks(blocks);
    this.#depth = depth;
    return `<details${large ? ' class="large"' : ""}${open ? " open" : ""}><summary>${
      large ? `<h3>${title}</h3>` : title
    }</summary>\n${inner}\n</details>`;
  }

  #table(table: Table): string {
    const { columns, rows, caption } = table;
    const head = columns
      .map(
        ({ title, number }) =>
          `<th scope="col" role="columnheader"${number ? ' class="number"' : ""}>${table.sortable ? escapeXml(plainWords(title)) : this.text(title)}</th>`,
      )
      .join("");
    const body = rows.map((row) => this.#row(row, table)).join("\n");
    const classes = [table.cards ? "cards" : "", table.sortable ? "sortable" : ""].filter((c) => c !== "");
    return `<div class="scroll" data-label="${escapeXml(caption)}"><table role="table"${
      classes.length === 0 ? "" : ` class="${classes.join(" ")}"`
    }><caption>${escapeXml(caption)}</caption><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">\n${body}\n</tbody></table></div>`;
  }

  #row(row: Row, table: Table): string {
    const [only] = row.cells;
    if (row.cells.length === 1 && only !== undefined && table.columns.length > 1)
      return `<tr role="row" class="group"><th scope="rowgroup" role="rowheader" colspan="${table.columns.length}">${this.#cell(only)}</th></tr>`;
    const cells = row.cells.map((cell, i) => {
      const column = table.columns[i];
      const label = column?.title.map((part) => (typeof part === "string" ? part : part.text)).join("") ?? "";
      const attributes = [
        heads(i, cell) ? ' scope="row" role="rowheader"' : ' role="cell"',
        column?.number ? ' class="number"' : "",
        table.cards && i > 0 ? ` data-label="${escapeXml(label)}"` : "",
        table.sortable && cell.sort !== undefined ? ` data-sort="${cell.sort ?? ""}"` : "",
      ].join("");
      const tag = heads(i, cell) ? "th" : "td";
      return `<${tag}${attributes}>${i === 0 ? swatch(row) : ""}${this.#cell(cell)}</${tag}>`;
    });
    return `<tr role="row"${row.strong ? ' class="strong"' : ""}>${cells.join("")}</tr>`;
  }

  #cell(cell: Cell): string {
    const sub =
      cell.sub === undefined
        ? ""
        : `<span class="sub${cell.sub.length > longSub ? " long" : ""}">${escapeXml(cell.sub)}</span>`;
    const drawn =
      cell.bar !== undefined
        ? bar(cell.bar, cell.faint === true)
        : cell.spark !== undefined
          ? spark(cell.spark)
          : "";
    return `${drawn}<span class="value">${this.text(cell.text)}</span>${sub}`;
  }

  #figure(figure: Figure): string {
    const more =
      figure.more === undefined || figure.more.length === 0
        ? ""
        : `<details><summary>${figure.more.length} more</summary><div class="panels">${figure.more
            .map((chart) => this.#chart(chart))
            .join("\n")}</div></details>`;
    return `<figure id="${figure.id}" aria-labelledby="${figure.id}-title">
<h${this.#depth} id="${figure.id}-title">${this.text(figure.title)}</h${this.#depth}>
<div class="${figure.charts[0]?.narrow === null ? panelsClass(figure.charts.length) : "chart"}">${figure.charts
      .map((chart) => this.#chart(chart))
      .join("\n")}</div>
${more}
<figcaption>${this.text(figure.note)}</figcaption>
<details><summary>The numbers</summary>
${this.#table(figure.table)}
</details>
</figure>`;
  }

  #chart(chart: Chart): string {
    const drawn = this.#drawn.get(chart.id);
    if (drawn === undefined) throw new RangeError(`the chart ${chart.id} was not drawn`);
    const { wide, narrow } = drawn.inline;
    const label =
      chart.label === null ? "" : `<p class="panel"><bdi>${breakable(escapeXml(chart.label))}</bdi></p>`;
    return narrow === null
      ? `<div>${label}${wide}</div>`
      : `${label}<div class="wide">${wide}</div><div class="narrow">${narrow}</div>`;
  }
}

/** A button with its bracket or full stop: a line could otherwise break between the two. */
const buttonAndStop = /\(?<button type="button" class="term"[^>]*>[^<]*<\/button>[).,;:]*/g;

/** The most characters of an interval; longer texts are reasons, and wrap. */
const longSub = 24;

/** From this many characters on a name may break, after `_` and `-`. */
const longName = 18;

export const breakable = (name: string): string =>
  name.length <= longName ? name : name.replace(/([_-])(?=[^_-])/g, "$1<wbr>");

/** Whether a cell is the heading of its row: the first one is, unless the row continues the one above. */
const heads = (i: number, cell: Cell): boolean => i === 0 && cell.text.some((part) => part !== "");

/** Two or four panels make a square, others rows of three. */
const panelsClass = (count: number): string => (count === 2 || count === 4 ? "panels pairs" : "panels");

const termId = (word: string): string => `term-${word.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;

const swatch = (row: Row): string =>
  row.colour === undefined
    ? ""
    : `<span class="swatch" aria-hidden="true" style="background:${roleVariable(row.colour)}"></span>`;

/** A bar from the middle of its cell: to the left for less, to the right for more. */
function bar(share: number, faint: boolean): string {
  const length = (50 * Math.min(1, Math.abs(share))).toFixed(1);
  const side = share < 0 ? "right" : "left";
  return `<span class="bar${faint ? " faint" : ""}" aria-hidden="true"><i class="${share < 0 ? "less" : "more"}" style="${side}:50%;width:${length}%"></i></span>`;
}
