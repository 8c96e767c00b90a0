import { isMap } from "yaml";
import { defined } from "../../base/defined.ts";
import type { ActivitySource, ChangeSource, IdSource, JoinSource, LeadSource, StageSource } from "../type.ts";
import { actedBy } from "./actors.ts";
import { columnsOf, each, eachEntry, fileObject, filesIn, stated } from "./file-source.ts";
import { events, opportunities, spend, visits } from "./market.ts";
import { choice, list, named, object, type ReadAs, type Shape, said, text, variant } from "./shape.ts";
import { firstOfDay } from "./words.ts";

const lead = fileObject(
  {
    id: said("column of the lead's id; needed where other files refer to the leads", text("id: lead_id")),
    created: said("column of the creation; needed where the outcome has times", text("created: created_at")),
    account: said("column of the company or its domain", text("account: company_domain")),
    channel: said("column of the source or channel", text("channel: source")),
  },
  {
    example: "leads: { file: leads.csv, id: lead_id, created: created_at }",
  },
);

/** A column, or one value for every row of the file: `{ is: won }`. */
function columnOrIs(
  key: string,
  example: string,
  is: string,
): Shape<{ readonly column: string } | { readonly is: string }> {
  const column = text(`${key}: ${example}`);
  const one = object({ is: text(`is: ${is}`) }, { example: `${key}: { is: ${is} }`, required: ["is"] });
  return {
    schema: { anyOf: [column.schema, one.schema] },
    read: (slot, reading) => {
      if (!isMap(slot.node)) {
        const name = column.read(slot, reading);
        return name === undefined ? undefined : { column: name };
      }
      const value = one.read(slot, reading)?.is;
      return value === undefined ? undefined : { is: value };
    },
  };
}

const activity = fileObject(
  {
    lead: said("column of the lead's id", text("lead: lead_id")),
    type: said(
      "column of what was done, or the one type of all rows",
      columnOrIs("type", "activity", "demo_watched"),
    ),
    at: said("column of when it was done", text("at: occurred_at")),
    known: said("column of when it became known", text("known: synced_at")),
    by: said(
      "who did it: a column of lead, marketing or sales, a map of its values, or one for all rows",
      actedBy,
    ),
    offer: said("column of the asset", text("offer: asset")),
    id: said("column that identifies rows: rows with the same id are copies", text("id: activity_id")),
    observed_from: said("first day on which it was recorded", firstOfDay),
  },
  {
    example: "activities: { file: activities.csv, lead: lead_id, type: activity, at: occurred_at }",
    required: ["lead", "type", "at"],
  },
);

const long = fileObject(
  {
    lead: said("column of the lead's id", text("lead: lead_id")),
    stage: said("column of the stage, or the one stage of all rows", columnOrIs("stage", "stage", "won")),
    at: said("column of when it was entered", text("at: entered_at")),
    reason: said("column of a rejection's reason", text("reason: rejection_reason")),
  },
  {
    example: "{ file: stages.csv, lead: lead_id, stage: stage, at: entered_at }",
    required: ["lead", "stage", "at"],
  },
);
const wide = object(
  {
    from: said("the source whose columns hold dates of stages", choice(["leads"])),
    columns: said("stage: column of its date", named(text("won: won_on"), "columns: { won: won_on }")),
  },
  {
    example: "{ from: leads, columns: { won: won_on } }",
    required: ["columns"],
  },
);

const joined = fileObject(
  {
    join: said("column of the lead's id: its other columns are added to the leads", text("join: lead_id")),
  },
  {
    example: "{ file: traits.csv, join: lead_id }",
    required: ["join"],
  },
);

const leads = eachEntry(
  variant("join", joined, lead),
  "leads: { file: leads.csv, ... }",
  (v: ReadAs<typeof lead> | ReadAs<typeof joined>, path): readonly (LeadSource | JoinSource)[] =>
    "join" in v
      ? filesIn(v, path).map((file) => ({ ...file, ...columnsOf(v, ["join"], []) }))
      : filesIn(v, path).map((file) => ({
          ...file,
          ...columnsOf(v, [], ["id", "created", "account", "channel"]),
        })),
);

