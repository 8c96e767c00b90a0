import { counted } from "../base/text.ts";
import type { Result } from "../result/type.ts";
import { drawCharts } from "./charts/draw.ts";
import type { Chart } from "./charts/type.ts";
import type { Block, Section } from "./document.ts";
import { markdown } from "./markdown.ts";
import { HtmlWriter } from "./page/html.ts";
import { page } from "./page/page.ts";
import { sections } from "./sections/index.ts";
import { judged, quarterNames, type Subject, subjectOf } from "./subject.ts";

export interface Report {
  /** one file, offline, under a strict policy */
  readonly html: string;
  readonly markdown: string;
  /** SVG with fixed colours, by file name (`funnel.svg`) */
  readonly charts: ReadonlyMap<string, string>;
}

/**
 *   result ─► subject ─► sections ─► charts drawn ─┬─► report.html
 *             colours,   blocks of   Vega-Lite to  ├─► report.md
 *             places     text,       SVG           └─► charts/*.svg
 *                        tables,
 *                        figures
 *
 * The same result gives the same bytes. Nothing is read but the result and nothing is computed that a claim rests on.
 */
export async function renderReport(result: Result): Promise<Report> {
  const subject = subjectOf(result);
  const written = sections.map((section) => section(subject)).filter((s): s is Section => s !== null);
  const drawn = await drawCharts(written.flatMap(({ blocks }) => blocks.flatMap(chartsIn)));
  const title = result.study.name;
  const facts = frontFacts(subject);
  return {
    html: page(
      { title, facts, made: `Leadline ${result.leadline}, run ${result.run}` },
      written,
      new HtmlWriter(drawn),
    ),
    markdown: markdown(title, facts, written),
    charts: new Map([...drawn].map(([id, { file }]) => [`${id}.svg`, file])),
  };
}

export function chartsIn(block: Block): readonly Chart[] {
  if (block.kind === "figure") return [...block.charts, ...(block.more ?? [])];
  return block.kind === "details" ? block.blocks.flatMap(chartsIn) : [];
}

/** `as of 2026-10-01 · 6,000 leads · 6 of 7 quarters judged · 3 candidates` */
function frontFacts(subject: Subject): string {
  const { result, definitions } = subject;
  const quarters = quarterNames(subject).length;
  const done = definitions[0] === undefined ? 0 : judged(definitions[0]).length;
  return [
    `as of ${result.asOf}`,
    counted(result.data.rows.leads, "lead"),
    quarters === 0 ? "no quarter replayed" : `${done} of ${counted(quarters, "quarter")} judged`,
    result.decision.m === 0 ? "no candidate" : counted(result.decision.m, "candidate"),
  ].join(" \u00b7 ");
}
