import { describe, expect, it } from "vitest";
import { type Base, born, change, checked, csvText, look, stamp, wins } from "./support/base.ts";

/** Cases of the kinds that the other tests of this folder show, with other names, words and writings. */
const lead = (row: readonly string[]): number => Number(row[0]?.slice(1));
const won = (b: Base): string[][] => b.stages.filter((row) => row[1] === "won");

describe("outcomes that would be lost", () => {
  it("7.26: three of 115 wins of unknown leads are told though too few for a fault", async () => {
    const seen = await look((b) => {
      for (const row of won(b).slice(0, 3)) row[0] = `Z${row[0]}`;
    });
    expect(seen.history).not.toBeNull();
    expect(seen.said("orphan-outcomes")).toContain('3 of 115 "won" rows in "stages.csv"');
  });

  it("7.12: half of the wins without a lead are a fault, or told where the leads are a part", async () => {
    const edit = (b: Base): void => {
      for (const row of won(b).slice(0, 57)) row[0] = "";
    };
    const seen = await look(edit);
    expect(seen.history).toBeNull();
    expect(seen.said("outcomes-of-nobody")).toContain('57 of 115 "won" rows in "stages.csv" name no lead');
    const part = await look((b) => {
      edit(b);
      change(b, "stage: stage, at: at", "stage: stage, at: at, unjoined: allowed");
    });
    expect(part.history).not.toBeNull();
    expect(part.codes).toContain("outcomes-of-nobody");
  });

  it("7.12: half of the wins without a time are told, and how they are read", async () => {
    const seen = await look((b) => {
      for (const row of won(b).slice(0, 57)) row[2] = "";
    });
    expect(seen.outcomes).toBe(58);
    expect(seen.said("undated-outcomes")).toContain('57 of 115 "won" rows in "stages.csv" have no time');
  });

  it("7.12: stages before the outcome without a time are none, nor is a win that stands twice", async () => {
    const seen = await look((b) => {
      for (const row of b.stages) if (row[1] === "mql" && lead(row) % 2 === 0) row[2] = "";
      for (const row of won(b).slice(0, 57)) b.stages.push([row[0] ?? "", "won", ""]);
    });
    expect(seen.codes).not.toContain("undated-outcomes");
    expect([seen.outcomes, seen.mature]).toEqual([115, 747]);
  });

  it("7.26 S1: a leads file without the column that dates the outcome is a fault", async () => {
    const seen = await look((b) => {
      const at = new Map(won(b).map((row) => [row[0], row[2] ?? ""]));
      const rows = b.leads.map((row) => [...row, at.get(row[0]) ?? ""]);
      b.leadHeader.push("won_at");
      b.leads = rows.slice(0, 200);
      b.more.set(
        "more.csv",
        csvText([b.leadHeader.slice(0, 5), ...rows.slice(200).map((row) => row.slice(0, 5))]),
      );
      change(b, "file: leads.csv", "file: [leads.csv, more.csv]");
      change(
        b,
        "{ file: stages.csv, lead: lead_id, stage: stage, at: at }",
        "{ from: leads, columns: { won: won_at } }",
      );
      change(b, "[lead, mql, won]", "[lead, won]");
    });
    expect(seen.history).toBeNull();
    expect(seen.said("missing-in-one")).toContain('"more.csv" has no column "won_at"');
  });
});

describe("rows that are marked", () => {
  const kept = Array.from({ length: 515 }, (_, i) => i).filter((i) => i % 7 !== 0);

  it("7.26: `where: { IsDeleted: false }` keeps rows whose mark is empty", async () => {
    let expected = 0;
    const seen = await look((b) => {
      expected = kept.filter((i) => b.stages[i]?.[1] === "won").length;
      b.stageHeader.push("IsDeleted");
      b.stages = b.stages.map((row, i) => [...row, i % 7 === 0 ? "1" : i % 2 === 0 ? "0" : ""]);
      change(b, "stage: stage, at: at", "stage: stage, at: at, where: { IsDeleted: false }");
    });
    expect(expected).toBe(99);
    expect(seen.outcomes).toBe(expected);
  });

  it.each(["x", "Deleted", "Y"])("7.26: a mark written as %s is told", async (mark) => {
    const seen = await look((b) => {
      b.stageHeader.push("IsDeleted");
      b.stages = b.stages.map((row, i) => [...row, i % 7 === 0 ? mark : ""]);
    });
    expect(seen.said("marked-rows")).toContain('74 rows of "stages.csv" are marked as gone by "IsDeleted"');
  });

  it("7.26: so are a date of deletion, a record merged into another, and marks of activities", async () => {
    const seen = await look((b) => {
      b.leadHeader.push("deleted_at", "MasterRecordId");
      b.leads = b.leads.map((row, i) => [
        ...row,
        i % 8 === 0 ? "2024-12-01 10:00:00" : "",
        i % 10 === 0 ? "L1" : "",
      ]);
      b.activityHeader.push("archived");
      b.activities = b.activities.map((row, i) => [...row, i % 5 === 0 ? "Y" : "N"]);
    });
    const said = seen.faults
      .filter(({ code }) => code === "marked-rows")
      .map(({ what, mend }) => `${what} ${mend}`);
    expect(said).toHaveLength(3);
    expect(said.join("\n")).toContain('50 rows of "leads.csv" are marked as gone by "deleted_at"');
    expect(said.join("\n")).toContain("where: { deleted_at: null }");
    expect(said.join("\n")).toContain('40 rows of "leads.csv" are marked as gone by "MasterRecordId"');
    expect(said.join("\n")).toContain('80 rows of "acts.csv" are marked as gone by "archived"');
  });
});

