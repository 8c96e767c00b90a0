import { describe, expect, it } from "vitest";
import { type Base, born, change, checked, csvText, look, stamp, wins } from "./support/base.ts";

describe("rows that join no lead", () => {
  it.each([
    [
      "leading zeros",
      (id: string) => `00${id.slice(1)}`,
      (id: string) => id.slice(1),
      "without leading zeros",
    ],
    ["an ending", (id: string) => `${id.slice(1)}.0`, (id: string) => id.slice(1), "without the ending .0"],
    ["small letters", (id: string) => id.toLowerCase(), (id: string) => id, "if capitals and small letters"],
    [
      "18 letters for 15",
      (id: string) => `${id.padEnd(15, "x")}AAA`,
      (id: string) => id.padEnd(15, "x"),
      "by their first 15 letters",
    ],
    [
      "tags in addresses",
      (id: string) => `mailto:${id}+news@acme.com`,
      (id: string) => `${id}@acme.com`,
      "without `mailto:` and what stands after a +",
    ],
    ["a prefix", (id: string) => `lead-${id.slice(1)}`, (id: string) => id, "by their ending digits"],
  ])(
    "7.26 J1: all activities by %s are a fault, with an id of each side and how they would join",
    async (_, act, lead, by) => {
      const edit = (b: Base): void => {
        for (const r of b.activities) r[0] = act(r[0] ?? "");
        for (const r of [...b.leads, ...b.stages]) r[0] = lead(r[0] ?? "");
      };
      const { history, said } = await look(edit);
      expect(history).toBeNull();
      expect(said("orphans")).toContain('400 of 400 rows in "acts.csv"');
      expect(said("orphans")).toContain(`such as "${act("L0")}"; the leads have ids such as "${lead("L0")}"`);
      expect(said("orphans")).toContain(by);
      const report = await checked(edit);
      expect([report.exit, report.faults[0]?.severity, report.faults[0]?.code]).toEqual([
        1,
        "error",
        "orphans",
      ]);
    },
  );

  it("7.26 J1: ids that a spreadsheet cut short are said to be lost, on either side", async () => {
    const whole = (id: string): string => String(10 ** 12 + Number(id.slice(1)) * 10 ** 6);
    const acts = await look((b) => {
      for (const r of b.activities) r[0] = Number(whole(r[0] ?? "")).toExponential(3);
      for (const r of [...b.leads, ...b.stages]) r[0] = whole(r[0] ?? "");
    });
    expect(acts.said("orphans")).toContain("cut short by a spreadsheet");
    const all = await look((b) => {
      for (const r of [...b.leads, ...b.stages, ...b.activities])
        r[0] = Number(whole(r[0] ?? "")).toExponential(3);
    });
    expect(all.said("differing-duplicates")).toContain("cut short by a spreadsheet");
  });

  it("7.26: wins under another name are a fault, so are a stage's other spellings", async () => {
    const seen = await look((b) => {
      b.stages.forEach((r, k) => {
        if (r[1] === "won" && k % 2 === 0) r[1] = "Closed Won";
        if (r[1] === "mql" && k < 30) r[1] = "M.Q.L.";
      });
    });
    expect(seen.history).toBeNull();
    expect(seen.codes).toEqual(["stage-like-known", "stage-like-known"]);
    expect(seen.said("stage-like-known")).toContain("these outcomes would be lost");
    expect(seen.said("stage-like-known")).toContain("funnel: { won: [won, Closed Won], ... }");
    const settled = await look((b) => {
      b.stages.forEach((r, k) => {
        if (r[1] === "won" && k % 2 === 0) r[1] = "Closed Won";
      });
      change(b, "[lead, mql, won]", "{ lead: lead, mql: mql, won: [won, Closed Won] }");
    });
    expect([settled.codes, settled.outcomes]).toEqual([[], 115]);
    // another stage of which the study says nothing is told as before
    const other = await look((b) => b.stages.push(["L1", "Nurture", stamp(9)]));
    expect(other.codes).toEqual(["unknown-stage"]);
  });

  it("7.26 J1: a share past a hundredth is a fault too, unless the study says that the leads are a part", async () => {
    const edit = (b: Base): void => {
      for (let i = 0; i < 10; i++) b.activities.push([`Z${i}`, "view", stamp(i)]);
    };
    const seen = await look(edit);
    expect([seen.history, seen.codes]).toEqual([null, ["orphans"]]);
    expect(seen.said("orphans")).toContain('10 of 410 rows in "acts.csv"');
    const allowed = await look((b) => {
      edit(b);
      change(b, "type: type, at: at }", "type: type, at: at, unjoined: allowed }");
    });
    expect([allowed.codes, allowed.mature]).toEqual([[], 747]);
    // one row in four hundred is counted and no more
    const one = await look((b) => b.activities.push(["Z", "view", stamp(1)]));
    expect(one.codes).toEqual([]);
    expect(one.history?.audit.files[1]?.orphans).toBe(1);
    // nothing that joins is a fault whatever the study allows
    const none = await look((b) => {
      for (const r of b.activities) r[0] = `Z${r[0]}`;
      change(b, "type: type, at: at }", "type: type, at: at, unjoined: allowed }");
    });
    expect(none.history).toBeNull();
  });

  it("9: leads that were deleted since show in the share of activities without a lead, by the quarter", async () => {
    // three of five of the first 150 leads that did not win are gone
    const gone = (i: number): boolean => i < 150 && i % 5 < 3 && !wins(i);
    const edit = (dated: boolean) => (b: Base) => {
      b.leads = b.leads.filter((_, i) => !gone(i));
      b.stages = b.stages.filter((r) => !gone(Number(r[0]?.slice(1))));
      if (dated) for (const r of b.activities) r[2] = (r[2] ?? "").slice(0, 10);
      change(b, "type: type, at: at }", "type: type, at: at, unjoined: allowed }");
    };
    const inFirst = Array.from({ length: 400 }, (_, i) => i).filter((i) => stamp(born(i) + 1) < "2023-04-01");
    const share = inFirst.filter(gone).length / inFirst.length;
    for (const dated of [false, true]) {
      const seen = await look(edit(dated));
      expect(seen.said("survivors")).toContain(`${Number((100 * share).toPrecision(3))}% in 2023-Q1`);
      expect(seen.said("survivors")).toContain("0% in 2024-Q2");
    }
    // the same share in every quarter is a part of the leads, and nothing was deleted
    const even = await look((b) => {
      for (let i = 0; i < 40; i++) b.activities.push([`Z${i}`, "view", stamp(15 * i + 1)]);
      change(b, "type: type, at: at }", "type: type, at: at, unjoined: allowed }");
    });
    expect(even.codes).not.toContain("survivors");
  });

  it("7.26 J2: wins whose leads are in no leads file are a fault, counted by wins", async () => {
    const edit = (b: Base): void => {
      b.leads = b.leads.filter((_, i) => !(wins(i) && i % 2 === 1));
    };
    const seen = await look(edit);
    expect(seen.history).toBeNull();
    expect(seen.said("orphan-outcomes")).toContain(
      '57 of 115 "won" rows in "stages.csv" belong to leads that are in no leads file',
    );
    const report = await checked(edit);
    expect([report.exit, report.faults[0]?.code]).toEqual([1, "orphan-outcomes"]);
    const allowed = await look((b) => {
      edit(b);
      change(b, "stage: stage, at: at }", "stage: stage, at: at, unjoined: allowed }");
      change(b, "type: type, at: at }", "type: type, at: at, unjoined: allowed }");
    });
    // told all the same
    expect([allowed.codes, allowed.outcomes]).toEqual([["orphan-outcomes"], 58]);
  });

  it("7.26 J4: all wins without a lead are that fault, not one of stage names", async () => {
    const seen = await look((b) => {
      b.leads = b.leads.filter((_, i) => !wins(i));
    });
    expect(seen.said("orphan-outcomes")).toContain('115 of 115 "won" rows');
    expect(seen.codes).not.toContain("unknown-stage");
  });

  it("7.26: wins of leads whose creation cannot be read are a fault", async () => {
    const seen = await look((b) => {
      b.leads.forEach((r, i) => {
        if (wins(i) && i % 2 === 1) r[1] = "1970-01-01";
      });
    });
    expect(seen.said("outcomes-of-unused-leads")).toContain('57 of 115 "won" rows');
    expect(seen.codes).toContain("no-dates");
  });
});

