import { describe, expect, it } from "vitest";
import { LeadlineError } from "../../src/base/errors.ts";
import { loadHistory, readHeaders } from "../../src/history/index.ts";
import { studyWith } from "../helpers/study.ts";
import { activitySource, inFolder, leadSource, stageSource } from "./support/files.ts";

const simple = studyWith();

describe("headers", () => {
  const study = studyWith({
    sources: {
      leads: [leadSource({ id: "LeadID", account: "company" })],
      activities: [
        activitySource({ path: "sources.activities[0]" }),
        activitySource({ file: "activites-*.csv", path: "sources.activities[1]" }),
      ],
      stages: [
        stageSource({ file: "stage.csv" }),
        { kind: "wide", path: "sources.stages[1]", columns: new Map([["won", "won_on"]]) },
      ],
    },
    features: { ...simple.features, knownAtCreation: ["titel"], types: new Map([["employes", "number"]]) },
    places: new Map([
      ["sources.leads.id", { line: 5, column: 18 }],
      ["sources.stages[0].file", { line: 7, column: 9 }],
      ["features.known_at_creation[0]", { line: 20, column: 24 }],
      ["sources.stages[1]", { line: 9, column: 5 }],
    ]),
    file: "study.yaml",
  });
  const files = {
    "leads.csv": "lead_id,created_at,title,employees,company,\n1,2026-01-01,,,,\n",
    "activities.csv": "lead;activity;at\n1;x;2026-01-01\n",
    "stages.csv": "lead_id,stage,at\n",
  };

  it("show every missing file and column at once, where the study names it, with the nearest name", () =>
    inFolder(files, async (folder) => {
      const { files: found, faults, exit } = await readHeaders(study, folder);
      expect(exit).toBe(4);
      expect(found.map((file) => [file.source, file.name, file.names.length, file.columns])).toEqual([
        ["leads", "leads.csv", 6, ["lead_id", "created_at", "title", "employees", "company"]],
        ["activities", "activities.csv", 3, ["lead", "activity", "at"]],
      ]);
      expect(
        faults.map(({ code, where, mend }) => [code, where.line, where.path, mend.split("; ").at(-1)]),
      ).toEqual([
        ["missing-column", 5, "sources.leads.id", 'did you mean "lead_id"?'],
        ["missing-column", undefined, "sources.activities[0].lead", 'did you mean "lead"?'],
        ["no-such-file", undefined, "sources.activities[1].file", 'did you mean "activities.csv"?'],
        ["no-such-file", 7, "sources.stages[0].file", 'did you mean "stages.csv"?'],
        ["missing-column", 20, "features.known_at_creation[0]", 'did you mean "title"?'],
        ["missing-column", undefined, "features.types.employes", 'did you mean "employees"?'],
        [
          "missing-column",
          9,
          "sources.stages[1].columns.won",
          "there are: lead_id, created_at, title, employees, company",
        ],
      ]);
      await expect(loadHistory(study, folder)).rejects.toSatisfy(
        (error) =>
          error instanceof LeadlineError && error.exit === 4 && error.faults.length === faults.length,
      );
    }));

  it("find the files of a glob by name, and a file whose name looks like one", () =>
    inFolder(
      { "b1.csv": "a,b\n1,2\n", "b2.csv": "a,b\n1,2\n", "b[1]*.csv": "lead_id,created_at\nx,2026-01-01\n" },
      async (folder) => {
        const of = async (file: string) =>
          (
            await readHeaders(
              studyWith({ sources: { ...simple.sources, leads: [leadSource({ file })] } }),
              folder,
            )
          ).files.map((found) => found.name);
        expect(await of("b?.csv")).toEqual(["b1.csv", "b2.csv"]);
        expect(await of("*.csv")).toEqual(["b1.csv", "b2.csv", "b[1]*.csv"]);
        expect(await of("b[1]*.csv")).toEqual(["b[1]*.csv"]);
        const history = await loadHistory(
          studyWith({ sources: { ...simple.sources, leads: [leadSource({ file: "b[1]*.csv" })] } }),
          folder,
        );
        expect(history.leads.ids).toEqual(["x"]);
      },
    ));

  it("of a missing column alone exit 2, of no file alone 4", () =>
    inFolder({ "leads.csv": "id,created_at\n1,2026-01-01\n" }, async (folder) => {
      expect((await readHeaders(simple, folder)).exit).toBe(2);
      const other = studyWith({ sources: { ...simple.sources, leads: [leadSource({ file: "led.csv" })] } });
      expect((await readHeaders(other, folder)).exit).toBe(4);
    }));
});

describe("a load that is told to stop", () => {
  it("stops with the reason", () =>
    inFolder({ "leads.csv": "lead_id,created_at\n1,2026-01-01\n" }, async (folder) => {
      const reason = new Error("enough");
      await expect(loadHistory(simple, folder, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const stop = new AbortController();
      const phases: string[] = [];
      const progress = (phase: string): void => {
        phases.push(phase);
        if (phase === "activities") stop.abort(reason);
      };
      await expect(loadHistory(simple, folder, { signal: stop.signal, progress })).rejects.toBe(reason);
      expect(phases.at(-1)).toBe("activities");
    }));
});