describe("histories by other names", () => {
  it("7.26 H1: one stage of two objects is told; a funnel from leads to deals is not", async () => {
    const both = await look((b) => {
      b.stageHeader.push("object");
      b.stages = b.stages.map((row) => [...row, "Contact"]);
      for (let i = 0; i < 400; i += 4) b.stages.push([`L${i}`, "won", stamp(born(i) + 5), "Deal"]);
    });
    expect(both.said("history-as-stages")).toContain(
      'its column "object" holds "Contact" (515) and "Deal" (100)',
    );
    const parted = await look((b) => {
      b.stageHeader.push("object");
      b.stages = b.stages.map((row) => [...row, row[1] === "won" ? "Deal" : "Contact"]);
    });
    expect(parted.codes).not.toContain("history-as-stages");
  });

  it("7.26 H1: the value before the change is no stage that was entered", async () => {
    const seen = await look((b) => {
      b.stageHeader.splice(0, 3, "lead_id", "OldValue", "at", "NewValue");
      b.stages = b.stages.map((row) => [...row, "won"]);
      change(b, "stage: stage", "stage: OldValue");
    });
    expect(seen.said("old-values")).toContain("State `stage: NewValue`");
  });
});

describe("stamps that are no events, and dates that are not read", () => {
  it("7.26 D3: a migration that wrote for some minutes is told, once a stage", async () => {
    const seen = await look((b) => {
      b.stages.forEach((row, i) => {
        if (i % 5 < 3 && (row[2] ?? "") < "2024-05-08")
          row[2] = `2024-05-08 02:3${i % 3}:${String(i % 60).padStart(2, "0")}`;
      });
    });
    const said = seen.faults.filter(({ code }) => code === "many-at-one-time");
    expect(said).toHaveLength(2);
    expect(said[0]?.what).toContain('entries of "mql" are within the hour of 2024-05-08 02:00');
  });

  it("7.26 D3: a third of 115 wins on one day is told", async () => {
    const seen = await look((b) => {
      for (const row of b.stages) row[2] = (row[2] ?? "").slice(0, 10);
      won(b).forEach((row, i) => {
        if (i % 3 === 0) row[2] = "2024-09-30";
      });
    });
    expect(seen.said("many-at-one-time")).toContain('39 of 115 entries of "won" are on one day, 2024-09-30');
  });

  it("7.26 D4: a date that stands for none is no midnight", async () => {
    const seen = await look((b) => {
      for (let i = 0; i < 400; i++) if (!wins(i)) b.stages.push([`L${i}`, "mql", "2099-12-31 00:00:00"]);
    });
    expect(seen.codes).toContain("no-dates");
    expect(seen.codes).not.toContain("midnights");
  });

  it("7.26: dates such as 01/05/23 are refused for what they are", async () => {
    const seen = await look((b) => {
      for (const row of b.stages) row[2] = "01/05/23";
    });
    expect(seen.said("no-times")).toContain("two digits");
  });

  it("9: dates such as 44931.375 are read as days of spreadsheets, and told", async () => {
    const seen = await look((b) => {
      for (const row of b.stages) row[2] = "44931.375";
    });
    expect(seen.said("counted-times")).toContain('"44931.375" is 2023-01-05 09:00:00');
  });
});

describe("columns that are filled after the outcome", () => {
  const vouched =
    (value: (i: number) => string) =>
    (b: Base): void => {
      b.leadHeader.push("rep");
      b.leads = b.leads.map((row, i) => [...row, value(i)]);
      change(b, "[title, employees]", "[title, employees, rep]");
    };
  const suspects = async (value: (i: number) => string): Promise<string> =>
    (await checked(vouched(value))).faults
      .filter(({ code }) => code === "leakage-suspect")
      .map(({ what }) => what)
      .join("\n");

  it("7.26 L2: a value that nearly always wins, and one that never does where 20 would", async () => {
    const rest = (i: number): string => `SDR ${i % 3}`;
    expect(await suspects((i) => ((wins(i) && i % 2 === 1) || i === 3 ? "AE 1" : rest(i)))).toMatch(
      /"AE 1", of which 57 of 58 leads reach the outcome|"AE 1", of which 58 of 59 leads reach the outcome/,
    );
    expect(await suspects((i) => (!wins(i) && i % 2 === 1 ? "Recycled" : rest(i)))).toContain(
      `"Recycled", of which none of ${Array.from({ length: 400 }, (_, i) => i).filter((i) => !wins(i) && i % 2 === 1).length} leads reaches the outcome`,
    );
    // a few students who never buy are no news
    expect(await suspects((i) => (!wins(i) && i % 12 === 1 ? "Student" : rest(i)))).toBe("");
  });

  it("7.26 L1: wins two seconds after the creation are wins at birth", async () => {
    const report = await checked((b) => {
      for (const row of won(b)) if (lead(row) % 2 === 1) row[2] = stamp(born(lead(row)) + 2 / 86_400);
    });
    expect(report.faults.find(({ code }) => code === "won-at-birth")?.what).toBe(
      "57 outcomes of 115 are dated within a minute of the lead's creation",
    );
  });
});
