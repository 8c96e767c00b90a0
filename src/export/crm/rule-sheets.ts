import { type Criterion, type CrmRule, crmRules } from "./criteria.ts";
import { type Cell, csvOf } from "./csv.ts";
import { type CrmModel, crmTarget } from "./pack.ts";

type Field = Extract<Criterion, { kind: "field" }>;
type Activity = Extract<Criterion, { kind: "activity" }>;

/** The words of a CRM's editor for its parts. */
interface Editor {
  /** a column of leads, put before its name */
  readonly field: string;
  readonly activity: (of: Activity) => string;
  /** how often an activity happened */
  readonly times: { readonly atLeast: string; readonly fewer: string };
  readonly how: Readonly<Record<Field["op"], string>>;
}

/** A criterion in the words of an editor: what is compared, how, and with what. */
function wordsOf(editor: Editor, of: Criterion): readonly [what: string, how: string, value: Cell] {
  if (of.kind === "rule") return ["rule", "build by hand", of.when];
  if (of.kind === "field") return [`${editor.field}: ${of.field}`, editor.how[of.op], cellOf(of)];
  return [editor.activity(of), of.negated ? editor.times.fewer : editor.times.atLeast, of.times];
}

/** A sheet to enter by hand: one line for each criterion, with the rule's number and points on its first line. */
function sheetOf({ name, weights }: CrmModel, editor: Editor): ReadonlyMap<string, string> {
  const lines = crmRules(weights).flatMap((rule, i) => linesOf(rule, i + 1, editor));
  return new Map([
    [
      `${name}.rules.csv`,
      csvOf([["rule", "name", "points", "and", "what", "how", "value", "group"], ...lines]),
    ],
  ]);
}

function linesOf({ title, all, points, group }: CrmRule, n: number, editor: Editor): Cell[][] {
  const criteria =
    all.length === 0 ? [["every lead", "", null] as const] : all.map((of) => wordsOf(editor, of));
  return criteria.map(([what, how, value], k) => [
    n,
    k === 0 ? title : null,
    k === 0 ? points : null,
    k === 0 ? null : "and",
    what,
    how,
    value,
    group,
  ]);
}

const cellOf = ({ values }: Field): Cell => {
  const [only = null] = values;
  if (values.length > 1) return values.map(String).join("; ");
  return typeof only === "boolean" ? (only ? "yes" : "no") : only;
};

const inAccountEngagement: Editor = {
  field: "Prospect field",
  activity: ({ activity }) => `Prospect custom field: ${activity}, number`,
  times: { atLeast: "is at least", fewer: "is less than" },
  how: {
    is: "is",
    "is none of": "is not",
    "at least": "is at least",
    "less than": "is less than",
    "is empty": "is blank",
    "is not empty": "is not blank",
  },
};

const inDynamics: Editor = {
  field: "Lead attribute",
  activity: ({ activity, days }) =>
    `Event: ${activity}, ${days === null ? "at any time" : `in the last ${days} days`}`,
  times: { atLeast: "happened at least", fewer: "happened fewer times than" },
  how: {
    is: "equals",
    "is none of": "does not equal",
    "at least": "is greater than or equal to",
    "less than": "is less than",
    "is empty": "does not contain data",
    "is not empty": "contains data",
  },
};

const starts = (models: readonly CrmModel[]): string =>
  `A score starts at 0 there and at the start of the point sheet here: ${models.map((model) => `for ${model.name} add ${model.weights.intercept}`).join(", ")}; then \`point_sheet/<model>.scores.csv\` reads it.`;

/** Automation rules of Account Engagement (Pardot). */
export const accountEngagement = crmTarget(
  "account_engagement",
  "Account Engagement",
  (model) => sheetOf(model, inAccountEngagement),
  (
    models,
  ) => `A sheet of automation rules for Account Engagement (Pardot), to be entered by hand: lines with one number are one rule, all of whose
criteria must match; its action is "Adjust prospect score" by the points.

1. Counts of activities have to be prospect custom fields (number), kept by the Salesforce connector or a nightly load: an
   automation rule knows that something happened, and not how often.
2. Make the rules paused. **Warn everybody first**: starting or editing a rule scores every prospect that matches, old ones too, and
   may set off other automations that read the score.
3. A rule adds its points once a prospect and does not take them back when it no longer matches: beside each make a rule of the
   opposite criteria that takes the points away, or reset scores by an import.
4. To check, compare ten prospects with \`leadline score\`.

${starts(models)}`,
);

/** A scoring model of Dynamics 365 Customer Insights - Journeys. */
export const dynamics365 = crmTarget(
  "dynamics365",
  "Dynamics 365 Customer Insights",
  (model) => sheetOf(model, inDynamics),
  (
    models,
  ) => `A sheet of conditions for a lead scoring model of Dynamics 365 Customer Insights - Journeys, to be entered by hand: lines with
one number are one condition set, all of which must hold; its action is "adjust score" by the points.

1. New scoring model, of leads. Enter the conditions; use your own column and event names.
2. Set the grades at the scores of \`point_sheet/<model>.scores.csv\`, less the start.
3. Publish, and compare ten leads with \`leadline score\`.

${starts(models)}`,
);
