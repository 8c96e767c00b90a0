import { counted } from "../../base/text.ts";
import {
  type Block,
  code,
  details,
  heading,
  link,
  list,
  muted,
  paragraph,
  type Section,
  sentence,
  type Table,
  text,
} from "../document.ts";
import { count, percent } from "../format.ts";
import type { Subject } from "../subject.ts";
import { cell, numberCell } from "./cells.ts";

/** What was read, refused, left out and suspected. */
export function data({ result, beside }: Subject): Section {
  const { data: facts, warnings, features } = result;
  const names = [...Object.keys(result.definitions), ...Object.keys(result.models)];
  // without a column of accounts each lead is an account of its own
  const accounts =
    facts.rows.accounts === facts.rows.leads ? "" : ` of ${counted(facts.rows.accounts, "account")}`;
  const blocks: Block[] = [
    paragraph(
      text`${counted(facts.rows.leads, "lead")}${accounts}, ${counted(facts.rows.activities, "activity", "activities")}, ${counted(facts.rows.stageEntries, "stage entry", "stage entries")}. ${facts.excluded === 0 ? "The study excludes no lead." : `The study excludes ${counted(facts.excluded, "lead")}.`}${
        facts.refused === 0
          ? ""
          : ` For ${counted(facts.refused, "lead")} the outcome is dated before the lead was created; we do not count ${facts.refused === 1 ? "it" : "those"}.`
      }`,
    ),
  ];
  if (warnings.length > 0)
    blocks.push(
      heading([warnings.length === 1 ? "One thing to look into" : `${warnings.length} things to look into`]),
      list(
        warnings.map((w) => [
          ...(w.where === "" ? [] : [muted(`${w.where}  `)]),
          ...sentence(w.what, names),
          " ",
          ...sentence(w.mend),
        ]),
      ),
    );
  blocks.push(files(facts.files));
  if (facts.rejects.length > 0)
    blocks.push(
      rejects(facts.rejects),
      paragraph([
        "Each of them with its line: ",
        beside ? link("rejects.csv") : code("rejects.csv"),
        " in the folder of this run.",
      ]),
    );
  if (features.length > 0)
    blocks.push(
      details(
        [`${counted(features.length, "feature")} that models and definitions may use`],
        [featureTable(features)],
      ),
    );
  return { id: "data", title: "The data", short: "Data", appendix: true, blocks };
}

const files = (of: Subject["result"]["data"]["files"]): Table => ({
  kind: "table",
  caption: "Files as they were read",
  cards: true,
  columns: [
    { title: ["File"] },
    { title: ["Rows"], number: true },
    { title: ["Unreadable values"], number: true },
    { title: ["Without a date"], number: true },
    { title: ["Duplicates"], number: true },
    { title: ["Rows with no matching lead"], number: true },
    { title: ["Later than the as-of date"], number: true },
  ],
  rows: of.map((f) => ({
    cells: [
      cell(f.file, f.source),
      ...[f.rows, f.rejected, f.undated, f.duplicates, f.orphans, f.afterAsOf].map((n) => numberCell(n)),
    ],
  })),
});

const rejects = (of: Subject["result"]["data"]["rejects"]): Table => ({
  kind: "table",
  caption: "Values that could not be read and count as missing",
  columns: [
    { title: ["File"] },
    { title: ["Column"] },
    { title: ["Reason"] },
    { title: ["Count"], number: true },
    { title: ["For example"] },
  ],
  rows: of.map((r) => ({
    cells: [
      cell(r.file),
      cell(r.column),
      cell(r.reason),
      numberCell(r.count),
      cell(`\u201c${r.sample}\u201d`),
    ],
  })),
});

const featureTable = (of: Subject["result"]["features"]): Table => ({
  kind: "table",
  caption: "Features over all lead snapshots",
  columns: [
    { title: ["Feature"] },
    { title: ["Kind"] },
    { title: ["Values"], number: true },
    { title: ["Missing"], number: true },
    { title: ["Range"] },
    { title: ["Most common"] },
    { title: ["Observed from"] },
  ],
  rows: of.map((f) => ({
    cells: [
      cell(f.name),
      cell(f.kind),
      numberCell(f.levels),
      numberCell(f.missingShare, percent),
      cell(f.range === null ? "" : `${count(f.range[0])} to ${count(f.range[1])}`),
      cell(f.example ?? ""),
      cell(f.observedFrom ?? ""),
    ],
  })),
});
