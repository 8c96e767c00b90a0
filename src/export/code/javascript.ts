import type { Input, Weights } from "../../weights/type.ts";
import { shown } from "../shown.ts";
import type { Target } from "../target.ts";
import { embedded } from "./embedded.ts";
import { formModule, formPage } from "./form.ts";
import { sourceText } from "./source-text.ts";

/** A scorer in one JavaScript file: for Node, for a browser, for a web form. */
export const javascript: Target = {
  name: "javascript",
  title: "JavaScript and TypeScript",
  files: ({ models }) =>
    new Map([
      ...[...models].flatMap(([name, weights]) => [
        [`${name}.mjs`, moduleOf(name, weights)] as const,
        [`${name}.d.mts`, typesOf(weights)] as const,
        [`${name}.form.mjs`, formModule(name, weights)] as const,
        [`${name}.form.html`, formPage(name, weights)] as const,
      ]),
      ["README.md", readme([...models.keys()])] as const,
    ]),
};

const moduleOf = (
  name: string,
  weights: Weights,
): string => `// Leadline weights ${shown(weights.name)}, version ${weights.version}
// sha256 ${weights.sha256}
// Scores a lead as Leadline does. One file, no dependency. Check it: node ${name}.mjs --self-test
const weights = JSON.parse(
  ${sourceText(embedded(weights))},
);
const version = ${sourceText(weights.version)};
const sha256 = ${sourceText(weights.sha256)};
${runtime}`;

const runtime = `
/** Stands for a count that reaches back before records begin. */
const NOT_OBSERVED = Object.freeze({ notObserved: true });

/** The inputs of one lead by name; what is absent, null or not finite is missing. */
function score(inputs) {
  const read = reader(inputs);
  let total = weights.intercept;
  const sums = new Map(weights.groups.map((group) => [group.name, 0]));
  for (const attribute of weights.attributes) {
    const points = pointsOf(attribute, read);
    if (attribute.group === null) total += points;
    else sums.set(attribute.group, sums.get(attribute.group) + points);
  }
  for (const { name, min, max } of weights.groups) total += clamp(sums.get(name), min, max);
  total = clamp(total, weights.floor, weights.ceiling);
  return {
    score: total,
    p: probability(total),
    grade: weights.grades.find(({ atLeast }) => total >= atLeast)?.grade ?? null,
    mql: weights.mql === null ? null : total >= weights.mql,
  };
}

const reader = (inputs) => (name) => {
  const value = Object.hasOwn(inputs, name) ? inputs[name] : null;
  return value === undefined || (typeof value === "number" && !Number.isFinite(value)) ? null : value;
};

/** What moved a lead's score most against the average lead, largest first; points above 0 raised it. */
function reasons(inputs, most = 3) {
  const read = reader(inputs);
  const points = weights.attributes.map((attribute) => pointsOf(attribute, read));
  const inGroup = (group, of) => of.reduce((sum, i) => sum + (weights.attributes[i].group === group ? points[i] : 0), 0);
  const groups = weights.groups.map(({ name, min, max }) => {
    const sum = inGroup(name, [...points.keys()]);
    return { name, share: sum === 0 ? 1 : clamp(sum, min, max) / sum };
  });
  return weights.reasons
    .map(([name, of]) => {
      let moved = inGroup(null, of) - of.reduce((sum, i) => sum + (weights.baseline[i] ?? 0), 0);
      for (const group of groups) moved += group.share * inGroup(group.name, of);
      return { name, points: Math.floor(moved + 0.5) };
    })
    .filter((reason) => reason.points !== 0)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .slice(0, most);
}

const clamp = (x, low, high) => Math.max(low ?? -Infinity, Math.min(high ?? Infinity, x));
const limit = 2 ** 30;

function pointsOf(attribute, read) {
  if (attribute.kind === "rule") return truth(attribute.when, read) === true ? attribute.points : 0;
  const value = read(attribute.name);
  if (attribute.kind === "linear") {
    if (typeof value !== "number") return attribute.missing;
    const raw = clamp(attribute.coef * (value - attribute.centre), attribute.min, attribute.max);
    const held = clamp(raw, -limit, limit);
    return (held < 0 ? -Math.floor(0.5 - held) : Math.floor(held + 0.5)) || 0;
  }
  const special = (kind) => attribute.bins.find((bin) => bin.kind === kind)?.points ?? 0;
  if (value === null) return special("missing");
  if (typeof value === "object") return special("not_observed");
  for (const bin of attribute.bins) {
    if (bin.kind === "range" && typeof value === "number") {
      if ((bin.low === null || value >= bin.low) && (bin.high === null || value < bin.high)) return bin.points;
    } else if (bin.kind === "category" && bin.values.includes(value)) return bin.points;
  }
  return special("other");
}

/** SQL's three values: null is unknown. */
function truth([kind, a, b, c, d], read) {
  switch (kind) {
    case "constant":
      return a;
    case "not":
      return not(truth(a, read));
    case "and":
      return a.reduce((all, part) => (all === false ? false : and(all, truth(part, read))), true);
    case "or":
      return not(a.reduce((none, part) => (none === false ? false : and(none, not(truth(part, read)))), true));
  }
  const given = read(a);
  const value = typeof given === "object" ? null : given;
  switch (kind) {
    case "null":
      return (value === null) !== b;
    case "truth":
      return typeof value === "boolean" ? value !== b : null;
    case "compare":
      return compare(value, b, c);
    case "in": {
      if (value === null) return null;
      const same = b.map((item) => compare(value, "=", item));
      return same.includes(true) ? !c : same.includes(null) ? null : c;
    }
    case "between": {
      const inside = and(compare(value, ">=", b), compare(value, "<=", c));
      return inside === null ? null : inside !== d;
    }
  }
}

const not = (a) => (a === null ? null : !a);
const and = (a, b) => (a === false || b === false ? false : a === null || b === null ? null : true);

function compare(value, op, other) {
  if (value === null || typeof value !== typeof other) return null;
  switch (op) {
    case "=":
      return value === other;
    case "<>":
      return value !== other;
    case "<":
      return value < other;
    case "<=":
      return value <= other;
    case ">":
      return value > other;
    default:
      return value >= other;
  }
}

const expit = (x) => 1 / (1 + Math.exp(-Math.max(-700, Math.min(700, x))));
const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

function probability(total) {
  const map = weights.calibration;
  if (map.kind === "none") return null;
  if (map.kind !== "lookup") {
    const eta = map.slope * (total * weights.unit) + map.intercept;
    return expit(map.kind === "platt" ? eta : map.c - map.a * softplus(-eta) + map.b * softplus(eta));
  }
  const i = map.lookup.findLastIndex((entry) => entry.score <= total);
  const at = map.lookup[Math.max(0, i)];
  const next = map.lookup[i + 1];
  if (i < 0 || map.between === "step" || next === undefined) return at.p;
  return Math.min(next.p, at.p + (next.p - at.p) * ((total - at.score) / (next.score - at.score)));
}

/** Inputs that are not among what is given: they count as missing, and a misspelt name is one of them. */
function absent(inputs) {
  return weights.inputs.filter((name) => !Object.hasOwn(inputs, name));
}

/** Scores the golden rows that came with the weights; throws at the first that differs. */
function selfTest() {
  for (const [i, { inputs, ...stated }] of weights.golden.entries()) {
    const found = score(inputs);
    const near = stated.p === null ? found.p === null : Math.abs(stated.p - found.p) <= 1e-12;
    if (!near || found.score !== stated.score || found.grade !== stated.grade || found.mql !== stated.mql)
      throw new Error("golden row " + (i + 1) + " should be " + JSON.stringify(stated) + ", is " + JSON.stringify(found));
  }
  return weights.golden.length;
}

export { absent, NOT_OBSERVED, reasons, score, selfTest, sha256, version };

if (typeof process === "object" && process.argv?.[2] === "--self-test")
  console.log(selfTest() + " golden rows score as they should");
`;

