import { describe, expect, it } from "vitest";
import { born, change, checked, column, stamp, wins } from "../history/support/base.ts";

describe("9.C: check", () => {
  it("9: tells texts that were garbled, ranges that became dates, and ids that differ by capitals", async () => {
    const { faults } = await checked((b) => {
      column(b, "staff", (i) => ["10-Jan", "51-200", "201-500"][i % 3] ?? "");
      column(b, "team", (i) => ["R&amp;D", "R&D", "Ops"][(i >> 1) % 3] ?? "");
      column(b, "town", (i) => ["MÃ¼nchen", "Köln", "Ulm"][(i >> 2) % 3] ?? "");
      b.leads = b.leads.map((row, i) =>
        i < 40 ? [`Q${i >> 1}`.replace("Q", i % 2 === 0 ? "q" : "Q"), ...row.slice(1)] : row,
      );
      b.activities = b.activities.slice(40);
      b.stages = b.stages.filter(([id]) => Number(id?.slice(1)) >= 40);
    });
    const said = (code: string): string[] => faults.filter((f) => f.code === code).map(({ what }) => what);
    expect(said("ranges-as-dates")[0]).toContain('"staff" holds "10-Jan" among ranges of numbers');
    expect(said("near-duplicate-levels")[0]).toContain('"R&D" (134) and "R&amp;D" (134)');
    expect(said("garbled-levels")).toEqual([
      '1 value of "town" is garbled: "MÃ¼nchen" was "München" before it was read in another encoding, or written for a web page',
    ]);
    expect(said("same-ids")).toEqual([
      '20 leads have an id that another lead has in other capitals, such as "q0" and "Q0"',
    ]);
  });

  it("tells what is odd in the columns that models may learn from, and lists every column", async () => {
    const { faults, columns, exit } = await checked((b) => {
      column(b, "country", () => "US");
      column(b, "source", (i) =>
        i % 8 === 0 ? "google" : i % 8 < 4 ? "Google" : i % 8 < 6 ? "GTXPro" : "GTX Pro",
      );
      column(b, "interests", (i) => ["A;B", "B;A", "C"][i % 3] ?? "");
      column(b, "big", (i) => String(500 - Number([5, 20, 80, 300][(i * 7) % 4])));
      column(b, "code", (i) => ["x", "y", "z"][i % 3] ?? "");
      column(b, "visits", (i) => (i === 7 ? "900" : String(i % 9)));
      column(b, "ticket", (i) => `n${i}`);
      column(b, "mobile phone", (i) => `+1 555 010 ${1000 + i}`);
      column(b, "spare", (i) => (i % 2 === 0 ? "" : `k${i % 90}`));
    });
    const said = (code: string): string[] => faults.filter((f) => f.code === code).map(({ what }) => what);
    expect(exit).toBe(0);
    expect(said("constant-column")).toEqual(['1 column holds one value for all leads: "country" (US)']);
    expect(said("near-duplicate-levels")).toEqual([
      '"interests" writes one value in several ways: "A;B" (134) and "B;A" (133)',
      '"source" writes 2 values in several ways: "Google" (150) and "google" (50); "GTX Pro" (100) and "GTXPro" (100)',
    ]);
    // title, interests and code go by thirds, big is 500 less the employees
    expect(said("collinear-columns")).toEqual([
      '4 pairs of columns hold the same information: "title" and "code" (each value of one goes with one of the other), "title" and "interests" (each value of one goes with one of the other), "employees" and "big" (one falls as the other rises) and "code" and "interests" (each value of one goes with one of the other)',
    ]);
    expect(said("far-value")).toEqual([
      '"visits" goes up to 900, though 99 of 100 values are at most 8 (1 lead above ten times that or more)',
    ]);
    expect(said("id-like-column")).toEqual([
      '"ticket" has 400 values among 400 leads that have one: it identifies each lead and says nothing about it',
    ]);
    expect(said("personal-data")[0]).toContain('"mobile phone" holds personal data');
    expect(said("small-groups")).toEqual(['45 values of "spare" have fewer than 10 leads each, 200 in all']);
    expect(columns.find(({ name }) => name === "spare")).toEqual({
      name: "spare",
      kind: "category",
      use: "feature",
      filled: 0.5,
      range: "45 levels",
      // fewer than ten leads have it
      example: null,
    });
    expect(columns.find(({ name }) => name === "employees")).toMatchObject({
      kind: "number",
      range: "5 to 300",
    });
    // worst first: what reads single columns stands behind what may give the outcome away
    expect(faults.every((f) => f.severity === "warning")).toBe(true);
  });

  it("proposes words and numbers that stand for no value, each with what its leads came to, and two kinds of missing apart", async () => {
    const { faults } = await checked((b) => {
      column(b, "city", (i) => (i % 10 < 3 ? "Select" : i % 10 < 5 ? "" : `c${i % 3}`));
      column(b, "branche", (i) =>
        i % 4 === 0 ? "bitte auswählen" : i % 4 === 1 ? "(en blanco)" : `c${i % 3}`,
      );
      column(b, "pdays", (i) => (i % 2 === 0 ? "999" : String(i % 25)));
      column(b, "score", (i) => (i % 4 === 0 ? "-1" : String(i % 7)));
      column(b, "honest", (i) => String(i % 7 === 0 ? 300 : i % 200));
    });
    const found = faults.filter((f) => f.code === "missing-marker");
    expect(found.map(({ what }) => what.split(",")[0]).sort()).toEqual([
      '100 leads have "(en blanco)" in "branche"',
      '100 leads have "-1" in "score"',
      '100 leads have "bitte auswählen" in "branche"',
      '120 leads have "Select" in "city"',
      '200 leads have "999" in "pdays"',
    ]);
    const of = (name: string) => found.find(({ what }) => what.includes(`"${name}"`));
    // counted by hand: of ten leads three have the word and two nothing
    expect(of("city")?.what).toMatch(/% reach the outcome; \d\d leads have an empty one, \d\d\.\d% reach/);
    expect(of("pdays")?.what).toContain("the largest (the next is 24)");
    expect(of("city")?.mend).toContain("missing: { city: [Select] }");
  });

  it("tells that a column is filled when a lead ends, that one is empty with it, and that emptiness tells the outcome", async () => {
    const { faults } = await checked((b) => {
      change(b, "funnel: [lead, mql, won]", "funnel: [lead, mql, won]\nlost: [lost]");
      const lost = (i: number): boolean => !wins(i) && i % 3 !== 0;
      b.leads.forEach((_, i) => {
        if (lost(i)) b.stages.push([`L${i}`, "lost", stamp(born(i) + 50)]);
      });
      column(b, "deal name", (i) => (wins(i) || lost(i) ? `d${i % 5}` : ""));
      column(b, "deal size", (i) => (wins(i) || lost(i) ? String(i % 5) : ""));
      column(b, "form", (i) => (wins(i) ? (i % 2 === 0 ? "a" : "") : i % 10 === 0 ? "" : "b"));
    });
    const why = (name: string): string =>
      faults.find(({ code, what }) => code !== "missing-marker" && what.includes(`"${name}"`))?.what ?? "";
    expect(why("deal name")).toMatch(
      /is empty for \d+ of the \d+ leads that are still open, and for none of those that are won or lost/,
    );
    expect(why("form")).not.toBe("");
  });

  it("tells of stages that are skipped and out of order, of what `exclude` hides, and of outcomes that crowd at quarters' ends", async () => {
    const { faults, notes } = await checked((b) => {
      change(b, "funnel: [lead, mql, won]", "funnel: [lead, mql, sql, won]\nexclude: \"title = 'CTO'\"");
      b.leads.forEach((_, i) => {
        if (i % 2 === 0) b.stages.push([`L${i}`, "sql", stamp(born(i) + (i % 10 === 0 ? 1 : 8))]);
      });
    });
    const said = (code: string): string => faults.find((f) => f.code === code)?.what ?? "";
    expect(said("out-of-order")).toBe(
      'stages are entered out of order: 40 of 200 leads entered "sql" before "mql"',
    );
    const odd = Array.from({ length: 400 }, (_, i) => i).filter((i) => wins(i) && i % 2 === 1).length;
    expect(said("skipped-stages")).toBe(
      `leads skip stages: ${odd} of 115 that reached "won" were never stamped "sql"`,
    );
    const ctos = Array.from({ length: 400 }, (_, i) => i).filter((i) => wins(i) && i % 3 === 0).length;
    expect(said("excluded-outcomes")).toBe(
      `\`exclude\` leaves out 134 leads, ${ctos} of the 115 outcomes among them`,
    );
    expect(notes.join("\n")).toContain(`${ctos} of the 115 outcomes among them`);
    const crowded = await checked((b) => {
      b.stages = b.stages.map(([id = "", stage = "", at = ""]) =>
        stage === "won" && Number(id.slice(1)) % 2 === 0
          ? [
              id,
              stage,
              at
                .replace(
                  /^(\d{4})-(\d\d)/,
                  (_, y, m) => `${y}-${String(Math.ceil(Number(m) / 3) * 3).padStart(2, "0")}`,
                )
                .replace(/-31 /, "-30 "),
            ]
          : [id, stage, at],
      );
    });
    expect(crowded.faults.find(({ code }) => code === "quarter-end")?.what).toMatch(
      /^\d\d\.\d% of \d+ "won" are dated in the last month of a fiscal quarter/,
    );
  });

  it("9.S4: names 90 days of retention, types that begin late, stitched visits and dates without a time", async () => {
    const { faults, notes } = await checked((b) => {
      // of 600 days of leads the activities of the last 90 are kept, as an export of today holds them
      b.activities = b.leads.flatMap(([id = ""], i) =>
        born(i) < 510 ? [] : [[id, "view", stamp(born(i) + 0.5)]],
      );
      b.activities.push(["L399", "view", stamp(600)], ["L390", "view", stamp(510)]);
      b.stages = b.stages.map(([id = "", stage = "", at = ""]) => [id, stage, at.slice(0, 10)]);
    });
    const said = (code: string): string => faults.find((f) => f.code === code)?.what ?? "";
    expect(said("retention")).toMatch(
      /^activities begin on 2024-05-26, 90 days before the last of them, though 3\d\d of 400 leads were created earlier: Marketo/,
    );
    expect(notes.join("\n")).toContain(
      'known by the date alone, and so counted from the end of its day: "mql" and "won"',
    );
    const late = await checked((b) => {
      b.activities = b.leads.flatMap(([id = ""], i) => [
        [id, "view", stamp(born(i) + 1)],
        ...(i < 200 ? [] : [[id, "chat", stamp(born(i) + 2)]]),
        ...(i % 4 === 0 && i > 3 ? [[id, "visit", stamp(born(i) - 5)]] : []),
      ]);
    });
    expect(late.faults.find(({ code }) => code === "late-starting")?.what).toContain('"chat" on 2023-10-31');
    expect(late.faults.find(({ code }) => code === "stitched-visits")?.what).toBe(
      '100.0% of 99 "visit" happened before their lead was created',
    );
  });
});
