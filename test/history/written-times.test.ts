import { describe, expect, it } from "vitest";
import { isoSecond, NEVER } from "../../src/base/time.ts";
import type { Format, Study } from "../../src/study/type.ts";
import { studyWith } from "../helpers/study.ts";
import { activitySource, leadSource, load, valuesOf } from "./support/files.ts";

/** How three instants are written: [values, what they are on the study's clock, codes told, format stated]. */
type Column = readonly [readonly string[], readonly string[], readonly string[], Format?];

/** Leads created in 2020 with a stage for each column of times. */
function studyOf(
  columns: Readonly<Record<string, Column>>,
  timezone: string,
  zone: string | null = null,
): Study {
  const names = Object.keys(columns);
  const format = new Map(
    Object.entries(columns).flatMap(([name, [, , , stated]]) =>
      stated === undefined ? [] : [[name, stated] as const],
    ),
  );
  return studyWith({
    timezone,
    funnel: ["lead", ...names],
    outcome: { kind: "stage", reaches: names.at(-1) ?? "", withinDays: 3000, level: "lead" },
    sources: {
      leads: [leadSource({ format, timezone: zone })],
      activities: [],
      stages: [
        { kind: "wide", path: "sources.stages[0]", columns: new Map(names.map((name) => [name, name])) },
      ],
    },
  });
}

async function readAs(
  columns: Readonly<Record<string, Column>>,
  timezone = "UTC",
  zone: string | null = null,
) {
  const names = Object.keys(columns);
  const cell = (text: string): string => (text.includes(",") ? `"${text}"` : text);
  const rows = [0, 1, 2].map((i) =>
    [`L${i}`, "2020-01-01", ...names.map((name) => cell(columns[name]?.[0][i] ?? ""))].join(","),
  );
  const csv = `lead_id,created_at,${names.join(",")}\n${rows.join("\n")}\n`;
  const { stages, audit } = await load({ "leads.csv": csv }, studyOf(columns, timezone, zone));
  return names.map((name) => {
    const at = stages.first[stages.names.indexOf(name)] ?? [];
    const recorded = stages.recorded?.[stages.names.indexOf(name)] ?? at;
    return {
      name,
      stamps: Array.from(recorded, (t) => (t === NEVER ? "never" : isoSecond(t).replace("T", " "))),
      codes: audit.warnings.filter(({ what }) => what.includes(`"${name}"`)).map(({ code }) => code),
    };
  });
}

const expectedOf = (columns: Readonly<Record<string, Column>>) =>
  Object.entries(columns).map(([name, [, stamps, codes]]) => ({ name, stamps, codes }));

const instants = ["2023-01-01 00:00:01", "2024-02-29 12:30:00", "2025-12-31 23:59:59"];
const days = ["2023-01-02 23:59:59", "2024-02-29 23:59:59", "2025-12-31 23:59:59"];

