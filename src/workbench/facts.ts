import { basename } from "node:path";
import { defined } from "../base/defined.ts";
import { type Fault, formatFault, warning } from "../base/errors.ts";
import { DAY, dayOf, isoDate, NEVER, quarterOf } from "../base/time.ts";
import { codeValue, moves } from "../features/codes.ts";
import type { CodedRows, Feature, StaticFeature } from "../features/type.ts";
import { foreseeable } from "../labels/moments.ts";
import { untimedName } from "../labels/untimed.ts";
import type {
  DataFacts,
  FeatureFacts,
  MaturityFacts,
  Result,
  StudyFacts,
  WarningFacts,
} from "../result/type.ts";
import { countName } from "../rules/reference.ts";
import type { Study } from "../study/type.ts";
import { type Loaded, leadsOf } from "./loaded.ts";

/** @param seeded whether the seed was given on the command line instead of the file */
export function studyFacts(study: Study, seeded: boolean): StudyFacts {
  return {
    name: study.study,
    title: study.title ?? `Lead definition review, ${quarterOf(study.asOf, study.fiscalYearStarts).name}`,
    preparedFor: study.preparedFor,
    timezone: study.timezone,
    seed: study.seed,
    fiscalYearStarts: study.fiscalYearStarts,
    funnel: study.funnel,
    handoff: study.handoff,
    outcome:
      study.outcome.kind === "stage"
        ? { stage: study.outcome.reaches, withinDays: study.outcome.withinDays }
        : { stage: untimedName(study.outcome), withinDays: null },
    quartersWanted: study.backtest.quarters,
    embargoDays: study.backtest.embargo,
    command: `leadline run study.yaml${seeded ? ` --seed ${study.seed}` : ""}`,
  };
}

/**
 * What was read, refused and left out. Lines of rejects depend on the order of rows and are left out (`check` has
 * them).
 */
export function dataFacts(loaded: Loaded): DataFacts {
  const { history, table, labels } = leadsOf(loaded);
  const { audit, leads, accounts, activities, stages } = history;
  const sum = (values: Uint8Array): number => values.reduce((total, v) => total + v, 0);
  return {
    digest: audit.digest,
    rows: {
      leads: leads.count,
      accounts: accounts.count,
      activities: activities.count,
      stageEntries: stages.first
        .slice(1)
        .reduce((n, at) => n + at.reduce((k, t) => k + (t < NEVER ? 1 : 0), 0), 0),
    },
    files: audit.files.map(({ source, file, rows, rejected, undated, duplicates, orphans, afterAsOf }) => ({
      source,
      file,
      rows,
      rejected,
      undated,
      duplicates,
      orphans,
      afterAsOf,
    })),
    rejects: audit.rejects.map(({ file, column, reason, count, sample }) => ({
      file,
      column,
      reason,
      count,
      sample,
    })),
    excluded: sum(table.excluded),
    refused: sum(labels.refused),
  };
}

export function maturityFacts({ study, history, labels, moments, table }: Loaded): MaturityFacts {
  const { outcomes, without } = foreseeable(history, labels, table.excluded, study.moments);
  const immature = moments.label.reduce((n, y) => n + (y === 2 ? 1 : 0), 0);
  return {
    moments: { mature: moments.count - immature, immature },
    outcomes,
    outcomesWithoutMoment: without,
    matureUntil: isoDate(dayOf(study.asOf - labels.horizon)),
    outcomeObservedFrom:
      labels.outcomeObservedFrom === NEVER ? null : isoDate(dayOf(labels.outcomeObservedFrom)),
  };
}

/**
 * The values of each feature at the moments; a value of a category is shown only where at least `min_group` leads have
 * it.
 */
