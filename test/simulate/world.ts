import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { judgeStudy } from "../../src/backtest/decide/study.ts";
import type { Estimate } from "../../src/base/estimate.ts";
import { fitRidge } from "../../src/models/kinds/logistic/ridge.ts";
import { pointTable, scoreRows } from "../../src/models/score.ts";
import type { TrainingRows } from "../../src/models/type.ts";
import { cholesky, inverseFromCholesky } from "../../src/stats/numeric/linear.ts";
import type { Attribute } from "../../src/weights/type.ts";
import { fitStudy } from "../../src/workbench/fit.ts";
import { load } from "../../src/workbench/load.ts";
import { simulateTo } from "../../src/workbench/simulate.ts";
import { openStudy } from "../../src/workbench/study-file.ts";

/** A study over a simulated world: the incumbent as it was run, and its rule as it is written, over four quarters. */
const study = `leadline: 1
study: truth
as_of: 2026-10-01
timezone: America/New_York
fiscal_year_starts: february
seed: 7
sources:
  leads:      { file: leads.csv, id: lead_id, created: created_at, account: domain }
  activities: { file: activities.csv, lead: lead_id, type: activity, at: occurred_at, known: synced_at, by: actor }
  stages:     { file: stages.csv, lead: lead_id, stage: stage, at: entered_at }
funnel: [lead, mql, sal, sql, opportunity, won]
lost: [disqualified]
handoff: sal
worked: { stage: sal }
outcome: { reaches: opportunity, within: 90 days }
flags: { free_email: { domain_of: email, in: free_mail } }
features:
  known_at_creation: [title, employees, source, email]
  activities: { windows: [30 days] }
models:
  hand:
    kind: points
    points:
      - { when: "demo_request_30d >= 1", points: 20 }
      - { per: pricing_view_30d, points: 5, max: 10 }
      - { per: webinar_30d, points: 15, max: 30 }
      - { per: content_download_30d, points: 10, max: 20 }
      - { per: email_click_30d, points: 4, max: 16 }
      - { per: page_view_30d, points: 2, max: 16 }
      - { when: "title IN ('CTO', 'IT Director')", points: 10 }
      - { when: "title = 'Student'", points: -10 }
definitions:
  incumbent: { stage: mql, incumbent: true }
  written:   { when: "hand_points >= 35" }
capacity: { reps: 2, leads_per_rep_per_day: 1, holidays: US }
backtest: { quarters: 4, embargo: 7 days }
`;

const used = [
  "title",
  "employees",
  "source",
  "free_email",
  "page_view_30d",
  "pricing_view_30d",
  "webinar_30d",
];

/** Bins by hand, so that every world has the same. */
const cuts = new Map([
  ["employees", [10, 50, 200, 1000]],
  ["page_view_30d", [1, 3]],
  ["pricing_view_30d", [1]],
  ["webinar_30d", [1]],
]);
const options = { lambda: 1, maxBins: 6, cuts };

export interface Learnt {
  /** observed precision of all who crossed, over the judged quarters */
  readonly precision: Readonly<Record<string, Estimate>>;
  /** coefficient of each bin against its feature's first, with its error clustered by account */
  readonly coefficients: Readonly<Record<string, { readonly value: number; readonly se: number }>>;
  readonly rows: number;
}

/** Simulates a world into a folder and learns from its exports as a run does. */
export async function learn(leads: number, seed: number, folder: string): Promise<Learnt> {
  await simulateTo({ leads, seed, out: folder });
  writeFileSync(join(folder, "study.yaml"), study);
  const { study: read } = await openStudy(join(folder, "study.yaml"));
  const loaded = await load(read, folder, {});
  const fitted = await fitStudy(loaded);
  const judged = await judgeStudy(loaded, fitted, { watch: {}, firstSeen: new Map() });
  const precision = Object.fromEntries(
    Object.entries(judged.definitions).map(([name, { pooled }]) => {
      if (pooled.precisionAll.value === null) throw new Error(pooled.precisionAll.reason);
      return [name, pooled.precisionAll];
    }),
  );
  const { rows } = fitted.walk.final;
  return { precision, coefficients: coefficients(rows), rows: rows.label.length };
}

type BinAttribute = Extract<Attribute, { kind: "bins" }>;

