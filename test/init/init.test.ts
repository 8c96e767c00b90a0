import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { init } from "../../src/workbench/init.ts";
import { scratch } from "../helpers/cli.ts";
import { csv, hubspot, leads, reached } from "./exports.ts";
import { foldersIn, studyOf } from "./support.ts";

const place = scratch();
afterAll(() => place.remove());

const folderWith = foldersIn(place.folder);

describe("9: leadline init", () => {
  it("where every lead is of the future, the files' own last day holds leads, and the clock is doubted", async () => {
    const { text, faults } = await init({
      ...folderWith("future", hubspot()),
      today: () => new Date("2001-05-06T12:00:00Z"),
    });
    expect(faults.filter(({ severity }) => severity === "error")).toEqual([]);
    const { asOf, outcome } = studyOf(text);
    expect(asOf).toBeGreaterThan(Date.parse("2002-01-01T00:00:00Z") / 1000);
    expect(outcome).toMatchObject({ kind: "stage", reaches: "opportunity" });
    expect(text).toMatch(
      /ASSUMED: every lead was created on 20\d\d-\d\d-\d\d or later, and today is 2001-05-06/,
    );
  });

  it("knows HubSpot's contacts, and writes a study without a fault", async () => {
    const { file, text, exit, faults } = await init(folderWith("hubspot", hubspot()));
    expect(faults.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(exit).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(text);
    const study = studyOf(text);
    expect(text).toContain("from exports of HubSpot");
    expect(study.sources.leads[0]).toMatchObject({
      file: "contacts.csv",
      id: "Record ID",
      created: "Create Date",
      account: "Company Domain Name",
      channel: "Original Source",
    });
    expect(study.sources.stages[0]).toMatchObject({
      kind: "wide",
      columns: new Map([
        ["mql", "Became a Marketing Qualified Lead Date"],
        ["sql", "Became a Sales Qualified Lead Date"],
        ["opportunity", "Became an Opportunity Date"],
        ["won", "Became a Customer Date"],
      ]),
    });
    expect(study.funnel).toEqual(["lead", "mql", "sql", "opportunity", "won"]);
    // the stages' own counts, as the export was made with
    expect(text).toContain(`Became an Opportunity Date dates opportunity: ${reached("opportunity")} leads`);
    expect(study.outcome).toMatchObject({ kind: "stage", reaches: "opportunity" });
    expect([...study.definitions].find(([, { incumbent }]) => incumbent)?.[0]).toBe("incumbent");
    expect(study.worked).toEqual({ kind: "stage", stage: "sql" });
    // today's values are out, each with the reason; what was known is in
    expect(study.features.knownAtCreation).toEqual(["Email", "Job Title", "Original Source"]);
    for (const column of [
      "Lifecycle Stage",
      "Lead Status",
      "Contact owner",
      "Last Activity Date",
      "First Name",
    ])
      expect(text).toMatch(new RegExp(`# ${column}: .{8}`));
  });

  it("9.2: never guesses whether the day comes first: two lines to choose from and exit 1, one question at a terminal", async () => {
    const files = {
      "leads.csv": csv(
        ["lead_id", "created_at", "title", "won_on"],
        // days up to 12 alone: nothing shows the order
        leads
          .slice(0, 300)
          .map(({ i, title }) => [
            `L${i}`,
            `${String(1 + (i % 12)).padStart(2, "0")}/${String(1 + (i % 11)).padStart(2, "0")}/2023`,
            title,
            i % 3 === 0 ? `2024-01-${String(1 + (i % 28)).padStart(2, "0")}` : null,
          ]),
      ),
    };
    const silent = folderWith("nobody", files);
    const { text, exit, faults } = await init(silent);
    expect(exit).toBe(1);
    expect(faults.map(({ code }) => code)).toEqual(["order-to-choose"]);
    expect(text).toContain("# CHOOSE ONE: created_at holds 01/01/2023");
    expect(text).toContain("# format: { created_at: dd/mm/yyyy }\n    # format: { created_at: mm/dd/yyyy }");

    let asked = 0;
    const answered = await init({
      ...folderWith("somebody", files),
      ask: async () => {
        asked++;
        return "month_first";
      },
    });
    expect(asked).toBe(1);
    expect(studyOf(answered.text).sources.leads[0]?.format).toEqual(new Map([["created_at", "mm/dd/yyyy"]]));
    // the line that is chosen is all that was lacking
    const chosen = text.replace("# format: { created_at: mm/dd/yyyy }", "format: { created_at: mm/dd/yyyy }");
    expect(studyOf(chosen).sources.leads[0]?.format).toEqual(new Map([["created_at", "mm/dd/yyyy"]]));
  });

  it("9.2: joins a table that describes what the leads name, by its key", async () => {
    const products = ["Alpha", "Beta", "Gamma Pro"];
    const rows = Array.from({ length: 90 }, (_, i) => {
      const day = String(1 + (i % 28)).padStart(2, "0");
      return `L${i},2025-0${1 + (i % 6)}-${day},${products[i % 3]?.replace("Gamma Pro", i < 60 ? "Gamma Pro" : "GammaPro")}`;
    });
    const { text } = await init(
      folderWith("lookups", {
        "leads.csv": ["lead_id,created_at,product", ...rows].join("\n"),
        "won.csv": [
          "lead_id,won_date",
          ...rows.slice(0, 40).map((r) => `${r.split(",")[0]},2025-08-01`),
        ].join("\n"),
        "price-list.csv": "name,series,price\nAlpha,S1,10\nBeta,S1,20\nGamma Pro,S2,30\n",
      }),
    );
    expect([...(studyOf(text).sources.lookups ?? [])]).toMatchObject([
      {
        name: "price_list",
        file: "price-list.csv",
        key: "name",
        on: "product",
        columns: ["series", "price"],
      },
    ]);
    // 3 of the 4 values that stand in the leads
    expect(text).toContain("3 rows, one of each name; it knows 75% of the values of product in the leads");
    expect(text).not.toContain("not used");
  });

  it("writes over no study, and says what it needs", async () => {
    const there = folderWith("there", { "study.yaml": "leadline: 1\n", "leads.csv": "lead_id\n1\n" });
    await expect(init(there)).rejects.toMatchObject({ exit: 2, faults: [{ code: "study-there" }] });
    await expect(init({ files: [], out: place.folder })).rejects.toMatchObject({
      exit: 2,
      faults: [{ code: "no-exports" }],
    });
    const none = await init(folderWith("none", { "leads.csv": "lead_id,title\na,CTO\nb,CEO\nc,CTO\n" }));
    expect(none.exit).toBe(1);
    expect(none.faults[0]?.code).toBe("no-outcome-found");
  });

  it("9: takes the file that dates creations for the leads where each lead did one thing", async () => {
    const made = (at: number): string => new Date(at).toISOString().slice(0, 19).replace("T", " ");
    const { text, exit } = await init(
      folderWith("one-act", {
        "acts.csv": csv(
          ["lead_id", "type", "at"],
          leads.map(({ i, created }) => [`L${i}`, i % 2 === 0 ? "demo" : "view", made(created + 3_600_000)]),
        ),
        "people.csv": csv(
          ["lead_id", "created", "title"],
          leads.map(({ i, created, title }) => [`L${i}`, made(created), title]),
        ),
        "stages.csv": csv(
          ["lead_id", "stage", "at"],
          leads.flatMap(({ i, opportunity }) =>
            opportunity === null ? [] : [[`L${i}`, "Gewonnen", made(opportunity)]],
          ),
        ),
      }),
    );
    const study = studyOf(text);
    expect(exit).toBe(0);
    expect(study.sources.leads[0]).toMatchObject({ file: "people.csv", created: "created" });
    expect(study.sources.activities[0]).toMatchObject({ file: "acts.csv", type: "type" });
    expect(study.funnel).toEqual(["lead", "won"]);
  });

  it("7: a file that cannot be read is told first, not what it leaves unsaid", async () => {
    const days = Array.from({ length: 40 }, (_, i) =>
      new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10),
    );
    const { faults, exit } = await init(
      folderWith("twice", {
        "leads.csv": `lead_id,created_at,title,title\n${days.map((day, i) => `L${i},${day},a,b\n`).join("")}`,
        "stages.csv": `lead_id,stage,at\n${days.flatMap((day, i) => (i % 2 ? [`L${i},won,${day}\n`, `L${i},mql,${day}\n`] : [])).join("")}`,
      }),
    );
    expect(exit).toBe(1);
    expect(faults[0]).toMatchObject({
      severity: "error",
      what: '"leads.csv" has two columns named "title"',
    });
    expect(faults.map(({ what }) => what).join("\n")).not.toContain("nothing in these files says");
  });

  it("7: stages with names of the house's own are stages where one of them is a win", async () => {
    const day = (i: number): string => new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10);
    const all = Array.from({ length: 300 }, (_, i) => i);
    const { text } = await init(
      folderWith("own-names", {
        "leads.csv": `lead_id,created_at,title\n${all.map((i) => `L${i},${day(i)},${i % 3 ? "CTO" : "CFO"}\n`).join("")}`,
        // 30 wins among 530 rows
        "stages.csv": `lead_id,stage,entered_at\n${all.map((i) => `L${i},Kontakt,${day(i + 1)}\n${i % 3 ? `L${i},Angebot,${day(i + 4)}\n` : ""}${i % 10 ? "" : `L${i},won,${day(i + 9)}\n`}`).join("")}`,
      }),
    );
    const study = studyOf(text);
    expect(study.sources.stages[0]).toMatchObject({
      file: "stages.csv",
      stage: { column: "stage" },
      at: "entered_at",
    });
    expect(study.outcome).toMatchObject({ reaches: "won" });
  });
});

