import { freeMail } from "../../base/people/free-mail.ts";
import { DAY, parseDay } from "../../base/time.ts";
import type {
  ExportQuestion,
  FeatureMaking,
  FeatureSource,
  FileContent,
  FlagMeaning,
  Target,
} from "../../export/target.ts";
import { exported, targets } from "../../export/targets.ts";
import type { Result } from "../../result/type.ts";
import type { Study } from "../../study/type.ts";
import type { Weights } from "../../weights/type.ts";
import { aboutModels, type Told } from "./about.ts";

type OfResult = Pick<Result, "features" | "definitions"> & Partial<Pick<Result, "crm">> & Told;
type OfStudy = Pick<Study, "definitions" | "flags" | "personas" | "timezone" | "exports">;

/**
 * The files for production, by path in the run folder: `exports/<target>/...`, a folder for each target that the study
 * asks for.
 */
export function exportFiles(
  result: OfResult,
  study: OfStudy,
  to: readonly Target[] = targets.filter(({ name }) => study.exports?.includes(name) ?? true),
): Map<string, FileContent> {
  return new Map(
    [...exported(exportQuestion(result, study), to)].map(([path, content]) => [`exports/${path}`, content]),
  );
}

/** The models and definitions of a run, as the targets want them. */
export function exportQuestion(result: OfResult, study: OfStudy): ExportQuestion {
  const models = new Map(
    Object.entries(result.models).flatMap(([name, { weights }]) =>
      weights === null ? [] : [[name, weights] as const],
    ),
  );
  return {
    models,
    definitions: new Map(
      [...study.definitions].map(([name, { rule }]) => [
        name,
        { rule, cutoff: result.definitions[name]?.cutoff ?? null },
      ]),
    ),
    features: result.features.map(({ name, kind, from }) => ({ name, type: kind, from })),
    crm: new Map(Object.entries(result.crm ?? {})),
    making: makingOf(result, study, [...models.values()]),
    about: aboutModels(result),
  };
}

/** The features of the study, and the decayed counts of models with half-lives of their own. */
function makingOf(result: OfResult, study: OfStudy, models: readonly Weights[]): FeatureMaking {
  const recorded = new Map<string, number | null>();
  const sources = new Map<string, FeatureSource>();
  for (const { name, from, observedFrom } of result.features) {
    const day = observedFrom === null ? null : parseDay(observedFrom);
    const second = day === null ? null : day * DAY;
    if ("count" in from) recorded.set(from.count, second);
    sources.set(name, { from, observedFrom: second });
  }
  for (const { name, from } of models.flatMap(({ inputs }) => inputs))
    if (!sources.has(name))
      sources.set(name, { from, observedFrom: "decay" in from ? (recorded.get(from.decay) ?? null) : null });
  const flags = new Map<string, FlagMeaning>();
  for (const [name, flag] of study.flags)
    flags.set(
      name,
      flag.kind === "domain" ? { domainOf: flag.column, among: [...freeMail].sort() } : { when: flag.when },
    );
  for (const [name, when] of study.personas) flags.set(name, { when });
  const columns = result.features.flatMap(({ from, kind }) =>
    "column" in from && (kind === "number" || kind === "category") ? [[from.column, kind] as const] : [],
  );
  return {
    moment: `${result.asOf} 00:00:00`,
    timezone: study.timezone,
    sources,
    flags,
    columns: new Map(columns),
  };
}
