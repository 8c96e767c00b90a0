import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { binFeature, describes } from "../../src/models/bins.ts";
import { subset } from "../../src/models/fitting/cross-fit.ts";
import { fitKind } from "../../src/models/kinds.ts";
import { scoreRows } from "../../src/models/score.ts";
import type { TrainingRows } from "../../src/models/type.ts";
import { plattFit } from "../../src/stats/calibrate/platt.ts";
import { fitBinned } from "../../src/stats/regression/binned/fit.ts";
import { fitStudy } from "../../src/workbench/fit.ts";
import { load } from "../../src/workbench/load.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { noShared, shared } from "../helpers/golden.ts";
import { olistRead } from "../helpers/olist.ts";

const place = scratch();
afterAll(() => place.remove());
const data = resolve(shared ?? "", "data");

function written(name: string, study: string): string {
  const folder = join(place.folder, name);
  mkdirSync(folder);
  if (name === "bank") {
    // the export has no id: its row's number
    const [head = "", ...rows] = readFileSync(`${data}/bank_marketing/bank-additional-full.csv`, "utf8")
      .trim()
      .split(/\r?\n/);
    writeFileSync(
      join(folder, "bank.csv"),
      [`id;${head}`, ...rows.map((row, i) => `B${i};${row}`)].join("\n").replaceAll(";", ","),
    );
  }
  writeFileSync(join(folder, "study.yaml"), study);
  return join(folder, "study.yaml");
}

const olist = `${olistRead(data)}features: { known_at_creation: [origin, landing_page_id] }
models: { logit: { kind: logistic, penalty: ridge } }
backtest: { quarters: 1 }
`;
const education = `leadline: 1
study: x-education
as_of: 2026-01-01
timezone: Asia/Kolkata
sources: { leads: { file: ${data}/x_education/Leads.csv, id: Prospect ID } }
funnel: [lead]
outcome: { column: Converted, is: 1 }
features:
  known_at_creation: [Lead Origin, Lead Source, Specialization, City, TotalVisits, Total Time Spent on Website, Page Views Per Visit, Country, What is your current occupation, How did you hear about X Education, Do Not Email, A free copy of Mastering The Interview]
models: { logit: { kind: logistic, penalty: ridge } }
`;
const bank = `leadline: 1
study: bank
as_of: 2026-01-01
timezone: UTC
sources: { leads: { file: bank.csv, id: id } }
funnel: [lead]
outcome: { column: y, is: "yes" }
features:
  known_at_creation: [age, job, marital, education, default, housing, loan, contact, campaign, pdays, previous, poutcome, euribor3m, nr.employed, cons.conf.idx]
models: { logit: { kind: logistic, penalty: ridge } }
`;

/**
 * Ridge as 0.1.0 had it, on the same rows: lambda 1 on columns standardised by their SD, bins of a number of any size, special
 * bins of 20 leads.
 */
function asBefore(rows: TrainingRows, cuts: ReadonlyMap<string, readonly number[]>) {
  const all = rows.coded.features.flatMap((feature, f) => {
    if (!describes(feature)) return [];
    const codes = rows.coded.codes[f] ?? new Uint8Array(0);
    const binning = binFeature(feature, codes, rows.weight, {
      maxBins: 6,
      cuts: cuts.get(feature.name) ?? null,
      least: { leads: 0, expecting: 0, rarer: null },
    });
    const mass = new Float64Array(binning.bins.length);
    rows.weight.forEach((w, i) => {
      const bin = binning.table[codes[i] ?? 0] ?? 0;
      mass[bin] = (mass[bin] ?? 0) + w;
    });
    const pinned = binning.bins.map(
      ({ kind }, b) => kind !== "range" && kind !== "category" && (mass[b] ?? 0) < 20,
    );
    const free = pinned.filter((held) => !held).length;
    let next = 0;
    const column = pinned.map((held) => (held ? free : next++));
    return [
      {
        f,
        size: free + 1,
        pinned: free,
        columnOf: Uint8Array.from(binning.table, (bin) => column[bin] ?? free),
      },
    ];
  });
  const binsOf = (coded: TrainingRows["coded"]): Uint8Array[] =>
    all.map(({ f, columnOf }) => Uint8Array.from(coded.codes[f] ?? [], (code) => columnOf[code] ?? 0));
  const fit = fitBinned({
    bins: binsOf(rows.coded),
    sizes: all.map(({ size }) => size),
    pinned: all.map(({ pinned }) => pinned),
    label: rows.label,
    weight: rows.weight,
    lambda: 1,
  });
  if (!fit.converged) throw new Error("0.1.0's fit has not converged");
  return (coded: TrainingRows["coded"]): Float64Array => {
    const bins = binsOf(coded);
    return Float64Array.from({ length: coded.count }, (_, i) =>
      bins.reduce((sum, bin, k) => sum + (fit.coef[k]?.[bin[i] ?? 0] ?? 0), fit.intercept),
    );
  };
}

