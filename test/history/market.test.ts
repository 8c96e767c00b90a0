import { describe, expect, it } from "vitest";
import { dayNumber, NEVER } from "../../src/base/time.ts";
import type { Study } from "../../src/study/type.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { civil } from "../helpers/study.ts";
import { codes, type Files, load, refusal } from "./support/files.ts";

const leads = `id,created,domain,source
L1,2026-01-05 10:00:00,acme.com,web
L2,2026-01-10 10:00:00,acme.com,fair
L3,2026-02-01 10:00:00,beta.io,web
L4,2026-02-02 10:00:00,gmail.com,web
`;

/** A study of those leads, with more sources; four leads as of the end of June 2026. */
function studyOf(more: string, rest = "funnel: [lead, opportunity, won]\nlost: [closed_lost]"): Study {
  const { study, faults } = readStudy(
    `leadline: 1
study: market
as_of: 2026-06-30
timezone: UTC
sources:
  leads: { file: leads.csv, id: id, created: created, account: domain, channel: source }
${more}
${rest}
outcome: { reaches: won, within: 90 days }
`,
    "study.yaml",
  );
  if (study === null) throw new Error(JSON.stringify(faults));
  return study;
}

const withoutChannel = (study: Study): Study => ({
  ...study,
  sources: { ...study.sources, leads: study.sources.leads.map((source) => ({ ...source, channel: null })) },
});

const deals = `  opportunities: { file: opps.csv, id: opp, lead: lead, account: domain, created: created, amount: amount, stage: stage, closed: closed, won: Closed Won, lost: Closed Lost }`;
const loaded = (more: string, files: Files) => load({ "leads.csv": leads, ...files }, studyOf(more));
const told = (warnings: readonly { readonly code: string }[]): readonly string[] =>
  warnings.map(({ code }) => code);

