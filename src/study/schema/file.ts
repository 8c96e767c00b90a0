import { deviceName } from "../../base/messages/study/study.ts";
import { writtenText } from "../reading.ts";
import { capacity } from "./capacity.ts";
import { definition } from "./definitions.ts";
import { model } from "./models.ts";
import {
  choice,
  devices,
  isFileName,
  list,
  mappingOr,
  named,
  number,
  object,
  parsed,
  type Shape,
  said,
  text,
  variant,
} from "./shape.ts";
import { sources } from "./sources.ts";
import { stageNames } from "./stages.ts";
import { vary } from "./vary.ts";
import { days, lastOfDay, month, predicate, share, wins, written, zone } from "./words.ts";

const folderPattern = `^${devices}[a-z0-9][a-z0-9_-]{0,79}$`;

/** The name of a study or lineage: it becomes the name of a folder. */
const folderName = (example: string): Shape<string> => {
  const name = parsed(
    "a name of lower-case letters, digits, - and _ (it becomes a folder)",
    example,
    folderPattern,
    (written) => (/^[a-z0-9][a-z0-9_-]{0,79}$/.test(written) ? written : null),
  );
  return {
    schema: name.schema,
    read: (slot, reading) => {
      const written = name.read(slot, reading);
      return written === undefined || isFileName(written)
        ? written
        : reading.sayAt(deviceName(written), slot);
    },
  };
};

const stage = (example: string): Shape<string> => text(example);

const worked = object(
  {
    stage: said("leads that reached this stage were worked", stage("stage: sal")),
    activity: said("leads with an activity of this type were worked", text("activity: call")),
    column: said("a column of the leads that says so", text("column: worked")),
  },
  { example: "worked: { stage: sal }" },
);

const reached = object(
  {
    reaches: said("the stage that counts as a success", stage("reaches: opportunity")),
    within: said("the horizon", days("within: 90 days")),
    level: said("one outcome a lead", choice(["lead"], ["account"])),
  },
  {
    example: "outcome: { reaches: opportunity, within: 90 days }",
    required: ["reaches", "within"],
  },
);
const flagged = object(
  {
    column: said("a column of the leads", text("column: Converted")),
    is: said("its value for a success", text("is: 1")),
    matures_after: said(
      "how long after its creation a lead is finished: younger ones are left out, whatever the column says today",
      days("matures_after: 90 days"),
    ),
  },
  {
    example: "outcome: { column: Converted, is: 1 }",
    required: ["column", "is"],
  },
);

const domain = object(
  {
    domain_of: said("a column of e-mail addresses or domains", text("domain_of: email")),
    in: said("a list of ours", choice(["free_mail"])),
  },
  {
    example: "free_email: { domain_of: email, in: free_mail }",
    required: ["domain_of", "in"],
  },
);
const flag = mappingOr(written, domain);

const lasting = days("half_life: 14 days", 1, "`fit` or ");
const halfLife: Shape<number | "fit"> = {
  schema: { anyOf: [{ enum: ["fit"] }, lasting.schema] },
  read: (slot, reading) => (writtenText(slot) === "fit" ? "fit" : lasting.read(slot, reading)),
};

const activities = object(
  {
    windows: said(
      "the windows of counts",
      list(days("windows: [7 days, 30 days, 90 days]"), "windows: [7 days, 30 days, 90 days]"),
    ),
    half_life: said(
      "gives <activity>_decayed: an activity counts half as much so long after it happened; fit: each fold finds how long",
      halfLife,
    ),
    cap: said(
      "counts above it are one; of decayed counts 5 where none is given",
      number("cap: 5", { least: 1, most: 1000, whole: true }),
    ),
    rename: said(
      "names of activities: theirs: ours",
      named(text("rename: { Page Visited: page_view }"), "rename: { Page Visited: page_view }"),
    ),
  },
  {
    example: "activities: { windows: [7 days, 30 days, 90 days] }",
  },
);
const cuts = list(number("10"), "employees: [10, 50, 200, 1000]");
const features = object(
  {
    known_at_creation: said(
      "columns of the leads whose value was known when the lead was created: this is your statement, nothing can check it",
      list(text("title"), "known_at_creation: [title, employees]", 0),
    ),
    types: said(
      "column: number or category, where the sniffed type is not what you mean",
      named(choice(["number", "category"]), "types: { employees: number }"),
    ),
    activities,
    bins: said("cuts by hand", named(cuts, "bins: { employees: [10, 50, 200, 1000] }")),
    signs: said(
      "feature: '+' where more of it ought to give more points, '-' where fewer; a fit that finds the opposite says so",
      named(choice(["+", "-"]), 'signs: { demo_request_30d: "+", unsubscribe_30d: "-" }'),
    ),
  },
  { example: "features: { known_at_creation: [title, employees] }" },
);

const monthly = object(
  { every: said("the first instant of each of these, while a lead is open", choice(["month"])) },
  { example: "moments: { every: month }", required: ["every"] },
);
const once = object(
  {
    after: said(
      "once a lead, so long after its creation, if it is still open then",
      days("after: 7 days", 0),
    ),
  },
  { example: "moments: { after: 7 days }", required: ["after"] },
);
const eachDay = parsed(
  "`decisions`, `{ every: month }` or `{ after: 7 days }`",
  "moments: decisions",
  "^decisions$",
  (written): "decisions" | null => (written === "decisions" ? written : null),
);
const moments = mappingOr(eachDay, variant("every", monthly, once));

