import type { CountFeature, Feature, StaticFeature } from "../../src/features/type.ts";
import type { TrainingRows } from "../../src/models/type.ts";

/** A column as a test writes it: values a row, null missing, undefined not observed. */
export type Column = readonly (number | string | boolean | null | undefined)[];

/** A column of counts, `<name>_30d`. */
export const countColumn = (name: string, cap = 5): CountFeature => ({
  kind: "count",
  name,
  from: { count: name.replace(/_30d$/, ""), window: 30, cap },
  type: 0,
  window: 30 * 86_400,
  cap,
  observedFrom: 0,
  size: cap + 3,
  missing: cap + 1,
  notObserved: cap + 2,
});

function featureOf(name: string, column: Column): Feature {
  if (name.endsWith("_30d")) return countColumn(name);
  const known = [...new Set(column)].filter((v) => v !== null && v !== undefined);
  const kind: StaticFeature["kind"] = known.some((v) => typeof v === "boolean")
    ? "boolean"
    : known.some((v) => typeof v === "string")
      ? "category"
      : "number";
  const values =
    kind === "boolean"
      ? [false, true]
      : known.sort((a, b) => (kind === "number" ? Number(a) - Number(b) : String(a) < String(b) ? -1 : 1));
  return {
    kind,
    name,
    from: { column: name },
    values,
    codes: new Uint16Array(0),
    size: values.length + 2,
    missing: values.length,
    notObserved: values.length + 1,
  };
}

/** Training rows from columns, a lead and an account a row where nothing else is said, five folds in turn. */
export function madeRows(
  columns: Readonly<Record<string, Column>>,
  label: readonly number[],
  more: { readonly weight?: readonly number[]; readonly lead?: readonly number[] } = {},
): TrainingRows {
  const count = label.length;
  const features = Object.entries(columns).map(([name, column]) => featureOf(name, column));
  const codes = features.map((feature) => {
    const column = columns[feature.name] ?? [];
    return Uint16Array.from({ length: count }, (_, i) => {
      const value = column[i];
      if (value === undefined) return feature.notObserved;
      if (value === null) return feature.missing;
      if (feature.kind === "decay") return Math.round(Number(value) * feature.perUnit);
      return feature.kind === "count" ? Math.min(Number(value), feature.cap) : feature.values.indexOf(value);
    });
  });
  const lead = Int32Array.from(more.lead ?? label.keys());
  return {
    coded: { count, features, codes },
    label: Uint8Array.from(label),
    weight: Float64Array.from(more.weight ?? new Array(count).fill(1)),
    fold: Uint8Array.from(lead, (l) => l % 5),
    account: lead,
    lead,
  };
}