describe("9: times that are written otherwise", () => {
  it("9: epochs, days of spreadsheets, months by name and digits alone are what they are, decided over the column", async () => {
    const columns: Readonly<Record<string, Column>> = {
      seconds: [["1672531201", "1709209800", "1767225599"], instants, ["counted-times"]],
      fractions: [["1672531201.25", "1709209800.0", "1767225599.999"], instants, ["counted-times"]],
      millis: [["1672531201000", "1709209800999", "1767225599000"], instants, ["counted-times"]],
      stated: [
        ["1672531201", "1709209800", "0"],
        [...instants.slice(0, 2), "never"],
        ["no-dates"],
        "seconds",
      ],
      serial: [["44928", "45351.0", "46022"], days, ["counted-times"]],
      serialTimes: [
        ["44927.0000115741", "45351.5208333333", "46022.9999884259"],
        instants,
        ["counted-times"],
      ],
      old: [["43466", "43889", "44560"], days, [], "excel-1904"],
      short: [["2-Jan-2023", "29-FEB-2024", "31-Dec-2025"], days, []],
      twoDigits: [["02-Jan-23", "29-Feb-24", "31-Dec-25"], days, []],
      long: [["2 January 2023", "29 February 2024", "31 December 2025"], days, []],
      american: [["Jan 2, 2023", "Feb 29, 2024", "Dec 31, 2025"], days, []],
      clock: [
        ["January 1, 2023 12:00:01 AM", "February 29, 2024 12:30:00 PM", "December 31, 2025 11:59:59 PM"],
        instants,
        [],
      ],
      digits: [["20230102", "20240229", "20251231"], days, []],
      digitsToo: [["20230101000001", "20240229123000", "20251231235959"], instants, []],
    };
    expect(await readAs(columns)).toEqual(expectedOf(columns));
  });

  it("9: epochs are instants of UTC and days of spreadsheets of the source's own clock, over summer time", async () => {
    // New York is five hours behind UTC in winter, four in summer; Berlin six ahead of New York but for some weeks
    const columns: Readonly<Record<string, Column>> = {
      epoch: [
        ["1672574400", "1720008000", "1741507200"],
        ["2023-01-01 07:00:00", "2024-07-03 08:00:00", "2025-03-09 04:00:00"],
        ["counted-times"],
      ],
      serial: [
        ["44927.5", "45476.5", "45725.5"],
        ["2023-01-01 06:00:00", "2024-07-03 06:00:00", "2025-03-09 07:00:00"],
        ["counted-times"],
      ],
      civil: [
        ["2023-01-01 12:00:00", "2024-07-03 12:00:00", "2025-03-09 12:00:00"],
        ["2023-01-01 06:00:00", "2024-07-03 06:00:00", "2025-03-09 07:00:00"],
        [],
      ],
    };
    expect(await readAs(columns, "America/New_York", "Europe/Berlin")).toEqual(expectedOf(columns));
  });

  it("9: milliseconds that all stand at midnight, UTC, are dates, of the day that is meant, and told", async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `L${i},2022-01-01,${1672531200000 + i * 86_400_000}`);
    const columns = { won: [[], [], []] } as const;
    const study = studyOf(columns, "America/New_York");
    const { stages, audit } = await load(
      { "leads.csv": `lead_id,created_at,won\n${rows.join("\n")}\n` },
      study,
    );
    expect([...(stages.dated?.[1] ?? [])]).toEqual(rows.map(() => 1));
    expect(isoSecond(stages.first[1]?.[0] ?? 0)).toBe("2023-01-01T23:59:59");
    expect(audit.warnings.map(({ code }) => code)).toEqual(["counted-times", "midnights"]);
  });

  it("9: digits beside dates are rejects by line, ways of writing that meet in one column a fault", async () => {
    const leads = (dates: readonly string[]) => ({
      "leads.csv": `lead_id,created_at\n${dates.map((date, i) => `L${i},"${date}"`).join("\n")}\n`,
    });
    const { audit } = await load(leads(["2026-01-05", "2026-01-06", "1767225599", "20260105"]), studyWith());
    expect(audit.rejects).toMatchObject([{ reason: "not a date or time", count: 2, sample: "1767225599" }]);
    await expect(load(leads(["2026-01-05", "Jan 6, 2026"]), studyWith())).rejects.toThrow(
      /written in two ways|two ways|"created_at"/,
    );
  });
});

describe("9: what a source says of its columns", () => {
  it("9: `type: { is }` makes a file one kind of activity", async () => {
    const study = studyWith({
      sources: {
        leads: [leadSource()],
        activities: [activitySource({ type: "", is: "Demo Watched" })],
        stages: [],
      },
    });
    const history = await load(
      {
        "leads.csv": "lead_id,created_at\na,2026-01-01\nb,2026-01-01\n",
        "activities.csv": "lead_id,at\na,2026-01-05\na,2026-01-06\nb,2026-01-07\n,2026-01-08\n",
      },
      study,
    );
    expect(history.activities.types).toEqual(["demo_watched"]);
    expect(history.activities.count).toBe(3);
    expect(history.audit.rejects.map(({ reason, line }) => [reason, line])).toEqual([["no lead", 5]]);
  });

  it("9: `missing` empties its markers, by text or by number, in attributes and dates; one that never occurs is told", async () => {
    const missing = new Map([
      ["size", ["-1", "999"]],
      ["title", ["Select", "unknwon"]],
      ["created_at", ["n/a"]],
    ]);
    const study = studyWith({ sources: { leads: [leadSource({ missing })], activities: [], stages: [] } });
    const { audit, ...history } = await load(
      {
        "leads.csv":
          "lead_id,created_at,size,title\na,2026-01-01,-1,Select\nb,2026-01-02,999.0, Select \nc,2026-01-03,12,select\nd,n/a,5,unknown\n",
      },
      study,
    );
    const all = { audit, ...history };
    expect(valuesOf(all, "size")).toEqual([null, null, 12]);
    expect(valuesOf(all, "title")).toEqual([null, null, "select"]);
    expect(audit.rejects).toEqual([]);
    expect(audit.warnings.map(({ code, mend }) => [code, mend])).toEqual([
      ["marker-never-occurs", 'did you mean "unknown"?'],
    ]);
  });
});
