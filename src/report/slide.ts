import type { Drawn } from "./charts/draw.ts";
import { colours, textWidth } from "./charts/theme.ts";
import { type Block, type Figure, type Section, type Text, type Tile, words } from "./document.ts";
import { escapeXml } from "./escape.ts";

/** Size of a 16:9 slide in pixels; as a picture it is half as large again. */
const slideWidth = 1280;
const slideHeight = 720;
const margin = 56;
const inner = slideWidth - 2 * margin;
const family = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** Widths are computed for Helvetica; other fonts and bold letters are wider. */
const slack = { normal: 1.02, bold: 1.08 };

export interface SlideFront {
  readonly title: string;
  readonly facts: string;
  readonly made: string;
}

/**
 * Page one as one picture for a meeting, as SVG: the verdict, its numbers, the one chart and what to do. What has no
 * room here is on the page.
 */
export function slide(front: SlideFront, first: Section, drawn: ReadonlyMap<string, Drawn>): string {
  const { blocks } = first;
  const sheet = new Sheet();
  sheet.line(front.title, { x: margin, size: 15, colour: colours.muted, most: 1 });
  sheet.y += 12;
  const two = wrapped(first.title, { width: inner, size: 30, bold: true, most: 3 }).length < 3;
  sheet.line(first.title, { x: margin, size: two ? 30 : 24, bold: true, most: 3 });
  const lead = blocks.find((b) => b.kind === "paragraph" && b.tone === "lead");
  sheet.y += 8;
  if (lead?.kind === "paragraph") sheet.line(words(lead.text), { x: margin, size: 19, most: 3 });
  const strip = blocks.find((b) => b.kind === "strip");
  if (strip?.kind === "strip") tiles(sheet, strip.items);
  sheet.y += 26;
  const figure = blocks.find((b) => b.kind === "figure");
  const lists = blocks.flatMap((b) => (b.kind === "columns" ? b.columns : []));
  const top = sheet.y;
  const chart = figure?.kind === "figure" ? chartOf(figure, drawn, top) : null;
  if (chart !== null) sheet.add(chart);
  const x = chart === null ? margin : margin + chartWidth + 40;
  sheet.y = top;
  for (const column of lists) items(sheet, column, x);
  sheet.y = foot;
  for (const said of [front.facts, front.made])
    sheet.line(said, { x: margin, size: 12, colour: colours.muted, most: 1 });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${slideWidth}" height="${slideHeight}" viewBox="0 0 ${slideWidth} ${slideHeight}" font-family="${family}"><title>${escapeXml(first.title)}</title><rect width="100%" height="100%" fill="${colours.paper}"/>
${sheet.text}
</svg>
`;
}

/** where the last two lines begin */
const foot = slideHeight - 60;
const chartWidth = 700;

interface Line {
  readonly x: number;
  readonly size: number;
  /** width in pixels; default: up to the right margin */
  readonly width?: number;
  readonly bold?: boolean;
  readonly colour?: string;
  /** the most lines; a longer text ends in an ellipsis */
  readonly most: number;
}

/** Writes lines of text from the top down. */
class Sheet {
  /** upper edge of the next line */
  y = 40;
  readonly #parts: string[] = [];

  get text(): string {
    return this.#parts.join("\n");
  }

  add(part: string): void {
    this.#parts.push(part);
  }

  line(text: string, { x, size, width, bold, colour = colours.ink, most }: Line): void {
    for (const line of wrapped(text, { width: width ?? slideWidth - margin - x, size, bold, most })) {
      this.y += Math.round(1.3 * size);
      const weight = bold ? ' font-weight="600"' : "";
      this.add(
        `<text x="${x}" y="${this.y - Math.round(0.3 * size)}" font-size="${size}"${weight} fill="${colour}">${escapeXml(line)}</text>`,
      );
    }
  }
}

/** Four numbers side by side, between hairlines. */
function tiles(sheet: Sheet, of: readonly Tile[]): void {
  const width = inner / Math.max(4, of.length);
  sheet.y += 14;
  const top = sheet.y;
  rule(sheet, top);
  let low = top;
  of.forEach(({ value, note }, i) => {
    sheet.y = top + 8;
    const x = margin + i * width + (i === 0 ? 0 : 16);
    const own = { x, width: width - (i === 0 ? 16 : 32) };
    sheet.line(value, { ...own, size: 20, bold: true, most: 2 });
    sheet.line(note, { ...own, size: 14, colour: colours.muted, most: 2 });
    low = Math.max(low, sheet.y);
  });
  sheet.y = low + 8;
  rule(sheet, sheet.y);
}

const rule = (sheet: Sheet, y: number): void =>
  sheet.add(`<rect x="${margin}" y="${y}" width="${inner}" height="1" fill="${colours.grid}"/>`);

/** At a smaller scale than this a chart's words cannot be read across a room. */
const leastScale = 0.6;

/** The title and drawing of a figure, as large as there is room; null where that is too small. */
function chartOf(figure: Figure, drawn: ReadonlyMap<string, Drawn>, top: number): string | null {
  const [first] = figure.charts;
  const svg = first === undefined ? undefined : drawn.get(first.id)?.file;
  const [, w, h] = svg?.match(/^<svg\b[^>]*? viewBox="0 0 ([\d.]+) ([\d.]+)"/) ?? [];
  if (svg === undefined || w === undefined || h === undefined) return null;
  const sheet = new Sheet();
  sheet.y = top;
  sheet.line(words(figure.title), { x: margin, width: chartWidth, size: 16, bold: true, most: 2 });
  const y = sheet.y + 10;
  const scale = Math.min(chartWidth / Number(w), (foot - 16 - y) / Number(h));
  if (scale < leastScale) return null;
  const placed = `<svg x="${margin}" y="${y}" width="${(scale * Number(w)).toFixed(1)}" height="${(scale * Number(h)).toFixed(1)}" viewBox="0 0 ${w} ${h}">`;
  return `${sheet.text}\n${svg.trim().replace(/^<svg\b[^>]*>/, placed)}`;
}

/** A heading and the text below it, as much as there is room for. */
function items(sheet: Sheet, blocks: readonly Block[], x: number): void {
  const room = (lines: number, size: number): boolean => sheet.y + lines * 1.3 * size < foot - 12;
  for (const block of blocks) {
    if (block.kind === "heading" && room(3, 16)) {
      sheet.line(words(block.text), { x, size: 16, bold: true, most: 1 });
      sheet.y += 4;
    }
    const said: readonly Text[] =
      block.kind === "list" ? block.items : block.kind === "paragraph" ? [block.text] : [];
    said.forEach((text, i) => {
      if (!room(1, 15)) return;
      const mark = block.kind !== "list" ? "" : block.numbered ? `${i + 1}.` : "\u2013";
      const before = sheet.y;
      const most = Math.min(4, Math.floor((foot - 12 - before) / (1.3 * 15)));
      sheet.line(words(text), { x: x + (mark === "" ? 0 : 22), size: 15, most });
      const after = sheet.y;
      sheet.y = before;
      if (mark !== "") sheet.line(mark, { x, size: 15, colour: colours.muted, most: 1 });
      sheet.y = after + 5;
    });
  }
  sheet.y += 12;
}

/** Text in lines of this many pixels, broken between words, or within a word that is too long for a line. */
function wrapped(
  text: string,
  {
    width,
    size,
    bold = false,
    most,
  }: {
    readonly width: number;
    readonly size: number;
    readonly bold?: boolean | undefined;
    readonly most: number;
  },
): readonly string[] {
  const wide = (line: string): number => textWidth(line, size) * (bold ? slack.bold : slack.normal);
  const lines: string[] = [];
  let line = "";
  for (const { word, apart } of wordsIn(text, (part) => wide(part) <= width)) {
    const longer = `${line}${apart && line !== "" ? " " : ""}${word}`;
    if (wide(longer) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  lines.push(line);
  if (lines.length <= most) return lines;
  let last = lines[most - 1] ?? "";
  while (last !== "" && wide(`${last}\u2026`) > width) last = [...last].slice(0, -1).join("");
  return [...lines.slice(0, most - 1), `${last}\u2026`];
}

/**
 * Words, and their parts where names break (after `_` and `-`) or a part is too long; `apart`: there is a space before
 * it.
 */
function wordsIn(
  text: string,
  fits: (part: string) => boolean,
): readonly { readonly word: string; readonly apart: boolean }[] {
  return text.split(/\s+/).flatMap((word) =>
    word
      .split(/(?<=\w[_-])(?=\w)/)
      .flatMap((part) => pieces(part, fits))
      .map((part, i) => ({ word: part, apart: i === 0 })),
  );
}

function pieces(word: string, fits: (part: string) => boolean): readonly string[] {
  const found: string[] = [];
  let part = "";
  for (const letter of word) {
    if (part !== "" && !fits(part + letter)) {
      found.push(part);
      part = "";
    }
    part += letter;
  }
  return [...found, part];
}
