import { shown } from "../shown.ts";
import { type Criterion, type CrmRule, crmRules } from "./criteria.ts";
import { type Cell, csvOf } from "./csv.ts";
import { type CrmModel, crmTarget } from "./pack.ts";

/** The most characters of a token's name; those kept here are safe everywhere in Marketo. */
const longestToken = 50;

const tokenOf = (model: string, rule: CrmRule, i: number): string =>
  `${model} ${String(i + 1).padStart(3, "0")} ${rule.title}`
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9 -]+/g, " ")
    .replace(/ +/g, " ")
    .slice(0, longestToken)
    .trim();

const change = (points: number): string => (points < 0 ? String(points) : `+${points}`);

function filesOf({ name, weights }: CrmModel): ReadonlyMap<string, string> {
  const rules = crmRules(weights);
  const field = "Leadline Score";
  const rows = rules.map((rule, i): Cell[] => {
    const token = tokenOf(name, rule, i);
    return [
      i + 2,
      `${name} ${i + 2}`,
      rule.title,
      rule.all.length === 0 ? "every person" : rule.all.map(filter).join(" AND "),
      `Change Score: ${field}, {{my.${token}}}`,
      rule.points,
    ];
  });
  return new Map([
    [
      `${name}.tokens.csv`,
      csvOf([
        ["token", "type", "value"],
        ...rules.map((rule, i): Cell[] => [tokenOf(name, rule, i), "Score", change(rule.points)]),
      ]),
    ],
    [
      `${name}.campaigns.csv`,
      csvOf([
        ["order", "smart_campaign", "rule", "smart_list", "flow", "points"],
        [
          1,
          `${name} 1`,
          "start",
          "every person",
          `Change Score: ${field}, =${weights.intercept}`,
          weights.intercept,
        ],
        ...rows,
      ]),
    ],
  ]);
}

/** A filter of a smart list, in the words of its editor. */
function filter(of: Criterion): string {
  if (of.kind === "rule") return `(by advanced filter logic) ${of.when}`;
  if (of.kind === "activity") {
    const since = of.days === null ? "" : `, Date of Activity in past ${of.days} days`;
    return `${of.negated ? "NOT " : ""}${of.activity}${since}, Min. Number of Times ${of.times}`;
  }
  const values = of.values.map((value) => (typeof value === "string" ? shown(value) : String(value)));
  switch (of.op) {
    case "is":
      return `${of.field} is ${values.join("; ")}`;
    case "is none of":
      return `${of.field} is not ${values.join("; ")}`;
    case "at least":
      return `${of.field} at least ${values.join("; ")}`;
    case "less than":
      return `${of.field} less than ${values.join("; ")}`;
    case "is empty":
    case "is not empty":
      return `${of.field} ${of.op}`;
  }
}

const readme = (models: readonly CrmModel[]): string => {
  const name = models[0]?.name ?? "model";
  return `A program of tokens and batch campaigns that sets the score anew every night, so that what is older than its window stops counting.

1. Make a score field "Leadline Score", and an operational program. Add the tokens of \`${name}.tokens.csv\` to its My Tokens.
2. Make the smart campaigns of \`${name}.campaigns.csv\` in their order: the smart list is the filter, the flow is the Change Score
   step. Use your own filter for each activity (Visits Web Page, Fills Out Form, …). The first campaign sets everybody to the start.
3. Schedule them nightly in that order (each may request the next). No trigger may read the score until the last has run: between
   them it is not finished.
4. To check, compare ten people with \`leadline score\`.

Marketo compares texts without regard to upper and lower case. A score is a whole number of 32 bits. Chance and grade follow from
the score: \`point_sheet/${name}.scores.csv\`.`;
};

/** Tokens and smart campaigns. */
export const marketo = crmTarget("marketo", "Marketo Engage", filesOf, readme);
