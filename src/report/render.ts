import { counted } from "../base/text.ts";
import type { Exploration, Result } from "../result/type.ts";
import { type Draw, drawCharts } from "./charts/draw.ts";
import type { Chart } from "./charts/type.ts";
import { figureTables } from "./csv.ts";
import type { Block, Section } from "./document.ts";
import { explorer } from "./explorer/section.ts";
import { listed, spanOf } from "./format.ts";
import { markdown } from "./markdown.ts";
import { HtmlWriter } from "./page/html.ts";
import { page } from "./page/page.ts";
import { sections } from "./sections/index.ts";
import { slide } from "./slide.ts";
import { judged, quarterNames, type Subject, subjectOf } from "./subject.ts";

export interface Report {
  /** one file, offline, under a strict policy */
  readonly html: string;
  readonly markdown: string;
  /** SVG with fixed colours, by file name (`funnel.svg`) */
  readonly charts: ReadonlyMap<string, string>;
  /** the numbers of each figure as CSV, by file name (`funnel.csv`) */
  readonly tables: ReadonlyMap<string, string>;
  /** page one as one SVG of 1280 by 720 pixels */
  readonly slide: string;
}

export interface ReportOptions {
  /** whether the page is among the files of its run; elsewhere their names are no links; default true */
  readonly beside?: boolean;
  /** what draws its charts; default: this thread */
  readonly draw?: Draw;
}

/**
 *   result ─► subject ─► sections ─► charts drawn ─┬─► report.html
 *             colours,   blocks of   Vega-Lite to  ├─► report.md
 *             places     text,       SVG           └─► charts/*.svg
 *                        tables,
 *                        figures                   └─► slide
 *
 * The same result gives the same bytes. Nothing is read but the result and its grids (none: no explorer) and nothing is computed that a claim rests on.
 */
export async function renderReport(
  result: Result,
  explored: ReadonlyMap<string, Exploration> = new Map(),
  { beside = true, draw }: ReportOptions = {},
): Promise<Report> {
  const subject = subjectOf(result, beside);
  const told = sectionsOf(subject);
  const what = explorer(subject, explored);
  // after the pages that are printed for the meeting, before those about how the score works
  const before = told.findIndex(({ id }) => id === "volume" || id === "calibration" || id === "models");
  const written = what === null ? told : told.toSpliced(before < 0 ? 1 : before, 0, what);
  const drawn = await drawCharts(chartsOf(written), draw);
  const { title, preparedFor } = result.study;
  const facts = frontFacts(subject);
  const made = `Leadline ${result.leadline}, run ${result.run}`;
  const [first] = written;
  return {
    html: page(
      {
        title,
        facts,
        made,
        preparedFor,
        foot: `${result.study.name} ${result.run}`,
      },
      written,
      new HtmlWriter(drawn),
    ),
    markdown: markdown(title, facts, written),
    tables: figureTables(written),
    slide: first === undefined ? "" : slide({ title, facts, made }, first, drawn),
    charts: new Map([...drawn].map(([id, { file }]) => [`${id}.svg`, file])),
  };
}

/**
 * Begins to draw the charts of a report, for who does something else between a result and its report: `renderReport`
 * then finds them drawn.
 */
export function beginReport(result: Result, draw: Draw): void {
  // what fails here fails again where the report is made, and is told there
  drawCharts(chartsOf(sectionsOf(subjectOf(result, true))), draw).catch(() => undefined);
}

const sectionsOf = (subject: Subject): readonly Section[] =>
  sections.map((section) => section(subject)).filter((s): s is Section => s !== null);

const chartsOf = (written: readonly Section[]): readonly Chart[] =>
  written.flatMap(({ blocks }) => blocks.flatMap(chartsIn));

export function chartsIn(block: Block): readonly Chart[] {
  if (block.kind === "figure") return [...block.charts, ...(block.more ?? [])];
  if (block.kind === "columns") return block.columns.flatMap((column) => column.flatMap(chartsIn));
  return block.kind === "details" ? block.blocks.flatMap(chartsIn) : [];
}

/** `quarterly-review · as of 2026-10-01 · 6,000 leads · judged FY2025-Q4 to FY2027-Q1, FY2027-Q2 is too recent` */
function frontFacts(subject: Subject): string {
  const { result, definitions } = subject;
  const first = definitions[0];
  const quarters = quarterNames(subject);
  const done = first === undefined ? [] : judged(first).map((q) => q.quarter);
  const young = first?.facts.quarters.filter((q) => q.provisional).map((q) => q.quarter) ?? [];
  const tooRecent =
    young.length === 0 ? "" : `, ${listed(young)} ${young.length === 1 ? "is" : "are"} too recent`;
  return [
    result.study.name,
    `as of ${result.asOf}`,
    counted(result.data.rows.leads, "lead"),
    quarters.length === 0
      ? "no quarter replayed"
      : done.length === 0
        ? `no quarter judged yet${tooRecent}`
        : `judged: ${spanOf(done)} (${done.length} of ${counted(quarters.length, "quarter")})${tooRecent}`,
    ...(result.decision.declared === 0 ? [] : [counted(result.decision.declared, "candidate")]),
  ].join(" \u00b7 ");
}
