import {
  type Block,
  code,
  heading,
  link,
  list,
  paragraph,
  type Section,
  type Text,
  text,
} from "../document.ts";
import type { Subject } from "../subject.ts";
import { tableOf, texts } from "./table.ts";

/** The files in the run folder, by paths beside this page. */
function files({ result: { models }, beside }: Subject): readonly Text[] {
  const to = (path: string) => (beside ? link(path) : code(path));
  const weights = Object.entries(models).filter(([, m]) => m.weights !== null);
  return [
    text`${to("result.json")}: every number of this page, with its decimals`,
    text`${to("report.md")}: this page as Markdown`,
    ...weights.map(([name]) => text`${to(`weights/${name}.json`)}: the weights of ${name}`),
    ...(weights.length === 0 ? [] : [text`${to("exports")}: the SQL of scores and definitions`]),
    text`${to("charts")}: the charts as pictures`,
    text`${to("study.yaml")}: the study as it was`,
  ];
}

/** How to make this report again: the same command on the same files gives the same bytes. */
export function again(subject: Subject): Section {
  const { result, beside } = subject;
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
  const table = tableOf("Inputs of this run", facts, [
    texts("What", ([what]) => what),
    texts("Value", ([, value]) => [code(value)]),
  ]);
  const blocks: Block[] = [
    { kind: "code", text: study.command },
    paragraph(
      text`Run beside the study's files. The same study, data, version and seed give this page byte for byte; the run folder keeps the study as it was, the numbers (${code("result.json")}), the weights and these charts.`,
    ),
    table,
    heading([beside ? "Files beside this report" : "Files in the folder of the run"]),
    list(files(subject)),
  ];
  return { id: "again", title: "Reproduce this report", short: "Reproduce", appendix: true, blocks };
}
