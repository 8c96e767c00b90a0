import type { Chart } from "./charts/type.ts";
import type { Block, Cell, Figure, Inline, Section, Table, Text } from "./document.ts";
import { escapeMarkdown, oneLine } from "./escape.ts";

/** The same sections as Markdown: pictures beside it in charts/, tables as tables, names as text. */
export function markdown(title: string, facts: string, sections: readonly Section[]): string {
  const parts = [`# ${escapeMarkdown(title)}`, escapeMarkdown(facts)];
  for (const section of sections)
    parts.push(
      `## ${escapeMarkdown(section.title)}`,
      ...section.blocks.map((b) => block(b)).filter((b) => b !== ""),
    );
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function inline(part: Inline): string {
  if (typeof part === "string") return escapeMarkdown(part);
  switch (part.as) {
    case "code":
      return codeSpan(part.text);
    case "strong":
    case "name":
      return `**${escapeMarkdown(part.text)}**`;
    case "link":
      return `[${escapeMarkdown(part.text)}](${part.to.split("/").map(encodeURIComponent).join("/")})`;
    default:
      return escapeMarkdown(part.text);
  }
}

/**
 * A code span with more backticks around it than it contains, and with pipes escaped, which would end a table's cell.
 */
function codeSpan(of: string): string {
  const text = oneLine(of);
  if (/[|`<]/.test(text)) return escapeMarkdown(text);
  return `\`${text}\``;
}

/** Depth of a section's own headings; headings in folded parts are one deeper. */
const firstDepth = 3;

const text = (of: Text): string =>
  of
    // a tag has no frame here: a dot keeps it apart from the name before it
    .map((part, i) =>
      i > 0 && typeof part !== "string" && part.as === "tag" ? `\u00b7 ${inline(part)}` : inline(part),
    )
    .join("")
    .trim();

function block(of: Block, depth = firstDepth): string {
  switch (of.kind) {
    case "paragraph":
      return of.tone === "lead"
        ? `**${text(of.text.map((p) => (typeof p === "string" ? p : p.text)))}**`
        : text(of.text);
    case "heading":
      return `${"#".repeat(depth)} ${text(of.text)}`;
    case "list":
      return of.items.map((item, i) => `${of.numbered ? `${i + 1}.` : "-"} ${text(item)}`).join("\n");
    case "strip":
      return of.items
        .map(({ value, note }) => `- **${escapeMarkdown(value)}**: ${escapeMarkdown(note)}`)
        .join("\n");
    case "columns":
      return of.columns.flatMap((column) => column.map((b) => block(b, depth))).join("\n\n");
    case "lines":
      return of.labels.map((label) => `${escapeMarkdown(label)}: \\_\\_\\_\\_\\_\\_\\_\\_`).join(" · ");
    case "code":
      return of.text
        .split("\n")
        .map((line) => `    ${oneLine(line)}`)
        .join("\n");
    case "terms":
      return of.items
        .map(({ term, meaning }) => `- **${escapeMarkdown(term)}**: ${escapeMarkdown(meaning)}`)
        .join("\n");
    case "explorer":
      return "";
    case "details":
      return [`${"#".repeat(depth)} ${text(of.summary)}`, ...of.blocks.map((b) => block(b, depth + 1))].join(
        "\n\n",
      );
    case "table":
      return table(of);
    case "figure":
      return figure(of, depth);
  }
}

function table({ columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ title }) => text(title))),
    line(columns.map(({ number }) => (number ? "---:" : "---"))),
    ...rows.map((row) => line(columns.map((_, i) => cellText(row.cells[i] ?? { text: [] })))),
  ].join("\n");
}

const cellText = (cell: Cell): string =>
  [text(cell.text), cell.sub === undefined || cell.sub === "" ? "" : `(${escapeMarkdown(cell.sub)})`]
    .filter((part) => part !== "")
    .join(" ");

function figure(of: Figure, depth: number): string {
  const picture = (chart: Chart): string =>
    `${chart.label === null ? "" : `**${escapeMarkdown(chart.label)}**\n\n`}![${escapeMarkdown(chart.alternative)}](charts/${chart.id}.svg)`;
  return [
    `${"#".repeat(depth)} ${text(of.title)}`,
    ...of.charts.map(picture),
    text(of.note),
    table(of.table),
  ].join("\n\n");
}
