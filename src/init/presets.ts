import { createRequire } from "node:module";
import { z } from "zod";

/**
 * How the vendors of CRMs write their exports: headers and their meaning, kept as data beside this file. A column is
 * recognised by any of its names, whatever its capitals, blanks and signs.
 */

const names = z.array(z.string()).readonly();
const chosen = z.strictObject({ column: names, values: names, why: z.string().optional() });

const tablePreset = z.strictObject({
  kind: z.enum(["leads", "activities", "stages", "opportunities"]),
  /** what the table is, in the vendor's words */
  what: z.string(),
  /** one name of each must be present */
  needs: z.array(names).readonly(),
  /** each one that is present makes the preset likelier */
  marks: names,
  id: names.optional(),
  created: names.optional(),
  account: names.optional(),
  channel: names.optional(),
  /** for each stage the columns that may hold its date */
  stages: z.record(z.string(), names).optional(),
  /** columns that may hold the date of a loss */
  lost: names.optional(),
  lead: names.optional(),
  type: names.optional(),
  stage: names.optional(),
  /** amount of deals */
  amount: names.optional(),
  closed: names.optional(),
  at: names.optional(),
  /** the actor of every row */
  actor: z.enum(["lead", "marketing", "sales"]).optional(),
  /** for a column the values of the rows that count */
  keep: z.record(z.string(), names).optional(),
  /** in a history of any field, the fields that are a stage */
  only: chosen.optional(),
  /** the activity types to take, where the file has them */
  keepOnly: chosen.optional(),
  /** how many days the vendor keeps each type of activity, and `others` */
  keeps: z.record(z.string(), z.number()).optional(),
  /** name in the file -> name in the study, for activity types */
  names: z.record(z.string(), z.string()).optional(),
});
const preset = z.strictObject({ vendor: z.string(), tables: z.array(tablePreset).readonly() });

export type TablePreset = z.infer<typeof tablePreset> & { readonly vendor: string };

let read: readonly TablePreset[] | null = null;

/** Every known table of every vendor. */
export function presets(): readonly TablePreset[] {
  if (read === null) {
    const load = createRequire(import.meta.url);
    const files = ["hubspot", "salesforce", "others"].flatMap((name): unknown[] => {
      const held: unknown = load(`./presets/${name}.json`);
      return Array.isArray(held) ? held : [held];
    });
    read = files.flatMap((file) => {
      const { vendor, tables } = preset.parse(file);
      return tables.map((table) => ({ ...table, vendor }));
    });
  }
  return read;
}
