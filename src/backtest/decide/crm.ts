import { defined } from "../../base/defined.ts";
import { type Estimated, notEstimable } from "../../base/estimate.ts";
import { computed } from "../../base/keep.ts";
import {
  noCapacityStated,
  noDates,
  noPastScores,
  noQuarterJudged,
  noQuarterToReplay,
  notReplayed,
} from "../../base/messages/models/unknown.ts";
import { compareScores } from "../../evaluate/evaluate.ts";
import type { Feature } from "../../features/type.ts";
import type { CrmFacts } from "../../result/type.ts";
import { aucEstimate } from "../../stats/rank/rank.ts";
import type { Definition } from "../../study/type.ts";
import { crmAbilities, crmNames } from "../../weights/crm/abilities.ts";
import { type CountInput, type Simplified, simplify } from "../../weights/crm/simplify.ts";
import { digestOf } from "../../weights/seal.ts";
import type { Weights } from "../../weights/type.ts";
import { walkedForward } from "../compare/held-out.ts";
import type { Data, ModelsData } from "../data.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import type { Fitting } from "../fit/walk-forward.ts";
import { figures } from "../judge/quarters.ts";
import { judgedFolds } from "../judge/scene.ts";
import { pairedDifference, swapRows } from "../judge/swap.ts";
import type { ReplayOptions } from "../replay/type.ts";
import { serving } from "../serve/served.ts";
import { paceIn } from "./capacity.ts";
import { replayed } from "./replayed.ts";
import { settingOf } from "./study.ts";

/** One simplified version of one model: the CRMs that take it, and its name among the models that are measured. */
interface Variant {
  readonly model: string;
  readonly name: string;
  readonly targets: readonly (typeof crmNames)[number][];
  readonly simplified: Simplified;
}

/**
 * What each CRM's version of the models costs. In every fold the weights are simplified as the shipped ones are, and
 * history is scored and replayed with both. A cut-off from capacity is found anew for each version, so that both fill
 * the same slots. CRMs with the same version are measured once; a version that loses nothing is not measured.
 */
export async function crmCosts(data: Data, fitted: FittedStudy, options: ReplayOptions): Promise<CrmFacts> {
  const variants = [...data.study.models.keys()].flatMap((model) => {
    const weights = weightsIn(fitted.walk.final, model);
    return weights === null ? [] : variantsOf(model, weights, fitted.walk.final);
  });
  const changed = variants.filter(({ simplified }) => simplified.losses.length > 0);
  const beside: FittedStudy = {
    ...fitted,
    walk: {
      // versions have no map to judge: the instants on which maps are learnt need not be scored
      folds: fitted.walk.folds.map((fold) => ({
        ...fold,
        models: withVariants(fold, changed),
        atInstants: null,
      })),
      final: { ...fitted.walk.final, models: withVariants(fitted.walk.final, changed) },
    },
  };
  const slots = await winsOf(data, beside, changed, options);
  const { account, person } = data.history.leads;
  const read: ScoredData = {
    moments: data.moments,
    instants: null,
    history: { leads: { account, ...defined({ person }) } },
  };
  const pairs = changed.map(({ model, name }): Pair => ({ model, name }));
  const { walk } = beside;
  // no capacity enters here, and they are most of the work
  const aucs = await (options.keep ?? computed)({ crm: read, walk, pairs }, areAucs, () =>
    pairs.map((pair) => aucsOf(read, { walk }, pair)),
  );
  const facts: Record<string, CrmFacts[string][number][]> = {};
  for (const variant of variants) {
    const { model, targets, simplified } = variant;
    const { losses } = simplified;
    facts[model] = [
      ...(facts[model] ?? []),
      {
        targets: [...targets],
        losses: [...losses],
        cost: losses.length === 0 ? null : costOf(variant, aucs[changed.indexOf(variant)] ?? null, slots),
      },
    ];
  }
  return facts;
}

const weightsIn = ({ models }: Fitting, model: string): Weights | null => {
  const fit = models.get(model);
  return fit !== undefined && "weights" in fit ? fit.weights : null;
};

/** What a fold counts of activities: another count may replace one that the CRM lacks. */
const countsOf = (features: readonly Feature[]): CountInput[] =>
  features.flatMap((feature) =>
    feature.kind === "count" ? [{ name: feature.name, type: "count" as const, from: feature.from }] : [],
  );

/** The distinct versions of a model, each with the CRMs that take it. */
function variantsOf(model: string, weights: Weights, { coded }: Fitting): readonly Variant[] {
  const counts = countsOf(coded.features);
  const found = new Map<string, Variant>();
  for (const target of crmNames) {
    const simplified = simplify(weights, crmAbilities[target], counts);
    const key = JSON.stringify(simplified.losses);
    const known = found.get(key);
    found.set(key, {
      model,
      // the names of a study contain no NUL
      name: known?.name ?? `${model}\u0000${found.size}`,
      targets: [...(known?.targets ?? []), target],
      simplified,
    });
  }
  return [...found.values()];
}

