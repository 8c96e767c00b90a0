import { counted } from "../base/text.ts";
import type { Result } from "../result/type.ts";

/** How a run ends on the terminal: what was run, the verdict, where the report lies. At most 80 columns. */
export function summary(result: Result, folder: string): string {
  const quarters = Object.values(result.definitions)[0]?.quarters ?? [];
  const judged = quarters.filter((q) => !q.provisional && q.reason === null).length;
  const head = [
    result.study.name,
    `as of ${result.asOf}`,
    counted(result.data.rows.leads, "lead"),
    quarters.length > 0
      ? `${judged} of ${counted(quarters.length, "quarter")} judged`
      : "no quarter replayed",
  ].join("   ");
  const { verdict, sentence, candidate } = result.decision;
  // the sentence itself says that there is no verdict, and why
  const spoken =
    verdict === null ? sentence.replace(/^No verdict/, "NO VERDICT") : `${verdict.toUpperCase()} ${sentence}`;
  return [
    head,
    ...wrap(spoken, 80, "  "),
    ...(verdict === null ? modelLines(result) : []),
    `  report   ${folder}/report.html`,
    candidate === null ? "" : `  weights  ${folder}/weights/`,
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** Without a verdict the models side by side are what the run has to say. */
function modelLines({ models, comparison }: Result): string[] {
  const scored = Object.entries(models).flatMap(([name, { evaluation }]) => {
    const { auc } = evaluation;
    return auc.value === null
      ? []
      : [`${name} ${auc.value.toFixed(3)} (${auc.low.toFixed(3)} to ${auc.high.toFixed(3)})`];
  });
  if (scored.length === 0) return [];
  return wrap(`AUC ${scored.join(", ")}; by ${comparison.method}`, 69, "").map(
    (line, i) => `${i === 0 ? "  models   " : "           "}${line}`,
  );
}

/** Greedy wrapping at `width`; the lines after the first are indented. Kept line breaks start a line. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  for (const part of text.split("\n")) {
    let line = lines.length === 0 ? "" : indent;
    for (const word of part.trim().split(/\s+/)) {
      const blank = line === "" || line === indent;
      if (!blank && line.length + 1 + word.length > width) {
        lines.push(line);
        line = indent + word;
      } else line += blank ? word : ` ${word}`;
    }
    lines.push(line);
  }
  return lines;
}
