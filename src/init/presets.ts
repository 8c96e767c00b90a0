import { createRequire } from "node:module";
import { z } from "zod";

/**
 * How the vendors of CRMs write their exports: headers and what they mean, kept as data beside this file. A column is
 * meant by any of its names, whatever their capitals, blanks and signs.
 */

const names = z.array(z.string()).readonly();
const chosen = z.strictObject({ column: names, values: names, why: z.string().optional() });

const tablePreset = z.strictObject({
  kind: z.enum(["leads", "activities", "stages", "opportunities"]),
  /** in the vendor's words */
  what: z.string(),
  /** one name of each must be there */
  needs: z.array(names).readonly(),
  /** each that is there makes it likelier */
  marks: names,
  id: names.optional(),
  created: names.optional(),
  account: names.optional(),
  channel: names.optional(),
  /** stage: columns that may hold its date */
  stages: z.record(z.string(), names).optional(),
  /** columns that hold the date of a loss */
  lost: names.optional(),
  lead: names.optional(),
  type: names.optional(),
  stage: names.optional(),
  /** of deals */
  amount: names.optional(),
  closed: names.optional(),
  at: names.optional(),
  /** who acts in every row */
  actor: z.enum(["lead", "marketing", "sales"]).optional(),
  /** column: values of the rows that count */
  keep: z.record(z.string(), names).optional(),
  /** of a history of any field: the fields that are a stage */
  only: chosen.optional(),
  /** types of activity that are taken, where the file has them */
  keepOnly: chosen.optional(),
  /** days for which the vendor keeps each type of activity, and `others` */
  keeps: z.record(z.string(), z.number()).optional(),
  /** theirs: ours, of types of activity */
  names: z.record(z.string(), z.string()).optional(),
});
const preset = z.strictObject({ vendor: z.string(), tables: z.array(tablePreset).readonly() });

export type TablePreset = z.infer<typeof tablePreset> & { readonly vendor: string };

let read: readonly TablePreset[] | null = null;

/** Every table of every vendor that is known. */
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
