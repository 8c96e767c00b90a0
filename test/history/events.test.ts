import { describe, expect, it } from "vitest";
import { type Base, born, change, look, stamp, wins } from "./support/base.ts";

describe("stamps that are no events", () => {
  it("7.26 D3: many stages at one second are told", async () => {
    const seen = await look((b) => {
      b.stages.forEach((r, i) => {
        if (i % 5 < 2 && (r[2] ?? "") < "2024-05-08") r[2] = "2024-05-08 02:32:59";
      });
    });
    expect(seen.codes.filter((code) => code === "many-at-one-time")).toHaveLength(2);
    expect(seen.said("many-at-one-time")).toContain(
      'entries of "mql" are at one second, 2024-05-08 02:32:59',
    );
  });

  it("7.26: so are many on one day where only dates are known, activities and creations", async () => {
    const dated = await look((b) => {
      for (const r of b.stages)
        r[2] = r[1] === "mql" && wins(Number(r[0]?.slice(1))) ? "2023-06-01" : (r[2] ?? "").slice(0, 10);
    });
    expect(dated.said("many-at-one-time")).toContain(
      '115 of 400 entries of "mql" are on one day, 2023-06-01',
    );
    const acts = await look((b) => {
      b.activities.forEach((r, i) => {
        if (i % 10 === 0) r[2] = "2024-09-01 00:00:01";
      });
    });
    expect(acts.said("many-at-one-time")).toContain("40 of 400 activities are at one second");
    const created = await look((b) => {
      b.leads.forEach((r, i) => {
        if (i % 5 === 0) r[1] = "2022-12-31 10:11:12";
      });
    });
    expect(created.said("many-at-one-time")).toContain("80 of 400 creations of leads are at one second");
  });

  it("7.26 D3: an hour, or a day, that holds too many activities or creations is told", async () => {
    const spread = (i: number): string => String(i % 60).padStart(2, "0");
    const acts = await look((b) => {
      b.activities.forEach((r, i) => {
        if (i % 2 === 0) r[2] = `2024-05-08 02:${spread(i >> 3)}:${spread(i)}`;
      });
    });
    expect(acts.said("many-at-one-time")).toContain(
      "200 of 400 activities are within the hour of 2024-05-08 02:00",
    );
    const created = await look((b) => {
      b.leads.forEach((r, i) => {
        if (i % 2 === 0)
          r[1] = `2022-12-31 ${String(i % 24).padStart(2, "0")}:${spread(i >> 3)}:${spread(i)}`;
      });
    });
    expect(created.said("many-at-one-time")).toContain(
      "200 of 400 creations of leads are on one day, 2022-12-31",
    );
  });

  it("9: acts that a join repeats are told, and count once by their id", async () => {
    const joined = (b: Base): void => {
      b.activityHeader.push("activity_id", "campaign");
      b.activities = b.activities.flatMap(([id = "", type = "", at = ""], i) =>
        ["a", "b", "c"].map((campaign) => [
          id,
          type,
          `${at.slice(0, 17)}${String(i % 60).padStart(2, "0")}`,
          `A${i}`,
          campaign,
        ]),
      );
    };
    const told = await look(joined);
    expect(told.said("repeated-activities")).toContain("800 of 1,200 activities have the lead, the type and");
    expect(told.history?.activities.count).toBe(1200);
    const byId = await look((b) => {
      joined(b);
      change(b, "type: type, at: at }", "type: type, at: at, id: activity_id }");
    });
    expect([byId.codes, byId.history?.activities.count]).toEqual([[], 400]);
    expect(byId.history?.audit.files[1]?.duplicates).toBe(800);
  });

  it("9: two files that hold the same acts, written in two ways or by two clocks, are told", async () => {
    const also = (b: Base, rows: readonly (readonly string[])[]): void => {
      b.more.set("more.csv", [b.activityHeader, ...rows].map((r) => `${r.join(",")}\n`).join(""));
      change(b, "file: acts.csv", "file: [acts.csv, more.csv]");
    };
    const later =
      (hours: number, from = 0, to = 400) =>
      (b: Base): void => {
        const written = (at: string): string => {
          const moved = new Date(Date.parse(`${at.replace(" ", "T")}Z`) + hours * 3_600_000).toISOString();
          return hours === 0 ? moved.slice(0, 16) : moved.slice(0, 19).replace("T", " ");
        };
        also(
          b,
          b.activities.slice(from, to).map(([id = "", type = "", at = ""]) => [id, type, written(at)]),
        );
      };
    const minutes = await look(later(0, 300));
    expect(minutes.history?.activities.count).toBe(500);
    expect(minutes.said("overlapping-activities")).toContain(
      '100 of the 100 activities of "more.csv" that lie within the time of "acts.csv" are in that file too, at the same second',
    );
    const clock = await look(later(-5, 100, 300));
    expect(clock.said("overlapping-activities")).toContain(
      '200 of the 200 activities of "more.csv" that lie within the time of "acts.csv" are in that file too, 5 hours earlier',
    );
    // copies count once; what another hour holds is another act, and so is what no other lead did
    const copies = await look((b) => also(b, b.activities));
    expect([copies.codes, copies.history?.activities.count]).toEqual([[], 400]);
    const others = await look(later(24, 0, 400));
    expect(others.codes).not.toContain("overlapping-activities");
  });

  it("9: an export that names the lead on the first row of a group alone is told", async () => {
    const seen = await look((b) => {
      b.activities = b.activities.flatMap((r, i) => [r, ["", "view", stamp(born(i) + 2)]]);
    });
    expect(seen.said("many-without-lead")).toContain('400 of 800 rows of "acts.csv" name no lead');
  });

  it("7.26 T4: activity that ends hours before its lead is told as another zone", async () => {
    const seen = await look((b) => {
      b.activities.forEach((r, i) => {
        r[2] = stamp(born(i) - 5 / 24);
      });
    });
    expect(seen.said("activity-before-creation")).toContain(
      "400 of 400 leads with activities have all of them some hours before being created (5 hours at the median)",
    );
  });

  it("7.26 T2: a clock of twelve hours that lost AM and PM is told", async () => {
    const seen = await look((b) => {
      b.activities.forEach((r, i) => {
        r[2] = `${(r[2] ?? "").slice(0, 11)}${String(1 + (i % 12)).padStart(2, "0")}${(r[2] ?? "").slice(13)}`;
      });
    });
    expect(seen.said("half-day")).toContain("all 400 times of activities are between 1:00 and 12:59");
  });

  it("7.26 D6: a first stage long before the creation is told", async () => {
    const seen = await look((b) => {
      for (let i = 0; i < 400; i++) b.stages.push([`L${i}`, "lead", stamp(born(i) - 30)]);
    });
    expect(seen.said("first-stage-before-creation")).toContain('400 of 400 leads with an entry of "lead"');
  });

  it("7.26 D6: leads with all activity long before their creation are told", async () => {
    const seen = await look((b) => {
      b.activities.forEach((r, i) => {
        if (i % 2 === 1) r[2] = stamp(born(i) - 200);
      });
    });
    expect(seen.said("activity-before-creation")).toContain(
      "200 of 400 leads with activities have all of them more than a day before being created (200 days at the median)",
    );
    // a visit an hour before the form that makes a lead is what forms do
    const form = await look((b) => {
      b.activities.forEach((r, i) => {
        r[2] = stamp(born(i) - 1 / 24);
      });
    });
    expect(form.codes).toEqual([]);
  });
});

