import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { defined } from "../../base/defined.ts";
import { exits, fault, LeadlineError, refuse } from "../../base/errors.ts";
import { noBrowser, unknownForm, unreadableGrid } from "../../base/messages/ship/forms.ts";
import type { Watch } from "../../base/progress.ts";
import { type Report, renderReport } from "../../report/render.ts";
import { checkExploration } from "../../result/schema.ts";
import type { Exploration } from "../../result/type.ts";
import { makeFolder, refuseWriting, writeWhole } from "../folder/whole.ts";
import { run } from "../run.ts";
import { type RunRecord, readRun } from "../runs/runs.ts";
import { type Environment, findBrowser, printed } from "./browser.ts";
import { pngOf } from "./png.ts";

/** The forms of a report, by name. */
export const forms = ["html", "md", "svg", "png", "csv", "slide", "pdf"] as const;
export type Form = (typeof forms)[number];

export interface FormsOptions {
  /** path of the study file, which is run; an existing run is used again */
  readonly study?: string;
  /** a run folder, or (the beginning of) its name below `reports`; then nothing is run */
  readonly run?: string;
  /** folder in which run folders are looked for; default `reports` */
  readonly reports?: string;
  /** folder for the forms; default `report` */
  readonly out?: string;
  /** names of forms; default: all, the PDF only where a browser is found */
  readonly to?: readonly string[];
  readonly seed?: number;
  readonly threads?: number;
  readonly watch?: Watch;
  /** default: the process's own; LEADLINE_BROWSER and PATH name the browser that prints */
  readonly env?: Environment;
}

export interface Formed {
  readonly run: string;
  readonly folder: string;
  /** the forms that were written */
  readonly to: readonly Form[];
  /** paths below the folder, sorted */
  readonly files: readonly string[];
  /** whether no browser was found for the PDF, which was not asked for by name */
  readonly noBrowser: boolean;
}

/**
 * Writes the report of a run in other forms: page, Markdown, charts as SVG, PNG and CSV, page one as a slide, PDF.
 * Reads only the run's folder.
 * @throws LeadlineError exit 2 for a form or run that does not exist; 4 where the run was changed, nothing can be
 * written, or no browser prints a PDF that was asked for (the other forms are written then)
 */
export async function reportForms(options: FormsOptions): Promise<Formed> {
  const { out = "report", to, env = process.env } = options;
  const wanted = formsNamed(to ?? forms);
  const record = await recordOf(options);
  const report = await renderReport(record.result, await gridsOf(record), { beside: false });
  const files = await contents(report, wanted);
  const browser = wanted.includes("pdf") ? findBrowser(env) : null;
  try {
    for (const [file, content] of files) {
      await makeFolder(dirname(join(out, file)));
      await writeWhole(join(out, file), content);
    }
    if (browser !== null) {
      await makeFolder(out);
      await writeWhole(join(out, "report.pdf"), await printed(report.html, browser));
    }
  } catch (error) {
    refuseWriting(out, error);
  }
  if (wanted.includes("pdf") && browser === null && to !== undefined)
    throw new LeadlineError(exits.io, [fault(noBrowser(env.LEADLINE_BROWSER?.trim() ?? ""))]);
  return {
    run: record.run,
    folder: out,
    to: wanted.filter((form) => form !== "pdf" || browser !== null),
    files: [...files.keys(), ...(browser === null ? [] : ["report.pdf"])].sort(),
    noBrowser: wanted.includes("pdf") && browser === null,
  };
}

function formsNamed(names: readonly string[]): readonly Form[] {
  const found = names.map(
    (name) => forms.find((form) => form === name) ?? refuse(exits.usage, unknownForm(name, forms)),
  );
  return forms.filter((form) => found.includes(form));
}

async function recordOf(options: FormsOptions): Promise<RunRecord> {
  const { run: named, study = "study.yaml", reports = "reports", seed, threads, watch } = options;
  if (named !== undefined) return readRun(named, reports);
  const { folder } = await run({
    study,
    out: reports,
    ...defined({ seed, threads, watch }),
  });
  return readRun(folder, reports);
}

/** The grids in explore/ of the run, by definition. */
async function gridsOf({ folder, result }: RunRecord): Promise<ReadonlyMap<string, Exploration>> {
  const grids = new Map<string, Exploration>();
  for (const name of Object.keys(result.definitions)) {
    const file = join(folder, "explore", `${name}.json`);
    const text = await readFile(file, "utf8").catch(() => null);
    if (text === null) continue;
    const checked = checkExploration(JSON.parse(text));
    if (!("value" in checked)) return refuse(exits.io, unreadableGrid(file));
    grids.set(name, checked.value);
  }
  return grids;
}

/** The files of all forms but the PDF. Markdown comes with the charts that it shows. */
async function contents(
  report: Report,
  wanted: readonly Form[],
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>();
  if (wanted.includes("html")) files.set("report.html", report.html);
  if (wanted.includes("md")) files.set("report.md", report.markdown);
  if (wanted.includes("svg") || wanted.includes("md"))
    for (const [name, svg] of report.charts) files.set(`charts/${name}`, svg);
  if (wanted.includes("csv")) for (const [name, csv] of report.tables) files.set(`charts/${name}`, csv);
  if (wanted.includes("png"))
    for (const [name, svg] of report.charts)
      files.set(`charts/${name.replace(/\.svg$/, ".png")}`, await pngOf(svg));
  if (wanted.includes("slide")) {
    files.set("slide.svg", report.slide);
    // 1920 by 1080 pixels
    files.set("slide.png", await pngOf(report.slide, 1.5));
  }
  return files;
}