const costs = object(
  {
    worked_lead: said(
      "what sales spends to work one lead, in money",
      number("worked_lead: 40", { least: 0, why: "what it costs to work one lead" }),
    ),
    outcome_value: said(
      "what one outcome is worth, in the same money: of a stage before the deal, the deal's margin times the share that is won",
      number("outcome_value: 2500", { above: 0, why: "what one outcome is worth, above 0" }),
    ),
  },
  {
    example: "costs: { worked_lead: 40, outcome_value: 2500 }",
    required: ["worked_lead", "outcome_value"],
  },
);

/** The declaration of study.yaml. The check, its messages and the JSON Schema all come from here. */
export const studyFile = object(
  {
    leadline: said(
      "version of this file's language",
      number("leadline: 1", {
        least: 1,
        most: 1,
        whole: true,
        why: "this version of leadline reads `leadline: 1`",
      }),
    ),
    study: said("the study's name", folderName("study: quarterly-review")),
    title: said("title above the report", text('title: "Lead definition review, Q3"')),
    prepared_for: said("the people that the report is for", text("prepared_for: Sales and Marketing leads")),
    as_of: said("nothing that happened or became known later is read", lastOfDay),
    timezone: said("the study's civil clock", zone),
    fiscal_year_starts: said("month in which the fiscal year opens", month),
    seed: said("seed of all resampling", number("seed: 7", { least: 0, most: 0xffffffff, whole: true })),
    lineage: said("keys the log of candidates", folderName("lineage: acme-crm")),
    sources: said("the exports", sources),
    max_rejects: said(
      "so many of a file's rows, and of the values that are there in a column of times, may be unreadable: more end a run",
      share("max_rejects: 5%"),
    ),
    funnel: said(
      "the stages in order, creation first",
      stageNames("funnel", "[lead, mql, sal, sql, opportunity, won]", 1),
    ),
    lost: said("stages that end a lead", stageNames("lost", "[disqualified, closed_lost]", 0)),
    recycle: said(
      "stages by which sales gives a lead back to marketing: it is open again from then on, and time in nurture begins",
      stageNames("recycle", "[nurture]", 0),
    ),
    accept_leakage: said(
      "columns and activities that tell the outcome apart by themselves (AUC .95 or more), though you are sure that they come before it",
      list(text("accept_leakage: [demo_request]"), "accept_leakage: [demo_request]"),
    ),
    exports: said(
      "where its scores go: the targets that each run writes to exports/; all of them by default, [] none",
      list(text("exports: [postgres, dbt, python]"), "exports: [postgres, dbt, python]", 0),
    ),
    same_day: said(
      "which comes first where outcome and activity are known by the same date alone: the activity is then not seen before the outcome, unless activities_first",
      choice(["outcome_first", "activities_first"]),
    ),
    handoff: said("the stage at which sales takes a lead", stage("handoff: sal")),
    worked: said("what shows that sales worked a lead", worked),
    outcome: said("what counts as a success", variant("column", flagged, reached)),
    guards: said("stages also reported for every definition", list(stage("sql"), "guards: [sql, won]", 0)),
    flags: said(
      "truths about a lead",
      named(flag, "flags: { competitor: \"company IN ('Acme')\" }", "a feature"),
    ),
    personas: said(
      "named conditions on a lead",
      named(predicate, "personas: { it_lead: \"title = 'CTO'\" }", "a feature"),
    ),
    segments: said(
      "by whose levels the funnel is shown beside channels and personas: columns known at creation, flags; `persona` means all personas",
      list(text("region"), "segments: [persona, region]", 0),
    ),
    exclude: said("leads left out of fits and definitions", predicate),
    features: said("what rules and models may read", features),
    moments: said(
      "when fits look at a lead: by default each day on which something became known of it",
      moments,
    ),
    models: said("the scores", named(model, "models: { logit: { kind: logistic } }", "a file and a feature")),
    calibration: said(
      "how scores become probabilities",
      choice(["auto", "platt", "isotonic", "beta", "venn_abers", "none"]),
    ),
    grades: said(
      "bands of each model's score: letters, A the best, or numbers, 5 the best",
      choice(["A-D", "1-5"]),
    ),
    definitions: said(
      "who is an MQL: the incumbent and its candidates",
      named(definition, "definitions: { incumbent: { stage: mql, incumbent: true } }", "a file and a column"),
    ),
    capacity: said("what sales can take", capacity),
    backtest: object(
      {
        quarters: said(
          "judged quarters, at most",
          number("quarters: 6", { least: 1, most: 40, whole: true }),
        ),
        embargo: said("a pause between what is learnt and what is judged", days("embargo: 7 days", 0)),
      },
      {
        example: "backtest: { quarters: 6, embargo: 7 days }",
        later: {
          rearm:
            "in replay a lead crosses a definition once, or once after each return by `recycle`, at the first moment at which it holds",
        },
      },
    ),
    decide: object(
      {
        metric: said("what decides", choice(["wins_per_slot"])),
        smallest_gain: said("the smallest gain that would matter, a quarter", wins),
      },
      { example: "decide: { metric: wins_per_slot, smallest_gain: 5 wins }" },
    ),
    costs: said(
      "what a worked lead costs and an outcome is worth: definitions are then compared in money too, and a lead has a chance from which on it pays",
      costs,
    ),
    vary: said(
      "settings that `leadline sweep` varies, each with the list of its values; all combinations are judged",
      vary,
    ),
    privacy: object(
      {
        min_group: said(
          "smaller groups are withheld",
          number("min_group: 10", { least: 1, most: 10_000, whole: true }),
        ),
      },
      { example: "privacy: { min_group: 10 }" },
    ),
  },
  {
    example: "study: quarterly-review",
    required: ["leadline", "study", "as_of", "sources", "funnel", "outcome"],
  },
);

export type StudyValues = NonNullable<ReturnType<typeof studyFile.read>>;