describe("9: exports that say less than one hopes", () => {
  const at = (days: number): string => new Date(Date.UTC(2023, 0, 2, 9) + days * 86_400_000).toISOString();
  const day = (days: number): string => at(days).slice(0, 10).split("-").reverse().join(".");
  const wins = (i: number): boolean => (i * 11) % 7 < 2;
  const numbers = Array.from({ length: 400 }, (_, i) => i);
  const plainLeads = numbers.map((i) => [`L${i}`, at(1.5 * i), ["CTO", "Manager", "Intern"][i % 3] ?? ""]);
  const stages = (won: string, when: (days: number) => string): (readonly string[])[] =>
    numbers.flatMap((i) => [
      [`L${i}`, "MQL", when(1.5 * i + 3)],
      ...(wins(i) ? [[`L${i}`, won, when(1.5 * i + 40)]] : []),
    ]);

  it.each([
    [
      "de",
      ["Interessenten-ID", "Erstellt am", "Position"],
      ["Interessenten-ID", "Phase", "Datum"],
      "Gewonnen",
    ],
    ["fr", ["ID du prospect", "Date de création", "Fonction"], ["ID du prospect", "Étape", "Date"], "Gagné"],
    [
      "es",
      ["ID de prospecto", "Fecha de creación", "Cargo"],
      ["ID de prospecto", "Etapa", "Fecha"],
      "Ganado",
    ],
    ["ja", ["リードID", "作成日", "役職"], ["リードID", "ステージ", "日時"], "受注"],
  ])(
    "in the words of another language (%s) are read as they are in English",
    async (language, own, theirs, won) => {
      const rows = plainLeads.map(([id = "", , title = ""], i) => [id, day(1.5 * i), title]);
      const { text, faults } = await init(
        folderWith(`abroad-${language}`, { "a.csv": csv(own, rows), "b.csv": csv(theirs, stages(won, day)) }),
      );
      expect(faults.filter(({ severity }) => severity === "error")).toEqual([]);
      const study = studyOf(text);
      expect(study.sources.leads[0]).toMatchObject({ file: "a.csv", id: own[0], created: own[1] });
      expect(study.sources.stages[0]).toMatchObject({
        lead: theirs[0],
        stage: { column: theirs[1] },
        at: theirs[2],
      });
      expect(study.funnel).toEqual(["lead", "mql", "won"]);
      expect(text).toContain("# 115 outcomes");
    },
  );

  it("a file without a header is not read by its first row", async () => {
    const { faults } = await init(
      folderWith("headless", {
        "leads.csv": csv(["lead_id", "created_at", "title"], plainLeads),
        "stages.csv": csv(["L0", "MQL", at(3)], stages("won", at).slice(1)),
      }),
    );
    expect(faults.map(({ code, what }) => [code, what])).toContainEqual([
      "no-header",
      `"stages.csv" seems to have no header: "${at(3)}" stands where the name of a column should`,
    ]);
  });

  it("invoices are no money that was spent", async () => {
    const { text } = await init(
      folderWith("invoices", {
        "leads.csv": csv(["lead_id", "created_at", "title"], plainLeads),
        "stages.csv": csv(["lead_id", "stage", "at"], stages("won", at)),
        "invoices.csv": csv(
          ["invoice", "date", "amount"],
          numbers.map((i) => [`I${i}`, at(i).slice(0, 10), 10 * (i % 7)]),
        ),
        "ads.csv": csv(
          ["date", "amount"],
          numbers.map((i) => [at(i).slice(0, 10), 10 * (i % 7)]),
        ),
      }),
    );
    expect(studyOf(text).sources.spend?.map(({ file }) => file)).toEqual(["ads.csv"]);
  });
});