function coefficients(all: TrainingRows): Learnt["coefficients"] {
  const keep = all.coded.features.map((f) => used.includes(f.name));
  const rows: TrainingRows = {
    ...all,
    coded: {
      count: all.coded.count,
      features: all.coded.features.filter((_, j) => keep[j]),
      codes: all.coded.codes.filter((_, j) => keep[j]),
    },
  };
  const { draft, converged } = fitRidge("logit", options, rows, options.cuts);
  if (!converged) throw new Error("the fit did not converge");
  const bins = draft.attributes.flatMap((attribute) =>
    attribute.kind === "bins" ? [{ attribute, member: memberOf(attribute, rows) }] : [],
  );
  // one column a bin that is not the feature's first, and that rows fall in
  let unobserved = 0;
  const columns = bins.flatMap(({ attribute, member }) =>
    attribute.bins.flatMap((bin, b) => {
      if (b === 0 || !member.includes(b) || bin.points === 0) return [];
      // the activities begin to be recorded together: one column for all of them
      if (bin.kind === "not_observed" && unobserved++ > 0) return [];
      const label =
        bin.kind === "range" ? `${bin.low}` : bin.kind === "category" ? `${bin.values}` : bin.kind;
      return [
        {
          name: `${attribute.name} ${label}`,
          member,
          b,
          value: (bin.points - (attribute.bins[0]?.points ?? 0)) * draft.scale.unit,
        },
      ];
    }),
  );
  const score = scoreRows(draft, rows.coded);
  const se = sandwich(
    columns,
    score.map((s) => 1 / (1 + Math.exp(-s * draft.scale.unit))),
    rows,
  );
  return Object.fromEntries(
    columns.flatMap(({ name, value }, j) =>
      name.endsWith("not_observed") ? [] : [[name, { value, se: se[j + 1] ?? Number.NaN }]],
    ),
  );
}

/** Which bin of an attribute each row is in: the one scorer says it, with the bin's index as its points. */
function memberOf(attribute: BinAttribute, rows: TrainingRows): Int8Array {
  const f = rows.coded.features.findIndex((feature) => feature.name === attribute.name);
  const [feature, codes] = [rows.coded.features[f], rows.coded.codes[f]];
  if (feature === undefined || codes === undefined) throw new Error(`no feature ${attribute.name}`);
  const indexed = { ...attribute, bins: attribute.bins.map((bin, b) => ({ ...bin, points: b })) };
  const table = pointTable(indexed, feature);
  return Int8Array.from({ length: rows.coded.count }, (_, i) => table[codes[i] ?? 0] ?? -1);
}

/** Errors of a weighted logistic fit clustered by account: inverse information, accounts' scores between. */
function sandwich(
  columns: readonly { readonly member: Int8Array; readonly b: number }[],
  p: Float64Array,
  rows: TrainingRows,
): number[] {
  const k = columns.length + 1;
  const information = new Float64Array(k * k);
  const sums = new Map<number, Float64Array>();
  for (let i = 0; i < p.length; i++) {
    const active = [0, ...columns.flatMap(({ member, b }, j) => (member[i] === b ? [j + 1] : []))];
    const [w, mu] = [rows.weight[i] ?? 0, p[i] ?? 0];
    const account = rows.account[i] ?? 0;
    let sum = sums.get(account);
    if (sum === undefined) {
      sum = new Float64Array(k);
      sums.set(account, sum);
    }
    for (const a of active) {
      sum[a] = (sum[a] ?? 0) + w * ((rows.label[i] ?? 0) - mu);
      for (const c of active) information[a * k + c] = (information[a * k + c] ?? 0) + w * mu * (1 - mu);
    }
  }
  const factored = cholesky(information, k);
  if ("failedAt" in factored) throw new Error(`collinear at column ${factored.failedAt}`);
  const inverse = inverseFromCholesky(factored.factor, k);
  const variance = new Float64Array(k);
  for (const sum of sums.values())
    for (let a = 0; a < k; a++) {
      let v = 0;
      for (let c = 0; c < k; c++) v += (inverse[a * k + c] ?? 0) * (sum[c] ?? 0);
      variance[a] = (variance[a] ?? 0) + v * v;
    }
  return Array.from(variance, Math.sqrt);
}
