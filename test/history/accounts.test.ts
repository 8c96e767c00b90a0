import { describe, expect, it } from "vitest";
import { freeMail, mailProviders } from "../../src/base/people/free-mail.ts";
import { accountNamed } from "../../src/history/read/leads/account-name.ts";
import { studyWith } from "../helpers/study.ts";
import { leadSource, load } from "./support/files.ts";

describe("9.A: accounts", () => {
  it("are registrable domains of addresses by the public suffix list, its private half too", () => {
    const of: Readonly<Record<string, string | null>> = {
      "acme.com": "acme.com",
      "www.acme.com": "acme.com",
      "https://www.acme.co.uk/about?utm=x#top": "acme.co.uk",
      "http://shop.acme.com.au:8080/": "acme.com.au",
      "jane@sales.acme.co.uk": "acme.co.uk",
      "jane doe <jane@mail.acme.de>": "acme.de",
      "acme.myshopify.com": "acme.myshopify.com",
      "a.b.c.kobe.jp": "b.c.kobe.jp",
      "münchen.de": "münchen.de",
      // no address: names stay as they are
      "acme inc.": "acme inc.",
      "salesforce.com, inc.": "salesforce.com, inc.",
      "st. john's": "st. john's",
      "0018a00001abcde": "0018a00001abcde",
      "10.0.0.1": "10.0.0.1",
      acme: "acme",
      // pages of a shared site name a company by their path
      "https://www.linkedin.com/company/acme/": "linkedin.com/company/acme",
      "linkedin.com": null,
      // free mail, internet providers, placeholders
      "jane@gmail.com": null,
      "jane@mail.yahoo.co.jp": null,
      "jane@hey.com": null,
      "jane@tutanota.com": null,
      "jane@passmail.net": null,
      "comcast.net": null,
      "www.t-online.de": null,
      "btinternet.com": null,
      "n/a": null,
      "https://n/a": null,
      "-": null,
      unknown: null,
      "test.com": null,
      "jane@": null,
    };
    expect(Object.fromEntries(Object.keys(of).map((value) => [value, accountNamed(value)]))).toEqual(of);
  });

  it("know thousands of providers, and a flag of free mail the ones that are met", () => {
    expect(mailProviders.size).toBeGreaterThan(8000);
    expect(freeMail.size).toBeLessThan(600);
    for (const domain of freeMail) expect(domain).toBe(domain.toLowerCase());
    // none of them is a company that sells or buys software
    for (const company of ["ibm.com", "sap.com", "google.com", "microsoft.com", "deloitte.com"])
      expect([company, mailProviders.has(company)]).toEqual([company, false]);
  });

  it("join leads whose addresses are written in different ways, and part those without one", async () => {
    const rows = [
      "a,2026-01-01,https://www.acme.co.uk/team",
      "b,2026-01-02,Jane@Sales.ACME.co.uk",
      "c,2026-01-03, acme.co.uk ",
      "d,2026-01-04,x@gmail.com",
      "e,2026-01-05,y@gmail.com",
      "f,2026-01-06,",
      "g,2026-01-07,Acme Ltd",
    ];
    const { accounts, leads } = await load(
      { "leads.csv": `lead_id,created_at,site\n${rows.join("\n")}\n` },
      studyWith({ sources: { leads: [leadSource({ account: "site" })], activities: [], stages: [] } }),
    );
    expect(accounts.keys).toEqual(["account:acme ltd", "account:acme.co.uk", "lead:d", "lead:e", "lead:f"]);
    expect(leads.ids).toEqual(["g", "a", "b", "c", "d", "e", "f"]);
  });

  it("may stand in any column of the file", async () => {
    for (const order of [
      [0, 1, 2],
      [1, 0, 2],
      [1, 2, 0],
      [2, 1, 0],
    ] as const) {
      const row = (cells: readonly string[]): string => order.map((k) => cells[k]).join(",");
      const { accounts } = await load(
        {
          "leads.csv": `${[
            ["site", "lead_id", "created_at"],
            ["www.acme.com", "a", "2026-01-01"],
          ]
            .map(row)
            .join("\n")}\n`,
        },
        studyWith({ sources: { leads: [leadSource({ account: "site" })], activities: [], stages: [] } }),
      );
      expect(accounts.keys).toEqual(["account:acme.com"]);
    }
  });
});
