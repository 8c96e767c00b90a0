import { afterAll, describe, expect, it } from "vitest";
import { NEVER } from "../../src/base/time.ts";
import { loadHistory } from "../../src/history/load.ts";
import { init } from "../../src/workbench/init.ts";
import { scratch } from "../helpers/cli.ts";
import { csv, hubspot, leads, marketo, salesforce } from "./exports.ts";
import { foldersIn, studyOf } from "./support.ts";

const place = scratch();
afterAll(() => place.remove());

const folderWith = foldersIn(place.folder);

describe("9: leadline init proposes", () => {
  it("9: proposes ids, history, money, visits, events, words for no value and the first day of activities, each with what shows it", async () => {
    const day = (at: number): string => new Date(at).toISOString().slice(0, 19).replace("T", " ");
    const lastOf = leads.at(-1)?.created ?? 0;
    const recorded = lastOf - 90 * 86_400_000;
    const acts = leads
      .flatMap(({ i, created: at }) => [
        [`L${i}`, "page_view", at + (1 + i) * 3_600_000] as const,
        [`L${i}`, "form", at + (2 + i) * 3_600_000] as const,
      ])
      .filter(([, , at]) => at >= recorded && at <= lastOf);
    const created = folderWith("whole", {
      "leads.csv": csv(
        ["lead_id", "created_at", "title", "source", "seats", "won_on"],
        leads.map(({ i, title, created: at, opportunity }) => [
          `L${i}`,
          day(at),
          title,
          ["web", "event", "unknown"][(i % 7) % 3] ?? "",
          i % 5 === 0 ? 999 : i % 13,
          opportunity === null ? null : day(opportunity),
        ]),
      ),
      "activities.csv": csv(
        ["lead_id", "activity", "occurred_at"],
        acts.map(([id, type, at]) => [id, type, day(at)]),
      ),
      "lead_history.csv": csv(
        ["lead_id", "field", "old_value", "new_value", "changed_at"],
        leads
          .filter(({ i }) => i % 4 === 0)
          .flatMap(({ i, title, created: at }) => [
            [`L${i}`, "Title", "Intern", title, day(at + 20 * 86_400_000)],
            [`L${i}`, "Rating", "Warm", "Hot", day(at + 30 * 86_400_000)],
          ]),
      ),
      "converted.csv": csv(
        ["lead_id", "contact_id"],
        leads.filter(({ i }) => i % 10 === 0).map(({ i }) => [`L${i}`, `C${i}`]),
      ),
      "spend.csv": csv(
        ["source", "month", "cost"],
        ["web", "event"].flatMap((name) => ["2023-03", "2023-04"].map((month, k) => [name, month, 100 + k])),
      ),
      "visits.csv": csv(
        ["source", "month", "sessions"],
        [
          ["web", "2023-03", 900],
          ["web", "2023-04", 950],
        ],
      ),
      "events.csv": csv(
        ["date", "event"],
        [
          ["2023-05-01", "Launch"],
          ["2023-09-01", "Price change"],
        ],
      ),
    });
    const { text, faults, exit } = await init(created);
    expect(faults.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(exit).toBe(0);
    const { sources } = studyOf(text);
    expect(sources.ids?.[0]).toMatchObject({ file: "converted.csv", from: "lead_id", to: "contact_id" });
    expect(sources.history?.[0]).toMatchObject({
      file: "lead_history.csv",
      property: "field",
      value: "new_value",
      old: "old_value",
      at: "changed_at",
      columns: new Map([["title", "Title"]]),
    });
    expect(sources.spend?.[0]).toMatchObject({
      file: "spend.csv",
      channel: "source",
      month: "month",
      value: "cost",
    });
    expect(sources.visits?.[0]).toMatchObject({ file: "visits.csv", value: "sessions" });
    expect(sources.events?.[0]).toMatchObject({ file: "events.csv", at: "date", label: "event" });
    const first = day(Math.min(...acts.map(([, , at]) => at))).slice(0, 10);
    expect(text).toContain(`observed_from: ${first}`);
    expect(text).toContain("Marketo and others keep some activities for 90 days");
    // proposed, not applied: two kinds of missing may come to different rates
    expect(text).toContain("# missing: { source: [unknown], seats: [999] }");
    expect(sources.leads[0]?.missing?.size ?? 0).toBe(0);
  });

  it("9: proposes HubSpot's deals, by the contact that each names", async () => {
    const contacts = hubspot()["contacts.csv"] ?? "";
    const day = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ");
    const deals = leads.filter(({ opportunity }) => opportunity !== null);
    const { text, exit } = await init(
      folderWith("hubspot-deals", {
        // without the stamps by which a contact is a customer
        "contacts.csv": contacts
          .split("\n")
          .map((line) => line.split(",").slice(0, -2).join(","))
          .join("\n"),
        "deals.csv": csv(
          [
            "Record ID",
            "Deal Name",
            "Deal Stage",
            "Pipeline",
            "Amount",
            "Create Date",
            "Close Date",
            "Associated Contact IDs",
          ],
          deals.map(({ i, opportunity, won }, k) => [
            // numbers that are contacts' too
            51 + k,
            `Deal ${i}`,
            won !== null ? "Closed Won" : k % 2 === 0 ? "Closed Lost" : "Contract sent",
            "Sales Pipeline",
            1000 + k,
            day(opportunity ?? 0),
            // of an open deal a plan, far after the export
            day(won ?? (opportunity ?? 0) + 400 * 86_400_000),
            51 + i,
          ]),
        ),
      }),
    );
    const study = studyOf(text);
    expect(exit).toBe(0);
    expect(study.sources.opportunities).toMatchObject([
      {
        file: "deals.csv",
        id: "Record ID",
        lead: "Associated Contact IDs",
        account: null,
        created: "Create Date",
        amount: "Amount",
        stage: "Deal Stage",
        closed: "Close Date",
        opens: "opportunity",
      },
    ]);
    expect(study.funnel).toEqual(["lead", "mql", "sql", "opportunity", "won"]);
    expect(study.lost).toEqual(["Closed Lost"]);
    expect(study.stageNames.get("Closed Won")).toBe("won");
    expect(text).toContain(`${deals.length} of them; each joins its lead by Associated Contact IDs`);
    // no plan moves the day up to which the study reads
    const last = Math.max(...leads.map(({ created, opportunity }) => Math.max(created, opportunity ?? 0)));
    expect(text).toContain(`as_of: ${day(last).slice(0, 10)}`);
  });

  it("9: proposes Salesforce's opportunities by the column in which a converted lead names its own", async () => {
    const files = salesforce();
    const converted = leads.filter(({ opportunity }) => opportunity !== null);
    const day = (at: number): string => new Date(at).toISOString().slice(0, 19).replace("T", " ");
    const [header = "", ...rows] = (files["Lead.csv"] ?? "").trim().split("\n");
    const { out, files: paths } = folderWith("sf-deals", {
      "Lead.csv": [
        `${header},ConvertedOpportunityId`,
        ...rows.map((row, i) => `${row},${leads[i]?.opportunity === null ? "" : `006${i}`}`),
        "",
      ].join("\n"),
      "Opportunity.csv": csv(
        ["Id", "IsDeleted", "AccountId", "Name", "StageName", "Amount", "CloseDate", "IsWon", "CreatedDate"],
        converted.map(({ i, opportunity, won }) => [
          `006${i}`,
          0,
          `001${i}`,
          `Deal ${i}`,
          won === null ? "Closed Lost" : "Closed Won",
          1000 + i,
          day(won ?? (opportunity ?? 0) + 30 * 86_400_000).slice(0, 10),
          won === null ? 0 : 1,
          day(opportunity ?? 0),
        ]),
      ),
    });
    const { text, faults } = await init({ out, files: paths });
    const study = studyOf(text);
    expect(faults.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(study.sources.opportunities).toMatchObject([{ file: "Opportunity.csv", id: "Id", lead: "Id" }]);
    expect(study.sources.ids).toMatchObject([{ file: "Lead.csv", from: "ConvertedOpportunityId", to: "Id" }]);
    expect(study.funnel).toEqual(["lead", "opportunity", "won"]);
    // every win of the world up to the last creation of any record
    const { stages } = await loadHistory(study, out);
    const won = stages.first[study.funnel.indexOf("won")] ?? new Int32Array();
    const until = Math.max(...leads.map(({ created, opportunity }) => Math.max(created, opportunity ?? 0)));
    const end = Math.floor(until / 86_400_000 + 1) * 86_400_000;
    expect(won.filter((at) => at < NEVER)).toHaveLength(
      leads.filter(({ won: at }) => at !== null && at < end).length,
    );
  });

  it("9: proposes deals of no known vendor by their company, and leaves out those that join no lead, with the reason", async () => {
    const day = (at: number): string => new Date(at).toISOString().slice(0, 19).replace("T", " ");
    const deals = leads.filter(({ opportunity }) => opportunity !== null);
    const files = (domain: (i: number) => string): Readonly<Record<string, string>> => ({
      "people.csv": csv(
        ["person_id", "created", "email", "title"],
        leads.map(({ i, created, title }) => [`P${i}`, day(created), `x@firm${i}.com`, title]),
      ),
      "deals.csv": csv(
        ["deal_id", "website", "created_on", "deal value", "deal stage", "closed_on"],
        deals.map(({ i, opportunity, won }) => [
          `D${i}`,
          `https://www.${domain(i)}/`,
          day(opportunity ?? 0),
          `$${i},000`,
          won === null ? "Negotiation" : "Won",
          won === null ? null : day(won),
        ]),
      ),
    });
    const { text } = await init(
      folderWith(
        "deals-by-company",
        files((i) => `firm${i}.com`),
      ),
    );
    const study = studyOf(text);
    expect(study.sources.opportunities).toMatchObject([
      { id: "deal_id", lead: null, account: "website", created: "created_on", amount: "deal value" },
    ]);
    expect(study.funnel).toEqual(["lead", "opportunity", "won"]);
    const others = await init(
      folderWith(
        "others-deals",
        files((i) => `other${i}.com`),
      ),
    );
    expect(others.text).not.toContain("  opportunities:");
    expect(others.text).toContain(
      `# not used: deals.csv: 0 of ${deals.length} deals can be joined to a lead: add a column of the leads' ids to the export`,
    );
  });

  it("9: where a vendor keeps types of activity for different times, states no first day for all of them", async () => {
    const files = marketo();
    const last = leads.at(-1)?.created ?? 0;
    // Marketo's policy: visits (1) for 90 days, forms (2) for 25 months; here 400 days of forms
    const [header = "", ...rows] = (files["activities.csv"] ?? "").trim().split("\n");
    const kept = rows.filter((row) => {
      const [, , at = "", type] = row.split(",");
      return Date.parse(at) >= last - (type === "1" ? 90 : 400) * 86_400_000;
    });
    const { text } = await init(
      folderWith("marketo-kept", { ...files, "activities.csv": [header, ...kept, ""].join("\n") }),
    );
    expect(text).not.toContain("observed_from");
    const visits = kept.filter((row) => row.split(",")[3] === "1").map((row) => row.split(",")[2] ?? "");
    const first = visits.sort()[0]?.slice(0, 10) ?? "";
    expect(text).toContain(
      `# Each type counts as not observed before its own first day: visit_webpage on ${first}, kept for 90 days`,
    );
  });
});
