import { describe, expect, it } from "vitest";
import { studyWith } from "../helpers/study.ts";
import { activitySource, type Files, leadSource, load, refusal, stageSource } from "./support/files.ts";

const simple = studyWith();
const leads = "lead_id,created_at\na,2026-01-01\n";
const withActivities = studyWith({
  sources: { leads: [leadSource()], activities: [activitySource()], stages: [] },
});

/** What an analyst reads, whole. */
const messages: readonly (readonly [string, Files, typeof simple, string])[] = [
  [
    "no such file",
    { "lead.csv": leads },
    simple,
    'study.yaml  sources.leads.file: there is no file "leads.csv"\n            Paths are relative to the study file; did you mean "lead.csv"?',
  ],
  [
    "a column that the file lacks",
    { "leads.csv": "leadid,created\na,2026-01-01\n" },
    simple,
    'study.yaml  sources.leads.id: "leads.csv" has no column "lead_id"\n            did you mean "leadid"?\n' +
      'study.yaml  sources.leads.created: "leads.csv" has no column "created_at"\n            did you mean "created"?',
  ],
  [
    "a header alone",
    { "leads.csv": "lead_id,created_at\n" },
    simple,
    'leads.csv  "leads.csv" has a header and no rows\n           Export it again with its rows, or leave it out.',
  ],
  [
    "an unclosed quote",
    { "leads.csv": `${leads}b,"2026-01-01\nc,2026-01-01\n` },
    simple,
    'leads.csv:3  in "leads.csv" a quote opens on line 3 and is never closed: all rows after it would be lost\n             Close the quote on line 3; a quote inside quotes is written twice (""). If that is the last row, the file was cut off: export it again.',
  ],
  [
    "everything after as_of",
    { "leads.csv": "lead_id,created_at\na,2026-08-01\n" },
    simple,
    "study.yaml  sources.leads: no lead can be used: none has an id and a creation up to 2026-06-30\n            Look at `as_of` and at the columns `id` and `created` of the leads source.",
  ],
  [
    "dates that may be read in two ways",
    { "leads.csv": leads, "activities.csv": "lead_id,activity,at\na,x,01/02/2026\n" },
    withActivities,
    'activities.csv  "at" may be read as day/month or as month/day ("01/02/2026"): no value shows which\n                State which under the source: format: { "at": dd/mm/yyyy } or mm/dd/yyyy, with the signs that the file has; or export the dates as YYYY-MM-DD.',
  ],
  [
    "two activities of one name",
    {
      "leads.csv": leads,
      "activities.csv": "lead_id,activity,at\na,Page View,2026-01-02\na,page view,2026-01-02\n",
    },
    withActivities,
    'study.yaml  features.activities.rename: the activities "Page View" and "page view" would both be named page_view\n            Give one of them another name, or both the same, under features.activities.rename.',
  ],
];

describe("messages", () => {
  for (const [what, files, study, expected] of messages)
    it(`say what, where and how to mend it: ${what}`, async () => {
      expect((await refusal(files, study)).message).toBe(expected);
    });

  it("warn of ids of another kind, and of stages that nobody named", async () => {
    const history = await load(
      {
        "leads.csv": leads,
        "stages.csv":
          "lead_id,stage,at\n7,sql,2026-02-01\na,Wonn,2026-02-01\na,Nope,2026-02-01\na,Nope,2026-02-02\n",
      },
      studyWith({ sources: { ...simple.sources, stages: [stageSource()] } }),
    );
    expect(history.audit.warnings.map((w) => [w.what, w.mend])).toEqual([
      [
        '2 rows have the stage "Nope" or 1 other name, which are in neither `funnel` nor `lost`',
        "They are left out; there are: lead, sql, won",
      ],
      [
        '1 of 4 rows in "stages.csv" belongs to leads that are in no leads file, such as "7"; the leads have ids such as "a"',
        "Is its `lead` the same id as `id` of the leads source? If the leads file holds a part of all leads, state `unjoined: allowed` for this source.",
      ],
    ]);
  });
});
