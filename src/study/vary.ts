import { parseDocument } from "yaml";
import { type Fault, fault } from "../base/errors.ts";
import { varyNobody, varyTooMany, varyValue } from "../base/messages/study/study.ts";
import { placeOf } from "./places.ts";
import { readStudy } from "./read.ts";
import type { Kinds } from "./reading.ts";
import type { Study } from "./type.ts";

/** One value of one setting, as the study writes it. */
export interface Setting {
  readonly path: string;
  readonly text: string;
}

/** A study with one value for each setting that it varies. */
export interface Variant {
  /** in the order of `vary` */
  readonly settings: readonly Setting[];
  readonly study: Study;
}

/** A sweep has so many variants at most. */
const mostVariants = 400;

interface Given extends Setting {
  readonly value: unknown;
}

/** What is wrong with `vary`, each value tried by itself in the study; its places are in the study file. */
export function varyFaults(study: Study, kinds: Kinds): readonly Fault[] {
  const count = study.vary.reduce((product, { values }) => product * values.length, 1);
  // values past the limit are not tried one by one
  if (count > mostVariants) return [fault(varyTooMany(count, mostVariants), placeOf(study, "vary"))];
  return study.vary.flatMap(({ path, values }) => {
    const nobody = namesNobody(study, path);
    if (nobody !== null) return [fault(nobody, placeOf(study, `vary.${path}`))];
    return values.flatMap(({ text, value }) => {
      const [first] = withSettings(study, [{ path, text, value }], kinds).faults;
      return first === undefined
        ? []
        : [fault(varyValue(path, text, first.what, first.mend), placeOf(study, `vary.${path}`))];
    });
  });
}

/** A setting of a model or a definition that the study does not have would make a new one. */
function namesNobody({ models, definitions }: Study, path: string) {
  const [, kind, name = ""] = /^(models|definitions)\.([^.[]+)/.exec(path) ?? [];
  if (kind === undefined) return null;
  const there = [...(kind === "models" ? models : definitions).keys()];
  return there.includes(name)
    ? null
    : varyNobody(path, kind === "models" ? "model" : "definition", name, there);
}

/**
 * Every combination of the values of `vary`, the last setting changing first; a study that varies nothing is its own one
 * variant. Combinations that are no study are told apart by their faults.
 */
export function variantsOf(
  study: Study,
  kinds: Kinds,
): {
  readonly variants: readonly Variant[];
  readonly faults: readonly Fault[];
} {
  let combined: readonly (readonly Given[])[] = [[]];
  for (const { path, values } of study.vary)
    combined = combined.flatMap((settings) => values.map((of) => [...settings, { path, ...of }]));
  const variants: Variant[] = [];
  const faults: Fault[] = [];
  for (const given of combined) {
    const read = withSettings(study, given, kinds);
    const settings = given.map(({ path, text }) => ({ path, text }));
    const [first] = read.faults;
    if (read.study !== null) variants.push({ settings, study: { ...read.study, seed: study.seed } });
    else if (first !== undefined) {
      const said = settings.map(({ path, text }) => `${path} ${text}`).join(", ");
      faults.push(fault(varyValue("", said, first.what, first.mend), placeOf(study, "vary")));
    }
  }
  return { variants, faults };
}

/** The study's text with settings put in, read as any study file is. */
function withSettings(study: Study, given: readonly Given[], kinds: Kinds): ReturnType<typeof readStudy> {
  const document = parseDocument(study.text, { uniqueKeys: false });
  document.delete("vary");
  for (const { path, value } of given) {
    const keys = path
      .replaceAll("[", ".")
      .replaceAll("]", "")
      .split(".")
      .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    // what is written in one text, such as a definition that is its predicate alone, has no settings inside
    for (let depth = 1; depth < keys.length; depth++) {
      const above = document.getIn(keys.slice(0, depth));
      if (above === null || (above !== undefined && typeof above !== "object"))
        document.setIn(keys.slice(0, depth), document.createNode({}));
    }
    document.setIn(keys, document.createNode(value));
  }
  return readStudy(document.toString({ lineWidth: 0 }), study.file, kinds);
}
