import { isMap, isNode, isScalar, isSeq, stringify } from "yaml";
import {
  type BySlots,
  cutoffInside,
  cutoffTwice,
  noCondition,
  noCut,
} from "../../base/messages/study/definitions.ts";
import { alone, expected, missingKey, tooDeep } from "../../base/messages/study/study.ts";
import { leavesOf } from "../../rules/names.ts";
import { scoreName } from "../../rules/reference.ts";
import type { Rule } from "../../rules/tree.ts";
import { found, type Reading, type Slot, slotOf } from "../reading.ts";
import type { Definition, LearntSpec } from "../type.ts";
import { choice, type JsonSchema, list, number, object, type Shape, said, text, truth } from "./shape.ts";
import { written } from "./words.ts";

/** A definition as it is written in the file; stages and models are checked when all of the file is read. */
export interface WrittenDefinition extends Definition {
  /** the model that the definition adds under its own name: `top_activities` */
  readonly model?: LearntSpec;
}

const deepest = 16;
const reference: JsonSchema = { $ref: "#/$defs/condition" };

/** One condition of `any`, `all` or `except`: a predicate, or a mapping of conditions that must all hold. */
const condition: Shape<Rule> = {
  schema: reference,
  read: (slot, reading) => {
    if (!isMap(slot.node)) return written.read(slot, reading)?.predicate;
    const depth = slot.path.split(/\.(?:any|all|except)\b/).length;
    if (depth > deepest) return reading.sayAt(tooDeep(), slot);
    return joined(inner.read(slot, reading), slot, reading);
  },
};

const conditions = list(condition, 'any: ["demo_request_30d >= 1", "free_email"]');

const fields = {
  when: said("a predicate over features", written),
  any: said("at least one of these holds", conditions),
  all: said("all of these hold", conditions),
  except: said("and this does not hold", condition),
  score: said("a model, with one of the next four keys", text("score: logit")),
  p_at_least: said(
    "lowest probability",
    number("p_at_least: 0.12", {
      least: 0,
      most: 1,
      why: "a probability is between 0 and 1: 12% is 0.12",
    }),
  ),
  at_least: said("lowest points", number("at_least: 60")),
  cutoff: said("a cut-off that past arrivals would have fitted to the slots", choice(["from_capacity"])),
  take: said(
    "each working morning the best open leads by this score, as many as there are slots",
    choice(["top_of_day"]),
  ),
};
const scoreCuts = ["p_at_least", "at_least", "cutoff", "take"] as const;
const example = 'mine: { when: "demo_request_30d >= 1" }';
const inner = object(fields, {
  example,
  later: {
    stage: "a recorded stage is a definition of its own: `incumbent: { stage: mql }`",
    top_activities: "put it at the top of the definition, beside the other conditions",
  },
});
const topExample = "top_activities: { by: close_rate, cutoff: from_capacity }";
const topActivities = object(
  {
    by: said("what activities are ranked by, in each fold anew", choice(["close_rate"])),
    cutoff: said(
      "how many of them count: as many as past arrivals would have filled the slots with",
      choice(["from_capacity"]),
    ),
  },
  { example: topExample, required: ["by", "cutoff"] },
);
const outer = object(
  {
    ...fields,
    top_activities: said(
      "whoever does one of the activities that are followed by the outcome most often, as many of them as fill the slots",
      topActivities,
    ),
    stage: said("the stage as it was recorded", text("stage: mql")),
    incumbent: said("the definition in force", truth("incumbent: true")),
    label: said("its name for people, in the report", text("label: Demo or good fit")),
    says: said(
      "what it is, in a sentence for people who read no rules",
      text("says: who asks for a demo, or fits well"),
    ),
  },
  { example },
);

/** `{any: [...], except: ...}`, a stage, a score with its cut-off, or a predicate alone. */
export const definition: Shape<WrittenDefinition> = {
  schema: { anyOf: [written.schema, outer.schema] },
  read: (slot, reading) => {
    if (!isMap(slot.node)) {
      if (isSeq(slot.node)) return reading.sayAt(expected("a definition", found(slot), example), slot);
      const alone = written.read(slot, reading);
      return (
        alone && {
          rule: alone.predicate,
          incumbent: false,
          text: alone.text.replace(/\s+/g, " ").trim(),
          label: null,
          says: null,
          path: slot.path,
        }
      );
    }
    const before = reading.faults.length;
    const values = outer.read(slot, reading);
    if (values === undefined) return undefined;
    const top = slot.node.has("top_activities") ? topOf(slot, reading) : null;
    const rule =
      values.stage === undefined || reading.faults.length > before
        ? joined(values, slot, reading, top)
        : stageAlone(values.stage, slot, reading);
    if (rule === undefined) return undefined;
    return {
      ...(top === null ? {} : { model: bestActivity }),
      rule,
      incumbent: values.incumbent ?? false,
      text: oneLine(slot, reading),
      label: values.label ?? null,
      says: values.says ?? null,
      path: slot.path,
    };
  },
};

/** The parts of definitions that refer to themselves, for the JSON Schema. */
export const definitionParts = { condition: { anyOf: [written.schema, inner.schema] } };

function stageAlone(stage: string, slot: Slot, reading: Reading): Rule | undefined {
  const others = [...Object.keys(fields), "top_activities"].filter(
    (key) => isMap(slot.node) && slot.node.has(key),
  );
  if (others.length === 0) return { kind: "stage", stage };
  const why = "a recorded stage is taken as it was run; conditions make a candidate of their own";
  return reading.sayAt(alone("stage", others, why), slot);
}

