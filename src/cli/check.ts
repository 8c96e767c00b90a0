import { counted, cut } from "../base/text.ts";
import { check } from "../workbench/check.ts";
import type { Common } from "./common.ts";
import { answer, sayFaults } from "./print.ts";
import { watchTerminal } from "./watch.ts";
import { columns, wrap } from "./wrap.ts";

/** `leadline check [study.yaml]`: exit 0 with warnings alone, 1 with faults in the data, 2 with faults in the study file. */
export async function checkCommand(study: string, features: boolean, common: Common): Promise<void> {
  const { watch, done } = watchTerminal(common.quiet || common.json);
  try {
    const report = await check({
      study,
      watch,
      ...(common.out === undefined ? {} : { out: common.out }),
    });
    done();
    if (common.json) answer(JSON.stringify(report));
    else {
      sayFaults(report.faults);
      if (features && report.features.length > 0) answer(featureList(report.features));
      if (!common.quiet) {
        for (const line of report.notes) answer(wrap(line, columns, "  ").join("\n"));
        const errors = report.faults.filter((f) => f.severity === "error").length;
        const warnings = report.faults.length - errors;
        if (report.rejects !== null) answer(`what could not be read is listed in ${report.rejects}`);
        answer(`${counted(errors, "fault")}, ${counted(warnings, "warning")}`);
      }
    }
    process.exitCode = report.exit;
  } finally {
    done();
  }
}

function featureList(
  features: readonly { name: string; kind: string; range: string; example: string }[],
): string {
  const width = (key: "name" | "kind" | "range"): number =>
    Math.max(...features.map((f) => f[key].length), 4);
  const [name, kind, range] = [width("name"), width("kind"), Math.min(width("range"), 28)];
  // the rest of the line, though never so short that it says nothing
  const example = Math.max(12, columns - name - kind - range - 11);
  return features
    .map(
      (f) =>
        `${f.name.padEnd(name)}  ${f.kind.padEnd(kind)}  ${f.range.padEnd(range)}  e.g. ${cut(f.example, example)}`,
    )
    .join("\n");
}
