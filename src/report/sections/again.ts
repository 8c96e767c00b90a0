import { type Block, code, paragraph, type Section, type Table, text } from "../document.ts";
import type { Subject } from "../subject.ts";
import { cell } from "./cells.ts";

/** How to make this report again: the same command on the same files gives the same bytes. */
export function again({ result }: Subject): Section {
  const { study } = result;
  const facts: readonly (readonly [string, string])[] = [
    ["run", result.run],
    ["data (SHA-256 over the files' values)", result.data.digest],
    ["as of", result.asOf],
    ["seed", String(study.seed)],
    ["time zone", study.timezone],
    [
      "outcome",
      study.outcome.withinDays === null
        ? study.outcome.stage
        : `${study.outcome.stage} within ${study.outcome.withinDays} days`,
    ],
    ["embargo", `${study.embargoDays} days`],
    ["leadline", result.leadline],
  ];
  const table: Table = {
    kind: "table",
    caption: "What this run rests on",
    columns: [{ title: ["What"] }, { title: ["Value"] }],
    rows: facts.map(([what, value]) => ({ cells: [cell(what), cell([code(value)])] })),
  };
  const blocks: Block[] = [
    { kind: "code", text: study.command },
    paragraph(
      text`Run beside the study's files. The same study, data, version and seed give this page byte for byte; the run folder keeps the study as it was, the numbers (${code("result.json")}), the weights and these charts.`,
    ),
    table,
  ];
  return { id: "again", title: "How to make it again", short: "Make it again", blocks };
}