describe("9: deals", () => {
  const opps = `opp,lead,domain,created,amount,stage,closed
O1,L1,acme.com,2026-03-01,"1,200.50",Closed Won,2026-04-15
O2,,acme.net,2026-03-02,300,Proposal,2026-05-01
O3,,acme.com,2026-01-07,50,Closed Lost,2026-02-01
O4,L3,beta.io,2026-03-03,,Closed Won,2026-09-01
O5,,gmail.com,2026-03-04,10,Proposal,
O6,L3,beta.io,2026-08-01,10,Proposal,
O7,L4,,soon,10,Proposal,
`;

  it("9: amounts, states and closings go to the lead, by its id or by the account's last lead before the deal", async () => {
    const { opportunities, stages, audit, accounts, leads: read } = await loaded(deals, { "opps.csv": opps });
    if (opportunities === undefined) throw new Error("no deals");
    expect(opportunities.ids).toEqual(["O3", "O1", "O2", "O4", "O5"]);
    const ids = [...opportunities.lead].map((ix) => read.ids[ix] ?? "-");
    // O3 of acme.com was created when L1 alone was there; acme.net is no account of a lead
    expect(ids).toEqual(["L1", "L1", "-", "L3", "-"]);
    expect([...opportunities.account].map((i) => accounts.keys[i] ?? "-")).toEqual([
      "account:acme.com",
      "account:acme.com",
      "-",
      "account:beta.io",
      "-",
    ]);
    expect([...opportunities.amount]).toEqual([50, 1200.5, 300, Number.NaN, 10]);
    // a closing after as_of, or of an open deal, is a plan
    expect([...opportunities.state]).toEqual([2, 1, 0, 0, 0]);
    const end = (day: string) => civil(day, "23:59:59");
    expect([...opportunities.closed]).toEqual([end("2026-02-01"), end("2026-04-15"), NEVER, NEVER, NEVER]);
    expect([...opportunities.created]).toEqual(
      ["2026-01-07", "2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"].map(end),
    );
    // funnel: the first deal opens the stage, the won one ends it, the lost one is lost
    const first = (stage: string) => {
      const stamps = stages.first[stages.names.indexOf(stage)] ?? [];
      return read.ids.map((id, ix) => [id, stamps[ix]]).filter(([, t]) => t !== NEVER);
    };
    expect(first("opportunity")).toEqual([
      ["L1", end("2026-01-07")],
      ["L3", end("2026-03-03")],
    ]);
    expect(first("won")).toEqual([["L1", end("2026-04-15")]]);
    expect(first("closed_lost")).toEqual([["L1", end("2026-02-01")]]);
    expect(audit.files.find(({ source }) => source === "opportunities")).toMatchObject({
      rows: 7,
      rejected: 1,
      afterAsOf: 1,
    });
    expect(told(audit.warnings)).toEqual(
      expect.arrayContaining(["deals-by-account", "deals-of-nobody", "written-numbers"]),
    );
    expect(audit.rejects).toEqual([
      {
        file: "opps.csv",
        column: "created",
        reason: "not a date or time",
        count: 1,
        line: 8,
        sample: "soon",
      },
    ]);
  });

  it("9: two currencies, differing rows of a deal, ends without a name and unknown leads are said", async () => {
    const study = studyOf(deals);
    const with_ = (rows: string): Files => ({
      "leads.csv": leads,
      "opps.csv": `opp,lead,domain,created,amount,stage,closed\n${rows}`,
    });
    const two = "O1,L1,,2026-03-01,$100,Proposal,\nO2,L1,,2026-03-01,€100,Proposal,\n";
    expect(codes(await refusal(with_(two), study))[0]).toBe("unread-numbers");
    const twice = "O1,L1,,2026-03-01,100,Proposal,\nO1,L1,,2026-03-01,100,Closed Won,2026-05-01\n";
    expect(codes(await refusal(with_(twice), study))[0]).toBe("differing-deals");
    const other = "O1,L1,,2026-03-01,100,Deal won,2026-05-01\nO1,L1,,2026-03-01,100,Deal won,2026-05-01\n";
    const { audit, opportunities } = await load(with_(other), study);
    expect(opportunities?.count).toBe(1);
    expect(audit.files.at(-1)?.duplicates).toBe(1);
    expect(told(audit.warnings)).toContain("deals-not-closed");
    const strange = await load(with_("O1,X9,,2026-03-01,100,Proposal,\n"), study);
    expect(strange.audit.warnings.find(({ code }) => code === "orphans")?.severity).toBe("error");
  });

  it("9: deals join by an account that stands in their first column, and leads may have theirs there", async () => {
    const { opportunities, leads: read } = await load(
      {
        "leads.csv": "domain,id,created\nacme.com,L1,2026-01-05\n",
        "opps.csv": "dom,at\nwww.acme.com,2026-02-01\n",
      },
      withoutChannel(studyOf("  opportunities: { file: opps.csv, account: dom, created: at }")),
    );
    expect([...(opportunities?.lead ?? [])].map((ix) => read.ids[ix])).toEqual(["L1"]);
  });

  it("9: of monthly files the newest row of a deal counts", async () => {
    const header = "opp,lead,domain,created,amount,stage,closed\n";
    const { opportunities } = await loaded(deals.replace("opps.csv", "[opps-1.csv, opps-2.csv]"), {
      "opps-1.csv": `${header}O1,L1,,2026-03-01,100,Proposal,\n`,
      "opps-2.csv": `${header}O1,L1,,2026-03-01,150,Closed Won,2026-05-01\n`,
    });
    expect([...(opportunities?.amount ?? [])]).toEqual([150]);
    expect([...(opportunities?.state ?? [])]).toEqual([1]);
  });
});