describe("several leads files", () => {
  const halves = (b: Base, header: string[]): void => {
    b.more.set("leads2.csv", csvText([header, ...b.leads.slice(200)]));
    b.leads = b.leads.slice(0, 200);
    change(b, "file: leads.csv", "file: [leads.csv, leads2.csv]");
  };

  it("7.26 S1: a column that one of them lacks is told, with the name that is near", async () => {
    const seen = await look((b) =>
      halves(b, ["lead_id", "created", "title", "Number of Employees", "account"]),
    );
    expect(seen.said("missing-in-one")).toContain('"leads2.csv" has no column "employees"');
    expect(seen.said("missing-in-one")).toContain('"Number of Employees"');
    const same = await look((b) => halves(b, [...b.leadHeader]));
    expect([same.codes, same.mature]).toEqual([[], 747]);
  });

  it("7.26 S1: the outcome's column is needed in each", async () => {
    const seen = await look((b) => {
      b.leads.forEach((r, i) => {
        r[3] = wins(i) ? "1" : "0";
      });
      halves(b, ["lead_id", "created", "title", "Converted", "account"]);
      change(b, "{ reaches: won, within: 90 days }", "{ column: employees, is: 1 }");
      change(b, "known_at_creation: [title, employees]", "known_at_creation: [title]");
    });
    expect(seen.history).toBeNull();
    expect(seen.said("missing-in-one")).toContain('"leads2.csv" has no column "employees"');
  });
});

