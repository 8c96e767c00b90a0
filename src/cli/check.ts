import { defined } from "../base/defined.ts";
import { counted, cut, percent } from "../base/text.ts";
import { type CheckReport, check } from "../workbench/check.ts";
import type { Common } from "./common.ts";
import { answer, sayFaults } from "./terminal/print.ts";
import { watched } from "./terminal/watch.ts";
import { columns, wrap } from "./terminal/wrap.ts";

/** `leadline check [study.yaml]`: exit 0 with warnings alone, 1 with faults in the data, 2 with faults in the study file. */
export async function checkCommand(
  study: string,
  { features, columns: listed }: { readonly features: boolean; readonly columns: boolean },
  common: Common,
): Promise<void> {
  const report = await watched(common, (watch) =>
    check({
      study,
      watch,
      ...defined({ out: common.out }),
    }),
  );
  if (common.json) answer(JSON.stringify(report));
  else {
    sayFaults(report.faults);
    if (features && report.features.length > 0) answer(featureList(report.features));
    if (listed && report.columns.length > 0) answer(columnList(report.columns));
    if (!common.quiet) {
      for (const line of report.notes) answer(wrap(line, columns, "  ").join("\n"));
      const errors = report.faults.filter((f) => f.severity === "error").length;
      const warnings = report.faults.length - errors;
      if (report.rejects !== null) answer(`what could not be read is listed in ${report.rejects}`);
      answer(`${counted(errors, "fault")}, ${counted(warnings, "warning")}`);
    }
  }
  process.exitCode = report.exit;
}

function featureList(
  features: readonly { name: string; kind: string; range: string; example: string }[],
): string {
  const width = (key: "name" | "kind" | "range"): number =>
    Math.max(...features.map((f) => f[key].length), 4);
  const [name, kind, range] = [width("name"), width("kind"), Math.min(width("range"), 28)];
  // the rest of the line, but never so short that it says nothing
  const example = Math.max(12, columns - name - kind - range - 11);
  return features
    .map(
      (f) =>
        `${f.name.padEnd(name)}  ${f.kind.padEnd(kind)}  ${f.range.padEnd(range)}  e.g. ${cut(f.example, example)}`,
    )
    .join("\n");
}

function columnList(found: CheckReport["columns"]): string {
  const cells = found.map(({ name, kind, use, filled, range, example }) => [
    cut(name, 32),
    kind,
    use,
    `${percent(filled)} filled`,
    cut(range, 24),
    example === null ? "" : `e.g. ${cut(example, 24)}`,
  ]);
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