/** The model of `top_activities`: its score is the close rate of the best activity that a lead did. */
const bestActivity: LearntSpec & { readonly combine: "best"; readonly shrink: "empirical_bayes" } = {
  kind: "close_rate",
  combine: "best",
  shrink: "empirical_bayes",
  windowDays: null,
};

/** The cut-off on a definition's own model. */
function topOf(slot: Slot, reading: Reading): Rule {
  const model = slot.path.slice("definitions.".length);
  const at = isMap(slot.node) ? slot.node.get("top_activities", true) : undefined;
  reading.scores.push({ model, what: "cutoff", slot: slotOf(at, slot.at, `${slot.path}.top_activities`) });
  return { kind: "cutoff", model };
}

type Conditions = NonNullable<ReturnType<typeof inner.read>>;

/**
 * The conjunction of all conditions in a mapping, with `except` negated; `top`: the cut-off on the definition's own
 * model.
 */
function joined(
  values: Conditions | undefined,
  slot: Slot,
  reading: Reading,
  top: Rule | null = null,
): Rule | undefined {
  const { node } = slot;
  if (values === undefined || !isMap(node)) return undefined;
  const has = (key: string): boolean => node.has(key);
  const at = (key: string): Slot => slotOf(node.get(key, true), slot.at, `${slot.path}.${key}`);
  const parts: Rule[] = [];
  if (values.when !== undefined) parts.push(values.when.predicate);
  const score = scored(values, slot, reading, has, at);
  if (score !== undefined) parts.push(score);
  if (top !== null) parts.push(top);
  if (values.all !== undefined) parts.push(single("and", values.all));
  if (values.any !== undefined) {
    for (const key of new Set(values.any.flatMap(bySlots))) reading.sayAt(cutoffInside(key), at("any"));
    parts.push(single("or", values.any));
  }
  if (values.except !== undefined) {
    for (const key of new Set(bySlots(values.except))) reading.sayAt(cutoffInside(key), at("except"));
    parts.push({ kind: "not", of: values.except });
  }
  // a condition that has a fault of its own was written, though it is not among the parts
  if (!["when", "score", "all", "any", "except", "stage", "top_activities", ...scoreCuts].some(has))
    reading.sayAt(noCondition(), slot);
  const rule = single("and", parts);
  if (bySlots(rule).length > 1) reading.sayAt(cutoffTwice(), slot);
  return parts.length === 0 ? undefined : rule;
}

/** Where a rule lets the slots decide, as the keys that say so. */
const bySlots = (rule: Rule): readonly BySlots[] =>
  leavesOf(rule).flatMap((leaf): readonly BySlots[] =>
    leaf.kind === "cutoff" ? ["cutoff: from_capacity"] : leaf.kind === "best" ? ["take: top_of_day"] : [],
  );

function single(kind: "and" | "or", parts: readonly Rule[]): Rule {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind, of: parts };
}

function scored(
  values: Conditions,
  slot: Slot,
  reading: Reading,
  has: (key: string) => boolean,
  at: (key: string) => Slot,
): Rule | undefined {
  const cuts = scoreCuts.filter(has);
  const [cut, second] = cuts;
  if (!has("score")) {
    if (cut !== undefined) reading.sayAt(missingKey("score", "score: logit"), slot);
    return undefined;
  }
  const model = values.score;
  if (model === undefined) return undefined;
  if (cut === undefined) {
    reading.sayAt(noCut(model), at("score"));
    return undefined;
  }
  if (second !== undefined)
    reading.sayAt(
      alone(cut, cuts.slice(1), "a score passes leads on in one way: keep one of them"),
      at(second),
    );
  const what = cut === "p_at_least" ? "p" : "points";
  const decided = cut === "cutoff" ? cut : cut === "take" ? "best" : what;
  reading.scores.push({ model, what: decided, slot: at("score") });
  if (cut === "cutoff" || cut === "take")
    return values[cut] === undefined ? undefined : { kind: cut === "take" ? "best" : cut, model };
  const value = values[cut];
  if (value === undefined) return undefined;
  const start = at(cut).at;
  const span = { start, end: start + String(value).length };
  return { kind: "compare", name: scoreName(model, what), op: ">=", value, span };
}

/** A definition on one line, as the analyst wrote it, without the keys that only describe it for people. */
function oneLine(slot: Slot, reading: Reading): string {
  const { node } = slot;
  if (!isMap(node)) return "";
  const [from, to] = node.range ?? [0, 0];
  const raw = reading.text.slice(from, to).trim();
  const { label, says, ...rule } = node.toJSON();
  if (node.flow === true && !/[\n#]/.test(raw)) {
    if (label === undefined && says === undefined) return raw;
    const pairs = node.items.flatMap(({ key, value }) =>
      isScalar(key) && isNode(value) && key.value !== "label" && key.value !== "says"
        ? [reading.text.slice(key.range?.[0] ?? 0, value.range?.[1] ?? 0)]
        : [],
    );
    return `{ ${pairs.join(", ")} }`;
  }
  return stringify(rule, {
    collectionStyle: "flow",
    lineWidth: 0,
    flowCollectionPadding: true,
  }).trim();
}