const idPair = fileObject(
  {
    from: said("column of the id that became another", text("from: lead_id")),
    to: said("column of the id that it became; empty: none", text("to: contact_id")),
  },
  {
    example: "ids: { file: converted.csv, from: lead_id, to: contact_id }",
    required: ["from", "to"],
  },
);
const ids: Shape<readonly IdSource[]> = each(idPair, "ids: { file: converted.csv, ... }", (v) =>
  columnsOf(v, ["from", "to"], []),
);

const change = fileObject(
  {
    lead: said("column of the lead's id", text("lead: lead_id")),
    property: said("column that names what changed", text("property: field")),
    value: said("column of the value after the change", text("value: new_value")),
    old: said("column of the value before the change", text("old: old_value")),
    at: said("column of when it changed", text("at: changed_at")),
    columns: said(
      "column of the leads: what the history calls it, where they differ",
      named(text("columns: { Job Title: jobtitle }"), "columns: { Job Title: jobtitle }"),
    ),
  },
  {
    example:
      "history: { file: lead_history.csv, lead: lead_id, property: field, value: new_value, at: changed_at }",
    required: ["lead", "property", "value", "at"],
  },
);
const history: Shape<readonly ChangeSource[]> = each(
  change,
  "history: { file: lead_history.csv, ... }",
  (v) => ({
    ...columnsOf(v, ["lead", "property", "value", "at"], ["old"]),
    columns: stated(v.columns ?? new Map()),
  }),
);

const lookup = fileObject(
  {
    key: said("column of the key, one row each", text("key: product")),
    on: said(
      "column of leads or deals that names the key, where it is called otherwise",
      text("on: product_name"),
    ),
    columns: said(
      "which of its columns are added to leads or deals; default: all others",
      list(text("columns: [series, price]"), "columns: [series, price]"),
    ),
  },
  {
    example: "products: { file: products.csv, key: product, columns: [series, price] }",
    required: ["key"],
  },
);
const lookups = named(lookup, "lookups: { products: { file: products.csv, key: product } }");

const activities: Shape<readonly ActivitySource[]> = each(
  activity,
  "activities: { file: activities.csv, ... }",
  (v) => ({
    ...columnsOf(v, ["lead", "at"], ["known", "offer"]),
    ...(v.type !== undefined && "is" in v.type
      ? { type: "", is: v.type.is }
      : { type: v.type?.column ?? "" }),
    by: v.by ?? null,
    ...defined({ id: v.id }),
    observedFrom: v.observed_from ?? null,
  }),
);

const stages = eachEntry(
  variant("from", wide, long),
  "stages: { file: stages.csv, ... }",
  (v: ReadAs<typeof wide> | ReadAs<typeof long>, path): readonly StageSource[] => {
    if ("columns" in v) return [{ kind: "wide", path, columns: stated(v.columns ?? new Map()) }];
    return filesIn(v, path).map((file) => ({
      kind: "long",
      ...file,
      ...columnsOf(v, ["lead", "at"], ["reason"]),
      stage: v.stage ?? { column: "" },
    }));
  },
);

/** Every source is one entry or a list of entries; only `leads` is required. */
export const sources = object(
  {
    leads: said("one row for each lead", leads),
    activities: said("one row for each activity", activities),
    stages: said(
      "when leads entered stages: long files, columns of the leads, or files that are one stage",
      stages,
    ),
    opportunities: said("one row for each deal", opportunities),
    spend: said("money spent by month and channel", spend),
    visits: said("visits by month and channel", visits),
    ids: said("which ids became which: leads converted, records merged; chains are followed", ids),
    history: said(
      "changes of attributes, one row each: values at a lead's creation are restored from them",
      history,
    ),
    lookups: said("tables that describe what leads or deals name: products, campaigns", lookups),
    events: said("dates of launches, price changes, fairs: marks on time axes", events),
  },
  {
    example: "sources: { leads: { file: leads.csv, id: lead_id, created: created_at } }",
    required: ["leads"],
  },
);