export function featureFacts({ study }: Pick<Loaded, "study">, coded: CodedRows): readonly FeatureFacts[] {
  return coded.features.map((feature, f) => {
    const codes = coded.codes[f] ?? [];
    const seen = new Float64Array(feature.size);
    for (let i = 0; i < codes.length; i++) seen[codes[i] ?? 0] = (seen[codes[i] ?? 0] ?? 0) + 1;
    const missing = (seen[feature.missing] ?? 0) + (seen[feature.notObserved] ?? 0);
    const known = Array.from(seen, (n, code): [number, number] => [code, n]).filter(
      ([code, n]) => n > 0 && code < feature.missing,
    );
    const values = known.map(([code]) => valueText(feature, code));
    const numbers = known.map(([code]) => numeric(feature, code)).filter((v) => v !== null);
    const most = known.sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
    const shown =
      most !== undefined && (feature.kind !== "category" || leadsWith(feature, most[0]) >= study.minGroup);
    return {
      name: feature.name,
      kind: feature.kind,
      levels: values.length,
      missingShare: coded.count === 0 ? 0 : missing / coded.count,
      range:
        numbers.length === 0
          ? null
          : [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))],
      example: shown ? valueText(feature, most[0]) : null,
      observedFrom:
        moves(feature) && feature.observedFrom < NEVER ? isoDate(dayOf(feature.observedFrom)) : null,
      from: feature.from,
    };
  });
}

interface DaysSinceFacts extends Pick<FeatureFacts, "name" | "levels" | "range" | "example"> {
  readonly kind: "days";
}

/**
 * Days since each activity at the moments, for people who list what rules may name: whole days since the latest visible
 * one. They are no features: rules read them as counts. O(moments x activities of their lead).
 */
export function daysSinceFacts({
  history,
  moments,
}: Pick<Loaded, "history" | "moments">): readonly DaysSinceFacts[] {
  const { types, type, at, visible, start } = history.activities;
  const seen = types.map(() => new Map<number, number>());
  const until = moments.shown ?? start.subarray(1);
  const latest = new Float64Array(types.length);
  for (let i = 0; i < moments.count; i++) {
    const [lead, t] = [moments.lead[i] ?? 0, moments.time[i] ?? 0];
    latest.fill(Number.NEGATIVE_INFINITY);
    for (let k = start[lead] ?? 0; k < (until[lead] ?? 0) && (visible[k] ?? NEVER) <= t; k++)
      latest[type[k] ?? 0] = Math.max(latest[type[k] ?? 0] ?? 0, at[k] ?? 0);
    latest.forEach((last, kind) => {
      const days = Math.floor((t - last) / DAY);
      if (Number.isFinite(days)) seen[kind]?.set(days, (seen[kind]?.get(days) ?? 0) + 1);
    });
  }
  return types.map((activity, kind) => {
    const found = [...(seen[kind] ?? [])].sort(([a, n], [b, m]) => m - n || a - b);
    const all = found.map(([days]) => days);
    return {
      name: countName({ kind: "since", activity }),
      kind: "days" as const,
      levels: all.length,
      range:
        all.length === 0
          ? null
          : [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))],
      example: all.length === 0 ? null : String(all[0]),
    };
  });
}

function leadsWith({ codes }: StaticFeature, code: number): number {
  let n = 0;
  for (const own of codes) if (own === code) n++;
  return n;
}

const numeric = (feature: Feature, code: number): number | null => {
  const value = codeValue(feature, code);
  return typeof value === "number" ? value : null;
};

const valueText = (feature: Feature, code: number): string => String(codeValue(feature, code));

/**
 * Warnings as data. Of the study file only the name is kept: the folder in which a run was started is not a part of it.
 */
export const warningFacts = (warnings: readonly Fault[]): readonly WarningFacts[] =>
  warnings.map(({ code, what, mend, where }) => {
    const file = where.file !== undefined && where.path !== undefined ? basename(where.file) : where.file;
    const place = { ...where, ...defined({ file }) };
    return {
      code,
      what,
      mend,
      where: formatFault(warning({ code, what: "", mend: "" }, place)).replace(/[:\s]+$/, ""),
    };
  });

/** The warnings of an earlier run. */
export const warningsOf = (result: Result): readonly Fault[] =>
  result.warnings.map(({ code, what, mend, where }) =>
    warning({ code, what, mend }, where === "" ? {} : { file: where }),
  );
