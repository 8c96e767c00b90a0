import { type Criterion, type CrmRule, crmRules } from "./criteria.ts";
import { type CrmModel, crmTarget } from "./pack.ts";

/**
 * The version of HubSpot's API that the draft is written for: later versions rename fields (`maxScorePerCategory`,
 * `maxValue`).
 */
const apiVersion = "2026-09-beta";

/** Contact properties by the names that exports use for them. */
const properties: ReadonlyMap<string, string> = new Map([
  ["title", "jobtitle"],
  ["employees", "numemployees"],
  ["first name", "firstname"],
  ["last name", "lastname"],
]);

const propertyOf = (field: string): string =>
  properties.get(field.toLowerCase()) ?? field.toLowerCase().replace(/[^a-z0-9_]+/g, "_");

/** The body of `POST /marketing/lead-scoring/2026-09-beta/scores`, and beside it what the API cannot take. */
function filesOf({ name, weights }: CrmModel): ReadonlyMap<string, string> {
  const rules = crmRules(weights);
  const acts = ({ all }: CrmRule): boolean => all.some(({ kind }) => kind === "activity");
  const free = rules.filter(({ group }) => group === null);
  const groups = [
    groupOf(
      "What the contact is",
      "FIT",
      free.filter((rule) => !acts(rule)),
    ),
    groupOf("What the contact does", "ENGAGEMENT", free.filter(acts)),
    ...weights.groups.map(({ name: group, min, max }) => {
      const own = rules.filter((rule) => rule.group === group);
      return groupOf(group, own.some(acts) ? "ENGAGEMENT" : "FIT", own, min, max);
    }),
  ];
  const used = groups.filter(({ ruleConfigurations }) => ruleConfigurations.length > 0);
  const draft = {
    name: `Leadline ${weights.name} ${weights.version}`,
    objectTypeId: "0-1",
    maxScore: Math.max(
      0,
      used.reduce((sum, { maxValue }) => sum + maxValue, 0),
    ),
    allowedGroupTypes: [],
    groupConfigs: used,
  };
  return new Map([[`${name}.draft.json`, `${JSON.stringify(draft, null, 2)}\n`]]);
}

/** Rules whose sum has limits; without limits, the group's limits are as wide as its points go. */
function groupOf(
  groupName: string,
  groupCategory: string,
  rules: readonly CrmRule[],
  min: number | null = null,
  max: number | null = null,
) {
  const sum = (sign: 1 | -1): number =>
    rules.reduce((total, { points }) => total + (points * sign > 0 ? points : 0), 0);
  return {
    groupName,
    groupCategory,
    maxValue: max ?? sum(1),
    minValue: min ?? sum(-1),
    ruleConfigurations: rules.map(configured),
  };
}

const configured = ({ all, points }: CrmRule) => ({
  enabled: true,
  maximumValue: Math.max(0, points),
  minimumValue: Math.min(0, points),
  configuration: {
    calculation: { type: "CONSTANT", value: points },
    filterBranch: branch("OR", [], [branch("AND", all.flatMap(filters), all.flatMap(events))]),
  },
});

/** A branch of HubSpot's lists: an OR of ANDs, whose filters and branches must all hold. */
const branch = (
  type: "OR" | "AND" | "UNIFIED_EVENTS",
  ofFilters: readonly object[],
  branches: readonly object[],
) => ({
  filterBranchType: type,
  filterBranchOperator: type === "OR" ? "OR" : "AND",
  filters: ofFilters,
  filterBranches: branches,
});

/**
 * HubSpot's event types by the names that exports use for them; other types have numbers of their own in each account.
 */
const eventTypes: ReadonlyMap<string, string> = new Map([
  ["email_open", "4-666440"],
  ["email_click", "4-666288"],
  ["form_submission", "4-1639801"],
]);