/** The models of a fold, with the versions of this fold's own weights. */
function withVariants(fitting: Fitting, variants: readonly Variant[]): Fitting["models"] {
  const counts = countsOf(fitting.coded.features);
  const models = new Map(fitting.models);
  for (const { model, name, targets } of variants) {
    const fit = fitting.models.get(model);
    const [target] = targets;
    if (fit === undefined || target === undefined) continue;
    if (!("weights" in fit)) models.set(name, fit);
    else {
      const { weights } = simplify(fit.weights, crmAbilities[target], counts);
      // the replay takes weights with the same digest for the same score; golden rows belong to shipped weights
      const whole = { ...fit.weights, ...weights, golden: [] };
      models.set(name, { ...fit, weights: { ...whole, sha256: digestOf(whole) } });
    }
  }
  return models;
}

type Cost = NonNullable<CrmFacts[string][number]["cost"]>;
type SlotFacts = Pick<Cost, "winsPerSlot" | "winsPerSlotThere" | "winsPerSlotDifference">;
type Slots = (variant: Variant) => SlotFacts;

const noSlots = (reason: string): SlotFacts => {
  const none = notEstimable(reason);
  return { winsPerSlot: none, winsPerSlotThere: none, winsPerSlotDifference: none };
};

/** A model and one of its versions, by name. */
type Pair = Pick<Variant, "model" | "name">;
type ScoredData = Omit<ModelsData, "study">;
/** How well both sort leads; null: neither was scored on past quarters. */
type Aucs = Pick<Cost, "auc" | "aucThere" | "aucDifference"> | null;

function aucsOf(data: ScoredData, fitted: Pick<FittedStudy, "walk">, { model, name }: Pair): Aucs {
  const heldOut = walkedForward(data, fitted, [model, name]);
  const [ours, theirs] = [heldOut?.scores.get(model), heldOut?.scores.get(name)];
  if (heldOut === null || ours === undefined || theirs === undefined) return null;
  const { label, cluster, weight } = heldOut;
  const auc = (score: Float64Array): Estimated => aucEstimate(score, label, cluster, 0.95, weight);
  return {
    auc: auc(ours.score),
    aucThere: auc(theirs.score),
    aucDifference: compareScores(theirs, ours, label, cluster, weight).aucDifference,
  };
}

const areAucs = (value: unknown): value is readonly Aucs[] =>
  Array.isArray(value) && value.every((of) => of === null || (typeof of === "object" && "aucThere" in of));

function costOf(variant: Variant, aucs: Aucs, slots: Slots): Cost {
  const none = notEstimable(noPastScores);
  return {
    ...(aucs ?? { auc: none, aucThere: none, aucDifference: none }),
    ...slots(variant),
  };
}

/** Outcomes per slot of each model and each of its versions, cut off by capacity, over the judged quarters. */
async function winsOf(
  data: Data,
  fitted: FittedStudy,
  variants: readonly Variant[],
  options: ReplayOptions,
): Promise<Slots> {
  const { study } = data;
  const { capacity } = study;
  if (study.outcome.kind === "column") return () => noSlots(noDates);
  if (capacity === null) return () => noSlots(noCapacityStated);
  if (fitted.folds.length === 0 || variants.length === 0) return () => noSlots(noQuarterToReplay);
  const setting = settingOf(data, capacity, fitted.folds, await paceIn(data, capacity, fitted.folds));
  const names = new Set(variants.flatMap(({ model, name }) => [model, name]));
  const definitions = new Map([...names].map((name) => [name, cutOff(name)]));
  const replays = await replayed(
    { ...data, study: { ...study, definitions } },
    fitted,
    setting,
    [setting.rate],
    {
      ...options,
      firstSeen: new Map(),
    },
  );
  const at = serving(setting);
  const of = (name: string) => replays.at[0]?.definitions.find((definition) => definition.name === name);
  return ({ model, name }) => {
    const [ours, theirs] = [of(model), of(name)];
    if (ours === undefined || theirs === undefined) return noSlots(notReplayed);
    const folds = judgedFolds(setting, [ours, theirs]);
    if (folds.length === 0) return noSlots(noQuarterJudged);
    const [here, there] = [at.pooled(ours, folds, false), at.pooled(theirs, folds, false)];
    return {
      winsPerSlot: figures(setting, here, here).winsPerSlot,
      winsPerSlotThere: figures(setting, there, there).winsPerSlot,
      winsPerSlotDifference: pairedDifference(swapRows(there, here, setting.account)),
    };
  };
}

/** A definition that takes the leads whose score fills the slots. */
const cutOff = (model: string): Definition => ({
  rule: { kind: "cutoff", model },
  incumbent: false,
  text: model,
  label: null,
  says: null,
  path: "",
});
