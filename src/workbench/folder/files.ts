import type { Draw } from "../../report/charts/draw.ts";
import { renderReport } from "../../report/render.ts";
import type { Exploration, Result } from "../../result/type.ts";
import type { Study } from "../../study/type.ts";
import { exportFiles } from "./exports.ts";
import type { RunFiles } from "./folder.ts";

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

/** Every file of a run folder, by its path inside it. */
export async function filesOf(
  result: Result,
  study: Study,
  explored: ReadonlyMap<string, Exploration>,
  draw?: Draw,
): Promise<RunFiles> {
  const files = new Map<string, string | Uint8Array>();
  files.set("result.json", json(result));
  files.set("study.yaml", study.text);
  for (const [name, model] of Object.entries(result.models)) {
    if (model.weights === null) continue;
    files.set(`weights/${name}.json`, json(model.weights));
  }
  // on one line each, since only programs read a grid
  for (const [name, grid] of explored) files.set(`explore/${name}.json`, `${JSON.stringify(grid)}\n`);
  for (const [path, content] of exportFiles(result, study)) files.set(path, content);
  const report = await renderReport(result, explored, draw === undefined ? {} : { draw });
  files.set("report.html", report.html);
  files.set("report.md", report.markdown);
  for (const [name, csv] of report.tables) files.set(`charts/${name}`, csv);
  for (const [name, svg] of report.charts) files.set(`charts/${name}`, svg);
  return files;
}
