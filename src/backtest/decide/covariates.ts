import { codesAt, codeValue, notObserved } from "../../features/codes.ts";
import type { CodedRows, Feature } from "../../features/type.ts";
import { scoreRows } from "../../models/score.ts";
import { atomTruth } from "../../rules/evaluate.ts";
import { leavesOf } from "../../rules/names.ts";
import { cutScore } from "../../rules/reference.ts";
import type { Atom, Rule } from "../../rules/tree.ts";
import type { Data } from "../data.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import type { Covariates } from "../type.ts";

/** What a rule reads of a lead at one instant: a model's score, or whether a condition holds. */
type Read = { readonly model: string } | { readonly atom: Atom };

/** What is known of leads at any instant, by what definitions read: scores under a fold's weights, and conditions as 0 or 1. */
export function covariatesOf(
  { study, history, labels }: Pick<Data, "study" | "history" | "labels">,
  { walk }: Pick<FittedStudy, "walk">,
): Covariates {
  const ruleOf = (name: string): Rule | null => study.definitions.get(name)?.rule ?? null;
  return {
    at: (names, k, lead, time) => {
      const fitting = walk.folds[k];
      if (fitting === undefined) return [];
      const reads = readsOf(
        names.flatMap((name) => ruleOf(name) ?? []),
        study.models,
      );
      const rows = codesAt(history, fitting.coded.features, lead, time, labels.shown);
      return reads.map((read) => {
        if ("atom" in read) return truths(read.atom, rows);
        const fit = fitting.models.get(read.model);
        // without weights the definition is not replayed in this fold, and no row asks
        if (fit === undefined || !("weights" in fit)) return new Float64Array(lead.length);
        const { unit } = fit.weights.scale;
        return scoreRows(fit.weights, rows).map((score) => score * unit);
      });
    },
    knows: (name) => {
      const rule = ruleOf(name);
      return rule !== null && !leavesOf(rule).some((leaf) => leaf.kind === "stage");
    },
  };
}

/** What rules read, each once. A condition on a model's points or chance reads its score. */
function readsOf(rules: readonly Rule[], models: Data["study"]["models"]): readonly Read[] {
  const reads = new Map<string, Read>();
  for (const leaf of rules.flatMap(leavesOf)) {
    if (leaf.kind === "constant" || leaf.kind === "stage") continue;
    const model =
      leaf.kind === "cutoff" || leaf.kind === "best"
        ? leaf.model
        : (cutScore(leaf.name, models)?.model ?? null);
    if (model !== null) reads.set(`score ${model}`, { model });
    else if ("name" in leaf) {
      const { span: _, ...condition } = leaf;
      reads.set(JSON.stringify(condition), { atom: leaf });
    }
  }
  return [...reads.values()];
}

/** 1 where a condition holds; what is missing or not observed does not hold. */
function truths(atom: Atom, { features, codes, count }: CodedRows): Float64Array {
  const f = features.findIndex(({ name }) => name === atom.name);
  const [feature, own] = [features[f], codes[f]];
  const out = new Float64Array(count);
  if (feature === undefined || own === undefined) return out;
  const known = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const code = own[i] ?? feature.missing;
    const truth = known.get(code) ?? truthOf(atom, feature, code);
    known.set(code, truth);
    out[i] = truth;
  }
  return out;
}

function truthOf(atom: Atom, feature: Feature, code: number): number {
  const value = codeValue(feature, code);
  return atomTruth(atom, value === notObserved ? null : value) === true ? 1 : 0;
}
