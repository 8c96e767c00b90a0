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
    `  report   ${folder}/report.html`,
    candidate === null ? "" : `  weights  ${folder}/weights/`,
  ]
    .filter((line) => line !== "")
    .join("\n");
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