const tsTypes: Readonly<Record<Input["type"], string>> = {
  number: "number | null",
  category: "string | null",
  boolean: "boolean | null",
  count: "number | null | NotObserved",
  decay: "number | null | NotObserved",
};

const typesOf = ({
  inputs,
}: Weights): string => `/** Stands for a count that reaches back before records begin. */
export interface NotObserved {
  readonly notObserved: true;
}
export declare const NOT_OBSERVED: NotObserved;
export declare const version: string;
export declare const sha256: string;
export interface Inputs {
${inputs.map(({ name, type }) => `  readonly ${JSON.stringify(name)}?: ${tsTypes[type]};`).join("\n")}
}
export interface Score {
  /** whole points */
  readonly score: number;
  /** predicted chance; null where the weights are not calibrated */
  readonly p: number | null;
  readonly grade: string | null;
  /** null where no definition cuts on these weights */
  readonly mql: boolean | null;
}
export declare function score(inputs: Inputs): Score;
export interface Reason {
  /** what it is about: \`demo_request in the last 30 days\` */
  readonly name: string;
  /** what it moved the score by against the average lead; above 0 it raised it */
  readonly points: number;
}
/** What moved a lead's score most, largest first; three unless \`most\` says otherwise. */
export declare function reasons(inputs: Inputs, most?: number): readonly Reason[];
/** Inputs that are not among what is given: they count as missing, and a misspelt name is one of them. */
export declare function absent(inputs: Inputs): readonly string[];
/** Throws where a golden row scores otherwise; gives how many there are. */
export declare function selfTest(): number;
`;

const readme = ([model = "model"]: readonly string[]): string => `# JavaScript and TypeScript

One file a model, without dependencies, for Node 18 or later and for browsers of 2022 or later.

    import { reasons, score } from "./${model}.mjs";
    score({ title: "CTO", webinar_30d: 2 });   // { score, p, grade, mql }
    reasons({ title: "CTO", webinar_30d: 2 }); // [{ name, points }, …]: what moved it most

Inputs go by the names in \`weights/${model}.json\`. What is absent is missing, and \`absent(inputs)\` lists it, misspelt names too; \`NOT_OBSERVED\` stands for a count that reaches back
before records begin.

In a web form: \`attach(form)\` of \`${model}.form.mjs\` adds \`leadline_score\`, \`_p\`, \`_grade\`, \`_mql\`, \`_version\`, \`_missing\` (inputs without
a field) and \`_unread\` (fields that hold no number where one should be) to what the form sends. \`${model}.form.html\` is a page to try it in.
Whoever opens the page can read the weights: score on your server where they must not.

Check it with \`node ${model}.mjs --self-test\`, or call \`selfTest()\`.
`;