/** Logits of each row by a fit on the four folds of accounts that it is not in. */
function outOfFold(
  rows: TrainingRows,
  learn: (rows: TrainingRows) => (coded: TrainingRows["coded"]) => Float64Array,
): Float64Array {
  const out = new Float64Array(rows.label.length);
  for (const fold of new Set(rows.fold)) {
    const at = (mine: boolean): TrainingRows =>
      subset(
        rows,
        Int32Array.from(rows.fold.keys()).filter((i) => (rows.fold[i] === fold) === mine),
      );
    const scores = learn(at(false))(at(true).coded);
    let k = 0;
    rows.fold.forEach((f, i) => {
      if (f === fold) out[i] = scores[k++] ?? 0;
    });
  }
  return out;
}

/** Mean log loss, each lead once: of the probabilities that a fit itself has, and after Platt's map on them. */
function logLoss(eta: Float64Array, rows: TrainingRows): readonly [own: number, mapped: number] {
  const map = plattFit(eta, rows.label, rows.weight);
  const loss = (logit: (x: number) => number): number => {
    let [sum, total] = [0, 0];
    eta.forEach((x, i) => {
      const [of, w] = [logit(x), rows.weight[i] ?? 0];
      sum += w * (Math.max(0, of) + Math.log1p(Math.exp(-Math.abs(of))) - (rows.label[i] ?? 0) * of);
      total += w;
    });
    return sum / total;
  };
  return [loss((x) => x), loss((x) => (map?.slope ?? 1) * x + (map?.intercept ?? 0))];
}

describe("7.1: the log loss out of fold is no worse than that of 0.1.0's ridge on the same rows", () => {
  it.for([
    ["sample", ""],
    ["olist", olist],
    ["x-education", education],
    ["bank", bank],
  ] as const)("on %s", { timeout: 600_000 }, async ([name, text], ctx) => {
    if (name !== "sample" && shared === undefined) return ctx.skip(noShared);
    const path =
      name === "sample"
        ? fileURLToPath(new URL("../../data/sample/study.yaml", import.meta.url))
        : written(name, text);
    const { study, folder } = await openStudy(path);
    const loaded = await load({ ...study, backtest: { ...study.backtest, quarters: 1 } }, folder, {});
    const { rows } = (await fitStudy(loaded)).walk.final;
    const spec = study.models.get("logit");
    if (spec === undefined || spec.kind === "points") throw new Error("no logit");
    const { bins: cuts } = study.features;
    const before = logLoss(
      outOfFold(rows, (some) => asBefore(some, cuts)),
      rows,
    );
    const now = logLoss(
      outOfFold(rows, (some) => {
        const fitted = fitKind("logit", spec, some, cuts);
        if (!("draft" in fitted)) throw new Error(fitted.reason);
        return (coded) => scoreRows(fitted.draft, coded).map((score) => score * fitted.draft.scale.unit);
      }),
      rows,
    );
    const said = ([own, mapped]: readonly number[]): string =>
      `${own?.toFixed(5)}, mapped ${mapped?.toFixed(5)}`;
    console.log(`${name}: log loss ${said(now)}; as in 0.1.0 ${said(before)}`);
    expect(now[0]).toBeLessThanOrEqual(before[0]);
    expect(now[1]).toBeLessThanOrEqual(before[1]);
  });
});
