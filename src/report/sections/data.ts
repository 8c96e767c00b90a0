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
import { numbers, tableOf, texts } from "./table.ts";

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
          ...(w.where === "" ? [] : [muted(`${w.where.replace(/ {2,}/g, " ")}: `)]),
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

const files = (of: Subject["result"]["data"]["files"]): Table =>
  tableOf(
    "Files as they were read",
    of,
    [
      texts(
        "File",
        (f) => f.file,
        (f) => f.source,
      ),
      numbers("Rows", (f) => f.rows),
      numbers("Unreadable values", (f) => f.rejected),
      numbers("Without a date", (f) => f.undated),
      numbers("Duplicates", (f) => f.duplicates),
      numbers("Rows with no matching lead", (f) => f.orphans),
      numbers("Later than the as-of date", (f) => f.afterAsOf),
    ],
    { cards: true },
  );

const rejects = (of: Subject["result"]["data"]["rejects"]): Table =>
  tableOf("Values that could not be read and count as missing", of, [
    texts("File", (r) => r.file),
    texts("Column", (r) => r.column),
    texts("Reason", (r) => r.reason),
    numbers("Count", (r) => r.count),
    texts("For example", (r) => `\u201c${r.sample}\u201d`),
  ]);

const featureTable = (of: Subject["result"]["features"]): Table =>
  tableOf("Features over all lead snapshots", of, [
    texts("Feature", (f) => f.name),
    texts("Kind", (f) => f.kind),
    numbers("Values", (f) => f.levels),
    numbers("Missing", (f) => f.missingShare, percent),
    texts("Range", (f) => (f.range === null ? "" : `${count(f.range[0])} to ${count(f.range[1])}`)),
    texts("Most common", (f) => f.example ?? ""),
    texts("Observed from", (f) => f.observedFrom ?? ""),
  ]);
