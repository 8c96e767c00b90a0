import { DAY, dayNumber, isoDate, isoSecond } from "../../../src/base/time.ts";
import type { Dialect } from "../../../src/export/index.ts";
import type { FeatureMaking } from "../../../src/export/target.ts";
import { codesAt } from "../../../src/features/codes.ts";
import { decayFeatures, type Feature, moves } from "../../../src/features/index.ts";
import { columnValue } from "../../../src/history/column.ts";
import type { History } from "../../../src/history/type.ts";
import { inputValue } from "../../../src/models/score.ts";
import type { Study } from "../../../src/study/type.ts";
import type { Inputs } from "../../../src/weights/scorer.ts";
import { exportQuestion } from "../../../src/workbench/folder/exports.ts";
import { load } from "../../../src/workbench/load.ts";
import { openStudy } from "../../../src/workbench/study-file.ts";
import type { Table } from "./engines.ts";

const stamp = (t: number): string => isoSecond(t).replace("T", " ");

/** The sample's features and decays, and three moments: early enough that windows are not observed, in the middle, and the last. */
export async function sampleFeatures() {
  const { study, folder } = await openStudy("data/sample/study.yaml");
  const { history, coded } = await load(study, folder, {});
  const halfLives = history.activities.types.map((_, i) => 7 * (i + 1));
  const features: readonly Feature[] = [...coded.features, ...decayFeatures(history, null, halfLives)];
  const moments = [dayNumber(2024, 1, 20), dayNumber(2025, 3, 9), dayNumber(2026, 10, 1)].map(
    (day) => day * DAY + 43_201,
  );
  return { study, history, features, moments };
}

/** Leads and activities as the query of features reads them. */
export function sourceTables(
  { clock, types, identifier }: Dialect,
  { leads, activities }: History,
  columns: FeatureMaking["columns"],
): readonly Table[] {
  const known = [...columns].map(([name, type]) => ({ name, type: types[type] }));
  const table = (
    name: string,
    typed: readonly { readonly name: string; readonly type: string }[],
    values: readonly (readonly unknown[])[],
  ): Table => ({
    name,
    create: `CREATE TABLE ${name} (${typed.map((c) => `${identifier(c.name)} ${c.type}`).join(", ")})`,
    names: typed.map((c) => c.name),
    types: typed.map((c) => c.type),
    values,
  });
  const rows = Array.from({ length: leads.count }, (_, lead) => [
    lead,
    stamp(leads.created[lead] ?? 0),
    ...known.map(({ name }) => columnValue(leads.columns.get(name), lead)),
  ]);
  const acts = Array.from({ length: leads.count }, (_, lead) => lead).flatMap((lead) => {
    const of: unknown[][] = [];
    for (let k = activities.start[lead] ?? 0; k < (activities.start[lead + 1] ?? 0); k++) {
      const [at, visible] = [activities.at[k] ?? 0, activities.visible[k] ?? 0];
      const type = activities.types[activities.type[k] ?? 0] ?? "";
      of.push([lead, type, stamp(at), visible > at ? stamp(visible) : null]);
    }
    return of;
  });
  return [
    table(
      "leads",
      [{ name: "lead_id", type: types.count }, { name: "created_at", type: clock.type }, ...known],
      rows,
    ),
    table(
      "activities",
      [
        { name: "lead_id", type: types.count },
        { name: "activity", type: types.category },
        { name: "occurred_at", type: clock.type },
        { name: "known_at", type: clock.type },
      ],
      acts,
    ),
  ];
}

/** What a run would say of how its features are made. */
export function makingFor(study: Study, features: readonly Feature[], moment: number): FeatureMaking {
  const { making } = exportQuestion(
    {
      models: {},
      definitions: {},
      asOf: isoDate(0),
      run: "none",
      leadline: "0",
      study: { name: "none", outcome: { stage: "won", withinDays: 90 } },
      features: features.map((feature) => ({
        name: feature.name,
        kind: feature.kind,
        from: feature.from,
        levels: 0,
        missingShare: 0,
        range: null,
        example: null,
        observedFrom: moves(feature) ? isoDate(Math.floor(feature.observedFrom / 86_400)) : null,
      })),
    },
    study,
  );
  if (making === null) throw new Error("a run says how its features are made");
  return { ...making, moment: stamp(moment) };
}

/** The features of each lead that is there at a moment, by the workbench; not observed is null too. */
export function featuresAt(
  history: History,
  features: readonly Feature[],
  moment: number,
): readonly Inputs[] {
  const there = Array.from(history.leads.created).flatMap((created, lead) =>
    created <= moment ? [lead] : [],
  );
  const coded = codesAt(history, features, Int32Array.from(there), new Int32Array(there.length).fill(moment));
  return there.map((lead, row) => ({
    lead_id: lead,
    ...Object.fromEntries(
      features.map((feature, f) => {
        const value = inputValue(feature, coded.codes[f]?.[row] ?? 0);
        return [feature.name, typeof value === "object" ? null : value];
      }),
    ),
  }));
}

/**
 * Cells that rows of an engine and the workbench's features have alike.
 *
 * @param names columns of the engine's rows, behind the lead
 * @throws Error at the first that they do not
 */
export function sameFeatures(
  ours: readonly Inputs[],
  theirs: readonly (readonly unknown[])[],
  names: readonly string[],
): number {
  if (theirs.length !== ours.length)
    throw new Error(`${ours.length} leads are there, the query gives ${theirs.length}`);
  ours.forEach((row, i) => {
    ["lead_id", ...names].forEach((name, k) => {
      const [a, b] = [row[name] ?? null, theirs[i]?.[k] ?? null];
      const same = a === null || b === null || typeof a === "string" ? a === b : Number(a) === Number(b);
      if (!same)
        throw new Error(
          `${name} of lead ${row.lead_id} is ${JSON.stringify(a)}, the query says ${JSON.stringify(b)}`,
        );
    });
  });
  return ours.length * names.length;
}
