import {
  type Block,
  code,
  heading,
  link,
  list,
  paragraph,
  type Section,
  type Table,
  type Text,
  text,
} from "../document.ts";
import type { Subject } from "../subject.ts";
import { cell } from "./cells.ts";

/** What lies in the run folder, by paths beside this page. */
function files({ models }: Subject["result"]): readonly Text[] {
  const weights = Object.entries(models).filter(([, m]) => m.weights !== null);
  return [
    text`${link("result.json")}: every number of this page, with its decimals`,
    text`${link("report.md")}: this page as Markdown`,
    ...weights.map(([name]) => text`${link(`weights/${name}.json`)}: the weights of ${name}`),
    ...(weights.length === 0 ? [] : [text`${link("exports")}: the SQL of scores and definitions`]),
    text`${link("charts")}: the charts as pictures`,
    text`${link("study.yaml")}: the study as it was`,
  ];
}

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
    caption: "Inputs of this run",
    columns: [{ title: ["What"] }, { title: ["Value"] }],
    rows: facts.map(([what, value]) => ({ cells: [cell(what), cell([code(value)])] })),
  };
  const blocks: Block[] = [
    { kind: "code", text: study.command },
    paragraph(
      text`Run beside the study's files. The same study, data, version and seed give this page byte for byte; the run folder keeps the study as it was, the numbers (${code("result.json")}), the weights and these charts.`,
    ),
    table,
    heading(["Files beside this report"]),
    list(files(result)),
  ];
  return { id: "again", title: "Reproduce this report", short: "Reproduce", appendix: true, blocks };
}