describe("9: spend, visits and events", () => {
  const month = (m: number) => dayNumber(2026, m, 1);

  it("9: months are read however they are written, and summed by channel", async () => {
    const cases: readonly (readonly string[])[] = [
      ["2026-02", "2026-03"],
      ["2026/2", "2026/3"],
      ["202602", "202603"],
      ["02/2026", "03/2026"],
      ["Feb 2026", "Mar 2026"],
      ["February 2026", "march 2026"],
      ["Feb-26", "Mar-26"],
      ["2026-02-28", "2026-03-31"],
      ["2026 February", "2026 March"],
    ];
    const rows = cases.map(
      ([feb = "", mar = ""]) => `${mar},web,$10\n${feb},fair,"$1,000"\n${feb},web,$0.10\n${feb},web,$0.20\n`,
    );
    const { spend, audit } = await loaded(
      "  spend: { file: s.csv, channel: source, month: month, amount: cost }",
      { "s.csv": `month,source,cost\n${rows.join("")}` },
    );
    expect(audit.rejects).toEqual([]);
    expect(spend?.channels).toEqual(["fair", "web"]);
    expect([...(spend?.month ?? [])]).toEqual([month(2), month(2), month(3)]);
    expect([...(spend?.channel ?? [])]).toEqual([0, 1, 1]);
    expect([...(spend?.value ?? [])]).toEqual([9000, 2.7, 90]);
  });

  it("9: what is no count, no month, or later than as_of is counted; strange channels get their twin", async () => {
    const { visits, audit } = await loaded(
      "  visits: { file: v.csv, channel: source, month: month, count: sessions }",
      {
        "v.csv":
          "month,source,sessions\n2026-05,web,100\n2026-06,Fairs,7\n2026-07,web,5\n2026-05,web,1.5\n,web,3\n2026-13,web,4\n2026-04,web,\n2026-05,web,100\n",
      },
    );
    expect([...(visits?.value ?? [])]).toEqual([200, 7]);
    expect(audit.files.at(-1)).toMatchObject({ source: "visits", rows: 8, rejected: 4, afterAsOf: 1 });
    expect(audit.rejects.map(({ reason, line }) => [reason, line])).toEqual([
      ["no month", 6],
      ["not a date or time", 7],
      ["no count", 8],
      ["not a count of visits", 5],
    ]);
    const strange = audit.warnings.find(({ code }) => code === "channels-of-no-lead");
    expect(strange?.what).toBe(
      '1 channel of `visits` is no channel of any lead: "Fairs" (like "fair" of the leads)',
    );
    expect(told(audit.warnings)).toContain("equal-rows");
  });

  it("9: amounts without end are refused by line, and too many that are none end the run", async () => {
    const source = "  spend: { file: s.csv, channel: source, month: month, amount: cost }";
    const file = (costs: readonly string[]): Files => ({
      "s.csv": `month,source,cost\n${costs.map((cost) => `2026-02,web,${cost}\n`).join("")}`,
    });
    const good: readonly string[] = new Array(300).fill("1");
    const { spend, audit } = await loaded(source, file([...good, "1e308", "-1e999", "Infinity"]));
    expect([...(spend?.value ?? [])]).toEqual([300]);
    expect(audit.rejects.map(({ reason, count }) => [reason, count])).toEqual([
      ["not an amount of money", 3],
    ]);
    const refused = await loaded(source, file([...good, ...new Array(5).fill("NaN")]));
    expect(told(refused.audit.warnings)).toContain("many-rejects");
  });

  it("9: events stand in order, each once, none after as_of", async () => {
    const { events } = await loaded("  events: { file: e.csv, at: date, label: what }", {
      "e.csv":
        "date,what\n2026-03-01,Price rise\n2026-01-15 09:00:00,Launch\n2026-03-01,Price rise\n2026-07-01,Fair\n2026-04-01,\n",
    });
    expect(events?.labels).toEqual(["Launch", "Price rise"]);
    expect([...(events?.at ?? [])]).toEqual([
      civil("2026-01-15", "09:00:00"),
      civil("2026-03-01", "23:59:59"),
    ]);
    expect([...(events?.dated ?? [])]).toEqual([0, 1]);
  });

  it("9: the order of rows leaves no trace", async () => {
    const rows = ["2026-02,web,0.1", "2026-02,web,0.2", "2026-02,web,0.3", "2026-03,,9"];
    const digests = [];
    for (const of of [rows, [...rows].reverse()])
      digests.push(
        (
          await loaded("  spend: { file: s.csv, channel: source, month: month, amount: cost }", {
            "s.csv": `month,source,cost\n${of.join("\n")}\n`,
          })
        ).audit.digest,
      );
    expect(digests[0]).toBe(digests[1]);
  });
});
