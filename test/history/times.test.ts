import { describe, expect, it } from "vitest";
import { civil, studyWith } from "../helpers/study.ts";
import { activitySource, codes, leadSource, load, refusal } from "./support/files.ts";

const zone = "America/New_York";
const at = (source: string | null = null) =>
  studyWith({
    timezone: zone,
    sources: { leads: [leadSource({ timezone: source })], activities: [], stages: [] },
  });

const file = (stamps: readonly string[]): { "leads.csv": string } => ({
  "leads.csv": `lead_id,created_at\n${stamps.map((stamp, i) => `${String(i).padStart(4, "0")},"${stamp}"`).join("\n")}\n`,
});

/** An independent clock: the civil time that Intl shows for an instant. */
function onClock(instant: string, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(new Date(instant));
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? "";
  return civil(
    `${part("year")}-${part("month")}-${part("day")}`,
    `${part("hour")}:${part("minute")}:${part("second")}`,
  );
}

/** Ten times from a minute on, one a minute. */
const minutes = (day: string, hour: string, after = ""): readonly string[] =>
  Array.from({ length: 10 }, (_, i) => `${day} ${hour}:${10 + i}:00${after}`);
const whatOf = async (study: ReturnType<typeof at>, stamps: readonly string[]): Promise<readonly string[]> =>
  (await load(file(stamps), study)).audit.warnings
    .filter(({ code }) => code === "unreal-times" || code === "times-twice")
    .map(({ what }) => what);

describe("9: times that a clock does not show once", () => {
  // New York went forward on 2026-03-08 and back on 2026-11-01, Berlin on 2026-03-29 and 2025-10-26
  const usual = minutes("2026-02-03", "11");

  it("are counted where the study's clock passed over them, midnights and offsets aside", async () => {
    expect(await whatOf(at(), [...usual, ...minutes("2026-03-08", "02")])).toEqual([
      "creations of leads have 10 times that do not exist in America/New_York, the first 2026-03-08 02:10: that day the clock went forward from 02:00 to 03:00",
    ]);
    const real = [
      ...minutes("2026-03-08", "01"),
      ...minutes("2026-03-08", "03"),
      ...minutes("2026-11-01", "01"),
    ];
    expect(await whatOf(at(), real)).toEqual([]);
    expect(await whatOf(at(), [...usual, ...minutes("2026-03-08", "02", "Z")])).toEqual([]);
    expect(await whatOf(studyWith({ ...at(), timezone: "UTC" }), minutes("2026-03-08", "02"))).toEqual([]);
  });

  it("are counted where the source states another clock", async () => {
    const stamps = [...usual, "2026-03-29 02:30:00", ...minutes("2025-10-26", "02")];
    expect(await whatOf(at("Europe/Berlin"), stamps)).toEqual([
      'values of "created_at" have 1 time that does not exist in Europe/Berlin, the first 2026-03-29 02:30: that day the clock went forward from 02:00 to 03:00',
      'values of "created_at" have 10 times that exist twice in Europe/Berlin, the first 2025-10-26 02:10: that day the clock went back from 03:00 to 02:00',
    ]);
    expect(await whatOf(at("Europe/Berlin"), usual)).toEqual([]);
  });
});

