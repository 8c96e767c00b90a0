import type { Estimated } from "../../base/estimate.ts";
import { counted, enumerated } from "../../base/text.ts";
import type { Input, Weights } from "../../weights/type.ts";
import { shown } from "../shown.ts";
import type { ModelAbout } from "../target.ts";
import { yamlOf } from "../yaml.ts";

/**
 * A model card: what the model is for, how good it is, what it reads and where it ends, with a front matter in YAML that
 * programs can read.
 *
 * @param usedBy names of the definitions that cut on it
 * Source: Mitchell et al. 2019, "Model Cards for Model Reporting".
 */
export function modelCard(weights: Weights, about: ModelAbout | null, usedBy: readonly string[]): string {
  return `---\n${frontMatter(weights, about)}---\n\n${[
    `# ${inline(weights.name)} ${weights.version}`,
    whatItIs(weights, about),
    "## What it is for",
    purpose(weights, usedBy),
    "## How good it is",
    quality(about),
    "## What it reads",
    inputTable(weights),
    "## Limits",
    limits(weights, about),
    "## Which one this is",
    `Version ${weights.version}, sha256 \`${weights.sha256}\`, over the canonical JSON (RFC 8785) of everything in weights.json but that field. The ${counted(weights.golden.length, "golden row")} in golden.jsonl say what a right scorer gives.`,
  ].join("\n\n")}\n`;
}

function frontMatter(weights: Weights, about: ModelAbout | null): string {
  const { name, version, sha256, kind, inputs } = weights;
  const fields: readonly (readonly [string, unknown])[] = [
    ["name", name],
    ["version", version],
    ["sha256", sha256],
    ["kind", kind],
    ["calibration", weights.calibration.kind],
    ["inputs", inputs.length],
    ...(about === null
      ? []
      : ([
          ["leadline", about.leadline],
          ["study", about.study],
          ["run", about.run],
          ["as_of", about.asOf],
          ["outcome", about.outcome],
          ["trained_on", about.trainedOn],
          ["evaluated_by", about.evaluation.method],
          [
            "metrics",
            Object.fromEntries(about.evaluation.figures.map(({ key, estimated }) => [key, estimated])),
          ],
        ] as const)),
  ];
  return fields.map(([key, value]) => `${key}: ${yamlOf(value)}\n`).join("");
}

const kinds: Readonly<Record<Weights["kind"], string>> = {
  points: "Points that people set by hand",
  close_rate: "Points from how often leads with each trait reach the outcome",
  scorecard: "A scorecard: points for each bin of each input",
  integer_points: "A few small whole numbers",
  logistic: "A logistic regression over bins",
};

const whatItIs = (weights: Weights, about: ModelAbout | null): string =>
  `${kinds[weights.kind]}. It gives a lead a whole score${
    weights.calibration.kind === "none"
      ? ""
      : `, the predicted chance p that it ${about?.outcome ?? "reaches the outcome"}`
  }${weights.grades.length === 0 ? "" : ` and a grade, ${enumerated(weights.grades.map(({ grade }) => inline(grade)))}`}.${
    about === null
      ? ""
      : ` Made by Leadline ${about.leadline} in the study ${inline(about.study)}, run ${inline(about.run)}.`
  }`;

const purpose = (weights: Weights, usedBy: readonly string[]): string =>
  [
    "It ranks leads for sales and decides, with a cut-off, which to pass on.",
    usedBy.length === 0
      ? "No definition of the study uses it."
      : `Definitions that use it: ${enumerated(usedBy.map(inline))}.`,
    ...(weights.mql === null ? [] : [`Leads from a score of ${weights.mql} qualify.`]),
    "It is no judgement of a person, and not meant for prices, credit or employment.",
  ].join(" ");

function quality(about: ModelAbout | null): string {
  if (about === null) return "Not known here: the run that made it says.";
  const { method, n, positives, figures } = about.evaluation;
  if (method === "none") return "It was not evaluated: too few leads are old enough.";
  const how =
    method === "walk-forward"
      ? "on past quarters, each scored by a fit that saw only what came before it"
      : "by cross-validation, as the outcome has no dates";
  return [
    `Measured ${how}: ${counted(n, "lead snapshot")}, of which ${counted(Math.round(positives), "reaches", "reach")} the outcome. Ranges are 95% intervals, clustered by account.`,
    [
      "| figure | value | 95% interval |",
      "|---|---|---|",
      ...figures.map(({ says, estimated }) => `| ${says} | ${cells(estimated)} |`),
    ].join("\n"),
  ].join("\n\n");
}

const cells = (of: Estimated): string =>
  of.value === null
    ? `not known: ${inline(of.reason)} |`
    : `${three(of.value)} | ${three(of.low)} to ${three(of.high)}`;

const three = (x: number): string => x.toFixed(3);

const inputTable = ({ inputs }: Weights): string =>
  [
    "| input | type | made of |",
    "|---|---|---|",
    ...inputs.map((input) => `| ${inline(input.name)} | ${input.type} | ${origin(input)} |`),
  ].join("\n");

function origin({ from }: Input): string {
  if ("flag" in from) return `the flag ${inline(from.flag)}`;
  if ("column" in from) return `the column ${inline(from.column)}, as it was at creation`;
  if ("decay" in from)
    return `${inline(from.decay)}, each counting half as much every ${counted(from.half_life, "day")}`;
  return `how often ${inline(from.count)}${from.window === null ? ", ever" : ` in the last ${counted(from.window, "day")}`}`;
}

const limits = (weights: Weights, about: ModelAbout | null): string =>
  [
    ...(about === null
      ? []
      : [
          `It learnt from what was known on ${about.asOf}${about.trainedOn === null ? "" : `: ${counted(about.trainedOn.leads, "lead")}, of which ${counted(Math.round(about.trainedOn.outcomes), "reached", "reached")} the outcome`}. Leads of another market, form or season may behave otherwise: watch its drift.`,
          "It learnt from leads as sales worked them; a lead that nobody called may have been better than it looks.",
          ...about.notes.map(inline),
        ]),
    ...(weights.inputs.length === 0 ? ["It reads nothing: every lead scores alike."] : []),
    "An input that is missing and a level that was never seen score as the weights state for them, and are told by `leadline score`.",
  ]
    .map((line) => `- ${line}`)
    .join("\n");

/** A text of the data in Markdown: on one line, with invisible characters spelt out and no mark-up of its own. */
const inline = (value: string): string =>
  shown(value)
    .slice(1, -1)
    .replace(/\\(["\\])/g, "$1")
    .replace(/[\\`*_[\]<>|#]/g, (sign) => (sign === "_" ? sign : `\\${sign}`));