describe("entries against their order", () => {
  it("7.26 T4: wins less than a day before creation are told as another zone, or dates", async () => {
    const seen = await look((b) => {
      b.stages.forEach((r) => {
        const i = Number(r[0]?.slice(1));
        if (r[1] === "won" && i % 3 === 0) r[2] = stamp(born(i) - 10 / 24);
      });
    });
    const n = Array.from({ length: 400 }, (_, i) => i).filter((i) => wins(i) && i % 3 === 0).length;
    expect(seen.said("outcome-before-creation")).toContain(
      `${n} leads reached "won" before being created, ${n} of them by less than a day`,
    );
    expect(seen.said("outcome-before-creation")).toContain("another zone");
    const long = await look((b) => {
      b.stages.forEach((r) => {
        const i = Number(r[0]?.slice(1));
        if (r[1] === "won" && i % 3 === 0) r[2] = stamp(born(i) - 100);
      });
    });
    expect(long.said("outcome-before-creation")).toContain("Check that `created` is not overwritten");
  });

  it("7.26 M12: leads that go back to an earlier stage are counted and told", async () => {
    const seen = await look((b) => {
      for (let i = 0; i < 134; i++) b.stages.push([`L${i}`, "lead", stamp(born(i) + 10)]);
    });
    expect([seen.mature, seen.outcomes]).toEqual([747, 115]);
    expect(seen.said("went-back")).toContain(
      '134 leads went back to an earlier stage, most from "mql" to "lead" (134 rows in all)',
    );
    // an entry of the first stage at creation, or a date of the day of a later stage, is no step back
    const none = await look((b) => {
      for (let i = 0; i < 134; i++) b.stages.push([`L${i}`, "lead", stamp(born(i))]);
      for (let i = 200; i < 240; i++) b.stages.push([`L${i}`, "lead", stamp(born(i) + 3).slice(0, 10)]);
    });
    expect(none.codes).toEqual([]);
  });

  it("7.26 M12: a second entry of the same stage is none", async () => {
    const seen = await look((b) => {
      change(b, "[lead, mql, won]", "[lead, mql, sql, won]");
      for (let i = 0; i < 50; i++) b.stages.push([`L${i}`, "mql", stamp(born(i) + 10)]);
    });
    expect(seen.codes).toEqual([]);
  });
});
