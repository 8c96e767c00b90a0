import { describe, expect, it } from "vitest";
import { born, change, look, stamp, wins } from "./support/base.ts";

const newYork = (b: Parameters<Parameters<typeof look>[0]>[0]): void =>
  change(b, "timezone: UTC", "timezone: America/New_York");

describe("the base", () => {
  it("has 747 mature moments, 115 outcomes and nothing to tell", async () => {
    const seen = await look(() => undefined);
    expect([seen.mature, seen.outcomes, seen.codes]).toEqual([747, 115, []]);
  });
});

describe("midnights", () => {
  it("7.26 T3: zoned midnights of a stage are dates, as they are written, and told", async () => {
    const seen = await look((b) => {
      newYork(b);
      for (const r of b.stages) r[2] = `${r[2]?.slice(0, 10)}T00:00:00Z`;
    });
    expect(seen.codes).toContain("midnights");
    // L0 is an mql on 5 January, known at the end of that day
    expect(seen.history?.stages.first[1]?.[0]).toBe(Date.UTC(2023, 0, 5, 23, 59, 59) / 1000);
    expect(seen.outcomes).toBe(115);
  });

  it("7.26 D1: midnights of a wide stage are dates, so that a win on the day of creation counts", async () => {
    const seen = await look((b) => {
      change(
        b,
        "{ file: stages.csv, lead: lead_id, stage: stage, at: at }",
        "{ from: leads, columns: { won: converted } }",
      );
      change(b, "[lead, mql, won]", "[lead, won]");
      b.leadHeader.push("converted");
      b.leads.forEach((r, i) => {
        const on = i % 3 === 0 ? (r[1] ?? "") : stamp(born(i) + 40);
        r.push(wins(i) ? `${on.slice(0, 10)} 00:00:00` : "");
      });
    });
    expect(seen.codes).toContain("midnights");
    expect(seen.outcomes).toBe(115);
  });

  it("7.26 D2: one stamp beside midnight does not hide them", async () => {
    const seen = await look((b) => {
      for (const r of b.stages) r[2] = `${r[2]?.slice(0, 10)} 00:00:00`;
      const last = b.stages.at(-1);
      if (last !== undefined) last[2] = `${last[2]?.slice(0, 10)} 00:00:01`;
    });
    expect(seen.said("midnights")).toContain('514 of 515 values of "at" in "stages.csv" are at midnight');
  });

  it("7.26: a third at midnight is told and read as times", async () => {
    const seen = await look((b) => {
      b.stages.forEach((r, i) => {
        if (i % 3 === 0) r[2] = `${r[2]?.slice(0, 10)} 00:00:00`;
      });
    });
    expect(seen.said("midnights")).toContain("They are read as times");
    expect(seen.history?.stages.first[1]?.[0]).toBe(Date.UTC(2023, 0, 5) / 1000);
  });

  it("7.26: midnights of the study's zone, written in UTC, are its dates", async () => {
    const seen = await look((b) => {
      newYork(b);
      // midnight in New York is 05:00 in UTC, and 04:00 in its summer
      for (const r of b.stages) {
        const month = Number(r[2]?.slice(5, 7));
        r[2] = `${r[2]?.slice(0, 10)}T0${month > 3 && month < 11 ? 4 : 5}:00:00Z`;
      }
    });
    expect(seen.codes).toContain("midnights");
    expect(seen.history?.stages.first[1]?.[0]).toBe(Date.UTC(2023, 0, 5, 23, 59, 59) / 1000);
  });

  it("7.26: one time of day that is no midnight is told: dates of another zone", async () => {
    const seen = await look((b) => {
      for (const r of b.stages) r[2] = `${r[2]?.slice(0, 10)}T05:00:00Z`;
    });
    expect(seen.said("one-time-of-day")).toContain("written at 05:00");
  });

  it("7.26: twelve AM is midnight too; `format` says what they are, date or time, without a warning", async () => {
    const american = (b: Parameters<Parameters<typeof look>[0]>[0]): void => {
      for (const r of b.stages) {
        const [y, m, d] = (r[2] ?? "").slice(0, 10).split("-");
        r[2] = `${m}/${d}/${y} 12:00 AM`;
      }
    };
    const guessed = await look(american);
    expect(guessed.codes).toContain("midnights");
    for (const [as, at] of [
      ["date", Date.UTC(2023, 0, 5, 23, 59, 59)],
      ["time", Date.UTC(2023, 0, 5)],
    ] as const) {
      const seen = await look((b) => {
        american(b);
        change(b, "stage: stage, at: at", `stage: stage, at: at, format: { at: ${as} }`);
      });
      expect(seen.codes).toEqual(["guessed-dates"]);
      expect(seen.history?.stages.first[1]?.[0]).toBe(at / 1000);
    }
    // a date whatever its time of day
    const day = await look((b) =>
      change(b, "stage: stage, at: at", "stage: stage, at: at, format: { at: date }"),
    );
    expect(day.history?.stages.first[1]?.[0]).toBe(Date.UTC(2023, 0, 5, 23, 59, 59) / 1000);
  });
});