/** A condition on what a record did or did not do: a branch of its own. */
function events(of: Criterion): readonly object[] {
  if (of.kind !== "activity") return [];
  const { activity, days, times, negated } = of;
  const never = negated && times === 1;
  const occurrences = negated ? { maxOccurrences: times - 1 } : { minOccurrences: times };
  return [
    {
      ...branch("UNIFIED_EVENTS", [], []),
      eventTypeId: eventTypes.get(activity) ?? activity,
      operator: never ? "HAS_NOT_COMPLETED" : "HAS_COMPLETED",
      ...(times === 1 ? {} : { coalescingRefineBy: { type: "NUM_OCCURRENCES", ...occurrences } }),
      ...(days === null
        ? {}
        : {
            pruningRefineBy: {
              type: "RELATIVE_COMPARATIVE",
              comparison: "AFTER",
              timeOffset: { offsetDirection: "PAST", timeUnit: "DAYS", amount: days },
            },
          }),
    },
  ];
}

/** A condition on a record's properties. */
function filters(of: Criterion): readonly object[] {
  if (of.kind === "activity") return [];
  if (of.kind === "rule") return [{ filterType: "BY_HAND", rule: of.when }];
  const [first] = of.values;
  const operation =
    first === undefined
      ? { operationType: "ALL_PROPERTY" }
      : typeof first === "string"
        ? { operationType: "MULTISTRING", values: of.values, includeObjectsWithNoValueSet: false }
        : {
            operationType: typeof first === "number" ? "NUMBER" : "BOOL",
            value: first,
            includeObjectsWithNoValueSet: false,
          };
  return [
    {
      filterType: "PROPERTY",
      property: propertyOf(of.field),
      operation: { ...operation, operator: operators[of.op] },
    },
  ];
}

const operators: Readonly<Record<Extract<Criterion, { kind: "field" }>["op"], string>> = {
  is: "IS_EQUAL_TO",
  "is none of": "IS_NOT_EQUAL_TO",
  "at least": "IS_GREATER_THAN_OR_EQUAL_TO",
  "less than": "IS_LESS_THAN",
  "is empty": "IS_UNKNOWN",
  "is not empty": "IS_KNOWN",
};

const readme = (models: readonly CrmModel[]): string => {
  const [first] = models;
  const name = first?.name ?? "model";
  return `Drafts for HubSpot's Lead Scoring API, version ${apiVersion}. **Experimental**: the API is a beta, and no HubSpot account was at hand to run
them. Its reference names the fields of a score, a group and a rule, which these drafts keep. Two things it does not say, and they are guesses here:
the values of \`groupCategory\` (\`FIT\`, \`ENGAGEMENT\`), and how a rule says whom it is about (\`filterBranch\`, as in the reference of HubSpot's lists).
Later versions rename fields (2027-03-beta: \`maxScorePerCategory\`, \`maxValue\`, no \`groupCategory\`): pin this one.

1. Check the two guesses: in Marketing, Lead Scoring make a score with two rules, one on a property and one on an event with a timeframe, and read it
   back: \`GET https://api.hubapi.com/marketing/lead-scoring/${apiVersion}/scores/{scoreId}\`. Where its \`groupCategory\` and its rules look
   otherwise than \`${name}.draft.json\`, change the draft. One branch of a list takes either a timeframe (\`pruningRefineBy\`) or a number of times
   (\`coalescingRefineBy\`); a rule here may ask both.
2. Put your own property and event names into the draft: each \`property\`, each \`eventTypeId\`
   (\`GET /events/v3/events/event-types\` lists them; an activity stands there by its name here). A rule whose filterType is
   \`BY_HAND\` has to be made in the editor.
3. \`POST …/scores\` with the file as its body makes a draft. Look at every rule of it in Marketing, Lead Scoring; then
   \`POST …/scores/{scoreId}/draft/publish\`.
4. To check, compare ten contacts with \`leadline score\`.

HubSpot's score starts at 0, Leadline's at the start of the point sheet: ${models.map((model) => `for ${model.name} add ${model.weights.intercept} to HubSpot's`).join(", ")}.
Then chance, grade and cut-off follow from \`point_sheet/${name}.scores.csv\`. HubSpot's own decay falls in a straight line for each event,
and excludes a timeframe: a half-life cannot be said with it, so counts of a window stand in.`;
};

/** A lead score as a draft. */
export const hubspot = crmTarget("hubspot", "HubSpot", filesOf, readme);