describe("where", () => {
  const history = (b: Base): void => {
    b.stageHeader.push("field");
    for (const r of b.stages) r.push("Status");
    for (let i = 0; i < 400; i += 4) b.stages.push([`L${i}`, "won", stamp(born(i) + 5), "Rating"]);
  };

  it("7.26 H1: says which rows of a history count; without it the history is told", async () => {
    const told = await look(history);
    expect(told.outcomes).toBe(186);
    expect(told.said("history-as-stages")).toContain(
      'its column "field" holds "Status" (515) and "Rating" (100)',
    );
    expect(told.said("history-as-stages")).toContain("where: { field: Status }");
    const seen = await look((b) => {
      history(b);
      change(b, "stage: stage, at: at", "stage: stage, at: at, where: { field: Status }");
    });
    expect([seen.mature, seen.outcomes, seen.codes]).toEqual([747, 115, []]);
    expect(seen.history?.audit.files[2]).toMatchObject({
      rows: 615,
      leftOut: 100,
      rejected: 0,
      duplicates: 0,
    });
  });

  it.each([
    "Field",
    "property",
    "Property Name",
    "name",
    "Field / Event",
    "attribute",
    "fieldName",
    "field_label",
  ])("7.26 H1: a column named %s is one of a history", async (name) => {
    const told = await look((b) => {
      history(b);
      b.stageHeader[3] = name;
    });
    expect(told.codes).toEqual(["history-as-stages"]);
  });

  it("7.26 H1: a column of names of people is none", async () => {
    const seen = await look((b) => {
      b.stageHeader.push("name");
      b.stages.forEach((r, i) => {
        r.push(`Person ${i}`);
      });
    });
    expect(seen.codes).toEqual([]);
  });

  it("7.26 H1: holds for leads, activities and stages; truths are one however they are written, lists and empty values too", async () => {
    const seen = await look((b) => {
      b.leadHeader.push("IsDeleted");
      b.leads.forEach((r, i) => {
        r.push(i % 3 === 0 ? "0" : i % 3 === 1 ? "FALSE" : "false");
      });
      b.leads.push(
        ["L0", stamp(7), "Other", "1", "x.com", "1"],
        ["X1", stamp(7), "Other", "1", "x.com", "TRUE"],
      );
      b.activityHeader.push("kind");
      for (const r of b.activities) r.push(r[1] === "demo" ? "a" : "b");
      b.activities.push(["L0", "nonsense", "never", "c"]);
      b.stageHeader.push("deleted_at");
      for (const r of b.stages) r.push("");
      b.stages.push(["L1", "won", stamp(3), "2024-01-01"], ["nobody", "won", stamp(3), "2024-01-01"]);
      change(b, "created: created,", "created: created, where: { IsDeleted: false },");
      change(b, "type: type, at: at", "type: type, at: at, where: { kind: [a, b] }");
      change(b, "stage: stage, at: at", "stage: stage, at: at, where: { deleted_at: null }");
    });
    expect([seen.mature, seen.outcomes, seen.codes]).toEqual([747, 115, []]);
    expect(seen.history?.audit.files.map(({ leftOut, rejected }) => [leftOut, rejected])).toEqual([
      [2, 0],
      [1, 0],
      [2, 0],
    ]);
    expect(seen.history?.activities.types).toEqual(["demo", "view"]);
  });

  it("7.26 H1: what no row has is a fault, and a value that never occurs is told with the one that is near", async () => {
    const none = await look((b) => {
      history(b);
      change(b, "stage: stage, at: at", "stage: stage, at: at, where: { field: status }");
    });
    expect(none.said("no-row-counts")).toContain('did you mean "Status"?');
    const some = await look((b) => {
      history(b);
      change(b, "stage: stage, at: at", "stage: stage, at: at, where: { field: [Status, Statsu] }");
    });
    expect([some.outcomes, some.codes]).toEqual([115, ["value-never-occurs"]]);
    const column = await checked((b) =>
      change(b, "stage: stage, at: at", "stage: stage, at: at, where: { fild: x }"),
    );
    expect(column.faults.map((f) => [f.code, f.where.path])).toEqual([
      ["missing-column", "sources.stages.where.fild"],
    ]);
  });

  it("7.26: rows that the export marks as deleted are told", async () => {
    const seen = await look((b) => {
      b.leadHeader.push("IsDeleted");
      b.leads.forEach((r, i) => {
        r.push(i < 3 ? "1" : "0");
      });
    });
    expect(seen.said("marked-rows")).toContain('3 rows of "leads.csv" are marked as gone by "IsDeleted"');
    expect(seen.said("marked-rows")).toContain("where: { IsDeleted: false }");
  });
});