describe("stamps", () => {
  it("9: that are counted stay so beside one that is written, which is a reject", async () => {
    const counted = Array.from({ length: 30 }, (_, i) => String(1_767_225_600 + 86_500 * i));
    for (const other of ["2026-02-29 10:00:00", "2026-02-03"]) {
      const { leads, audit } = await load(file([...counted, other]), studyWith({ ...at(), maxRejects: 1 }));
      expect([leads.count, audit.rejects.map(({ sample, count }) => [sample, count])]).toEqual([
        30,
        [[other, 1]],
      ]);
      expect(leads.created[0]).toBe(onClock("2026-01-01T00:00:00Z", zone));
    }
  });

  it("with an offset are carried to the study's clock, over its summer time too", async () => {
    const stamps = [
      "2026-01-31T10:11:12Z",
      "2026-01-31T10:11:12.999Z",
      "2026-03-08T06:59:59Z",
      "2026-03-08T07:00:00Z",
      "2025-11-02T05:30:00Z",
      "2025-11-02T06:30:00Z",
      "2026-05-31 23:30:00+02:00",
      "2026-05-31 23:30:00-0700",
      "2026-05-31T23:30:00+05",
    ];
    const history = await load(file(stamps), at());
    const iso = (s: string): string =>
      s
        .replace(" ", "T")
        .replace(/([+-]\d\d)(\d\d)$/, "$1:$2")
        .replace(/([+-]\d\d)$/, "$1:00");
    expect([...history.leads.created]).toEqual(stamps.map((stamp) => onClock(iso(stamp), zone)));
    const spaced = await load(file(["2026-05-31 23:30:00 +0200", "2026-05-31 23:30:00 UTC"]), at());
    expect([...spaced.leads.created]).toEqual([
      onClock("2026-05-31T23:30:00+02:00", zone),
      onClock("2026-05-31T23:30:00Z", zone),
    ]);
  });

  it("without an offset are on the study's clock, or in the source's zone where it states one", async () => {
    const stamps = ["2026-05-01 10:00:00", "2026-05-01", "2026-01-15T22:45", "2026/5/1 9:05:00"];
    const own = await load(file(stamps), at());
    expect([...own.leads.created]).toEqual([
      civil("2026-05-01", "10:00:00"),
      civil("2026-05-01"),
      civil("2026-01-15", "22:45:00"),
      civil("2026-05-01", "09:05:00"),
    ]);
    const berlin = await load(file(stamps), at("Europe/Berlin"));
    // a date has no zone
    expect([...berlin.leads.created]).toEqual([
      onClock("2026-05-01T10:00:00+02:00", zone),
      civil("2026-05-01"),
      onClock("2026-01-15T22:45:00+01:00", zone),
      onClock("2026-05-01T09:05:00+02:00", zone),
    ]);
    // an offset wins over the source's zone
    const mixed = await load(file(["2026-05-01 10:00:00", "2026-05-01T10:00:00Z"]), at("Europe/Berlin"));
    expect([...mixed.leads.created]).toEqual([
      onClock("2026-05-01T10:00:00+02:00", zone),
      onClock("2026-05-01T10:00:00Z", zone),
    ]);
  });

  it("of 03/04/2026 are read only where some value shows which part is the day", async () => {
    const us = await load(file(["03/04/2026 10:05", "3/31/2026 1:00"]), at());
    expect([...us.leads.created]).toEqual([civil("2026-03-04", "10:05:00"), civil("2026-03-31", "01:00:00")]);
    expect(us.audit.warnings.map((w) => w.code)).toEqual(["guessed-dates"]);
    const half = await load(
      file(["3/4/2026 12:05 AM", "03/31/2026 01:00:30 pm", "3/14/2026, 11:00 AM"]),
      at(),
    );
    expect([...half.leads.created]).toEqual([
      civil("2026-03-04", "00:05:00"),
      civil("2026-03-31", "13:00:30"),
      civil("2026-03-14", "11:00:00"),
    ]);
    const eu = await load(file(["03/04/2026", "31/03/2026"]), at());
    expect([...eu.leads.created]).toEqual([civil("2026-04-03"), civil("2026-03-31")]);
    const german = await load(file(["03.04.2026", "01.02.2026 08:00"]), at());
    expect([...german.leads.created]).toEqual([civil("2026-04-03"), civil("2026-02-01", "08:00:00")]);
    const dashed = await load(file(["03-04-2026", "31-12-2025"]), at());
    expect([...dashed.leads.created]).toEqual([civil("2026-04-03"), civil("2025-12-31")]);
  });

  it.each([
    ["ambiguous-dates", ["03/04/2026", "12/11/2025"]],
    ["mixed-dates", ["13/04/2026", "04/13/2026"]],
    ["mixed-dates", ["2026-04-13", "04/13/2026"]],
    ["mixed-dates", ["2026-04-13", "13-04-2026"]],
    ["mixed-dates", ["13.04.2026", "04/13/2026"]],
    ["no-times", ["1767225", "x767225601"]],
    ["no-times", ["", ""]],
  ])("are a fault: %s %j", async (code, stamps) => {
    const error = await refusal(file(stamps), at());
    expect([error.exit, ...codes(error)]).toEqual([3, code]);
    expect(error.message).toContain("created_at");
  });

  it("that are no dates, or outside 1970 to 2037, are rejects", async () => {
    const stamps = [
      "2026-02-30",
      "2026-02-28",
      "2026-13-01",
      "2026-01-01 25:00:00",
      "infinity",
      "epoch",
      "0026-01-01",
      "2037-12-31 23:59:59",
      "2038-01-01",
      "1970-01-01",
      "1969-12-31",
      "99999999999",
      "2026-01-01 10:00:00 Mars/Base",
    ];
    const study = at();
    const history = await load(file(stamps), { ...study, asOf: civil("2037-12-31", "23:59:59") });
    expect([...history.leads.created]).toEqual([civil("2026-02-28"), civil("2037-12-31", "23:59:59")]);
    expect(history.audit.rejects.map(({ reason, count, sample }) => [reason, count, sample])).toEqual([
      ["not a date or time", 7, "2026-01-01 10:00:00 Mars/Base"],
      ["outside 1970 to 2037", 3, "0026-01-01"],
    ]);
    // the zero of computers is no creation
    expect(history.audit.files[0]).toMatchObject({ rows: 13, rejected: 10, undated: 1 });
  });

  it("that nearly all stand at midnight are read as dates, with a warning", async () => {
    const rows = (time: string): string =>
      Array.from({ length: 20 }, (_, i) => `a,x${i === 19 ? time : "00:00:00"}`)
        .map((row, i) => row.replace("x", `Visit,2026-02-${10 + (i % 10)} `))
        .join("\n");
    const study = studyWith({
      sources: { leads: [leadSource()], activities: [activitySource()], stages: [] },
    });
    const read = async (time: string): Promise<readonly string[]> => {
      const files = {
        "leads.csv": "lead_id,created_at\na,2026-01-01\n",
        "activities.csv": `lead_id,activity,at\n${rows(time)}\n`,
      };
      const { activities, audit } = await load(files, study);
      expect(activities.at[0]).toBe(civil("2026-02-10", "23:59:59"));
      return audit.warnings.map((w) => w.code);
    };
    expect(await read("00:00:00")).toEqual(["midnights"]);
    expect(await read("00:00:01")).toEqual(["midnights"]);
  });
});