describe("clocks", () => {
  it("7.26 T2: two clocks in one column are told, with one of each", async () => {
    const seen = await look((b) => {
      newYork(b);
      b.leads.forEach((r, i) => {
        if (i % 2 === 1) r[1] = `${r[1]?.replace(" ", "T")}Z`;
      });
    });
    expect(seen.said("two-clocks")).toContain(
      '"created" in "leads.csv" holds times of two clocks: 200 with a zone ("2023-01-03T21:00:00Z") and 200 without ("2023-01-02 09:00:00")',
    );
  });

  it("7.24 F22: offsets that do not exist are refused", async () => {
    const seen = await look((b) => {
      b.leads.forEach((r, i) => {
        r[1] = `${r[1]?.replace(" ", "T")}${["+25:00", "+05:99", "-13:00", "+14:30", "+05:30", "-1200", "+14:00", "Z"][i] ?? "Z"}`;
      });
    });
    expect(seen.history?.leads.count).toBe(396);
    expect(seen.history?.audit.rejects).toMatchObject([{ reason: "not a date or time", count: 4 }]);
  });
});

describe("dates that stand for none", () => {
  it("7.26 D4: the zero of computers is no time of a stage", async () => {
    const seen = await look((b) => {
      change(b, "[lead, mql, won]", "[lead, mql, sal, won]\nhandoff: sal");
      for (let i = 0; i < 400; i++) if (!wins(i)) b.stages.push([`L${i}`, "sal", "1970-01-01 00:00:00"]);
    });
    expect([seen.mature, seen.outcomes, seen.codes]).toEqual([747, 115, ["no-dates"]]);
    expect(seen.said("no-dates")).toContain('285 of 800 values of "at" in "stages.csv"');
    expect(seen.history?.audit.rejects).toEqual([]);
  });

  it.each([
    "1900-01-01",
    "0001-01-01T00:00:00Z",
    "9999-12-31",
    "1899-12-30 00:00:00",
    "0000-00-00",
    "1970-01-01T01:00:00+01:00",
    "1969-12-31 19:00:00",
  ])("7.26: nor is %s, in a long or a wide stage", async (zero) => {
    const long = await look((b) => {
      for (let i = 0; i < 400; i++) if (!wins(i)) b.stages.push([`L${i}`, "won", zero]);
    });
    expect([long.mature, long.outcomes, long.history?.audit.rejects.length]).toEqual([747, 115, 0]);
    expect(long.said("no-dates")).toContain("285 of 800");
    const wide = await look((b) => {
      change(
        b,
        "{ file: stages.csv, lead: lead_id, stage: stage, at: at }",
        "{ from: leads, columns: { won: converted } }",
      );
      change(b, "[lead, mql, won]", "[lead, won]");
      b.leadHeader.push("converted");
      b.leads.forEach((r, i) => {
        r.push(wins(i) ? stamp(born(i) + 40) : zero);
      });
    });
    expect([wide.outcomes, wide.history?.audit.rejects.length]).toEqual([115, 0]);
    expect(wide.codes).toContain("no-dates");
  });

  it("7.24 F22: a creation at 1970-01-01 is none", async () => {
    const seen = await look((b) => {
      const [lead] = b.leads;
      if (lead !== undefined) lead[1] = "1970-01-01 00:00:00";
    });
    expect(seen.history?.leads.count).toBe(399);
    expect(seen.history?.audit.rejects).toEqual([]);
    expect(seen.history?.audit.files[0]).toMatchObject({ rejected: 0, undated: 1 });
    expect(seen.codes).toContain("no-dates");
  });
});
