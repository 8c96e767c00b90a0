import { exits, fault, LeadlineError, type Message, type Where } from "../base/errors.ts";
import {
  damaged,
  inconsistent,
  limitsCrossed,
  misshapen,
  noGroupOf,
  noInputOf,
  notJson,
  notWeights,
  noWeightsHere,
  otherSchema,
  resultGiven,
  scoredOtherwise,
} from "../base/messages/ship/weights.ts";
import { checkShape } from "../base/shape.ts";
import { namesOf } from "../rules/names.ts";
import { parsePredicate } from "../rules/parse.ts";
import { weightsShape } from "./schema.ts";
import { compileScorer, type Score } from "./scorer.ts";
import { digestOf } from "./seal.ts";
import type { Weights } from "./type.ts";

/**
 * Reads the text of a weights file and checks its shape, its digest, that it does not contradict itself, and that its
 * golden rows score here as they did where it was made.
 * @param where the file, for messages
 * @throws LeadlineError exit 2 with every fault of the first of these checks that finds one
 */
export function readWeights(json: string, where: Where = {}): Weights {
  const refuse = (messages: readonly (Message & { readonly path?: string })[]): void => {
    if (messages.length === 0) return;
    throw new LeadlineError(
      exits.usage,
      messages.map(({ path, ...message }) => fault(message, { ...where, ...(path ? { path } : {}) })),
    );
  };
  const value = parsed(json, (why) => refuse([notJson(json, why)]));
  const object = typeof value === "object" && value !== null;
  if (isResult(value)) refuse([notWeights(resultGiven)]);
  // another version may have other keys: it is named before they are missed
  if (object && "schemaVersion" in value && value.schemaVersion !== 1)
    refuse([otherSchema(JSON.stringify(value.schemaVersion))]);
  if (!object || !("attributes" in value || "calibration" in value)) refuse([notWeights(noWeightsHere)]);
  const checked = checkShape<Weights>(weightsShape, value);
  if ("misfits" in checked) {
    refuse(checked.misfits.map(({ path, what }) => ({ ...misshapen(what), path })));
    throw new RangeError("a misshapen file has a fault");
  }
  const weights = checked.value;
  const digest = digestOf(weights);
  if (digest !== weights.sha256) refuse([damaged(weights.sha256, digest)]);
  refuse(contradictions(weights));
  refuse(goldenFaults(weights));
  return weights;
}

/** The digest of weights of whatever version, from the text of their file; null: it holds no object of JSON. */
export function digestOfText(json: string): string | null {
  const value = parsed(json, () => undefined);
  return typeof value === "object" && value !== null ? digestOf(value) : null;
}

const isResult = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "decision" in value && "definitions" in value;

function parsed(json: string, refuse: (why: string) => void): unknown {
  try {
    // a byte order mark is an editor's, not the weights'
    return JSON.parse(json.replace(/^\ufeff/, ""));
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error));
    return null;
  }
}

/**
 * Faults that the shape cannot express: names that refer to nothing, names used twice, limits upside down, rules that
 * cannot be read.
 */
function contradictions(weights: Weights): (Message & { readonly path: string })[] {
  const found: (Message & { readonly path: string })[] = [];
  const say = (path: string, what: string): void => {
    found.push({ ...inconsistent(what), path });
  };
  const once = (list: "inputs" | "groups"): Set<string> => {
    const names = new Set<string>();
    weights[list].forEach(({ name }, i) => {
      if (names.has(name)) say(`${list}[${i}].name`, `${show(name)} stands twice`);
      names.add(name);
    });
    return names;
  };
  const inputs = once("inputs");
  const groups = once("groups");
  const limits = (path: string, low: number | null, high: number | null): void => {
    if (low !== null && high !== null && low > high) say(path, limitsCrossed(low, high));
  };
  weights.attributes.forEach((attribute, i) => {
    const path = `attributes[${i}]`;
    if (attribute.group !== null && !groups.has(attribute.group))
      say(`${path}.group`, noGroupOf(attribute.group));
    if (attribute.kind === "linear") limits(path, attribute.min, attribute.max);
    if (attribute.kind !== "rule") {
      if (!inputs.has(attribute.name)) say(`${path}.name`, noInputOf(attribute.name));
      return;
    }
    const rule = parsePredicate(attribute.when);
    if (!rule.ok) say(`${path}.when`, rule.message.what);
    else
      for (const name of namesOf(rule.predicate)) if (!inputs.has(name)) say(`${path}.when`, noInputOf(name));
  });
  weights.groups.forEach(({ min, max }, i) => {
    limits(`groups[${i}]`, min, max);
  });
  limits("floor", weights.floor, weights.ceiling);
  return found;
}

const show = (name: string): string => JSON.stringify(name);

/** The first golden row that scores differently here; p may differ by as much as exp differs between machines. */
function goldenFaults(weights: Weights): (Message & { readonly path: string })[] {
  const score = compileScorer(weights);
  for (const [i, { inputs, ...stated }] of weights.golden.entries()) {
    const found = score(inputs);
    if (!alike(stated, found))
      return [{ ...scoredOtherwise(i, JSON.stringify(stated), JSON.stringify(found)), path: `golden[${i}]` }];
  }
  return [];
}

const alike = (a: Score, b: Score): boolean =>
  a.score === b.score &&
  a.grade === b.grade &&
  a.mql === b.mql &&
  (a.p === null || b.p === null ? a.p === b.p : Math.abs(a.p - b.p) <= 1e-12);
