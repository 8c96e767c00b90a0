/** Small exports in the shapes in which vendors write them; the headers are theirs, the leads are made here. */

const DAY = 86_400_000;
const start = Date.UTC(2023, 0, 2, 9);

/** One lead of the little world: 600 of them over 600 days; a third is an MQL, and CTOs win more often. */
interface Lead {
  readonly i: number;
  readonly title: string;
  readonly created: number;
  readonly mql: number | null;
  readonly sql: number | null;
  readonly opportunity: number | null;
  readonly won: number | null;
  readonly lost: number | null;
}

/** Hash of a whole number, evenly in [0, 1). */
function chance(i: number, salt: number): number {
  let x = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
}

export const leads: readonly Lead[] = Array.from({ length: 600 }, (_, i): Lead => {
  const title = ["CTO", "Manager", "Student"][i % 3] ?? "";
  // minutes that are no whole hours, so that no time of day looks like a date
  const created = start + i * DAY + Math.floor(chance(i, 9) * 480) * 60_000;
  const p = { CTO: 0.7, Manager: 0.45, Student: 0.2 }[title] ?? 0;
  const mql = chance(i, 1) < p ? created + (1 + 5 * chance(i, 2)) * DAY : null;
  const sql = mql !== null && chance(i, 3) < 0.8 ? mql + (1 + 4 * chance(i, 4)) * DAY : null;
  const opportunity = sql !== null && chance(i, 5) < 0.75 ? sql + (2 + 20 * chance(i, 6)) * DAY : null;
  const won = opportunity !== null && chance(i, 7) < 0.4 ? opportunity + (5 + 30 * chance(i, 8)) * DAY : null;
  const lost = opportunity === null && chance(i, 10) < 0.5 ? created + (30 + 20 * chance(i, 11)) * DAY : null;
  return { i, title, created, mql, sql, opportunity, won, lost };
});
export const reached = (stage: "mql" | "sql" | "opportunity" | "won"): number =>
  leads.filter((lead) => lead[stage] !== null).length;

type Write = (at: number) => string;
const iso: Write = (at) => `${new Date(at).toISOString().slice(0, 19)}Z`;
const plain: Write = (at) => new Date(at).toISOString().slice(0, 19).replace("T", " ");
const minute: Write = (at) => plain(at).slice(0, 16);
/** `1/31/2023 3:25 PM` */
const american: Write = (at) => {
  const d = new Date(at);
  const hours = d.getUTCHours();
  return `${d.getUTCMonth() + 1}/${d.getUTCDate()}/${d.getUTCFullYear()} ${hours % 12 || 12}:${String(d.getUTCMinutes()).padStart(2, "0")} ${hours < 12 ? "AM" : "PM"}`;
};

const cell = (value: string | number | null): string =>
  value === null
    ? ""
    : /[",\n]/.test(String(value))
      ? `"${String(value).replaceAll('"', '""')}"`
      : String(value);
export const csv = (
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string => [header, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
const or = (at: number | null, write: Write): string | null => (at === null ? null : write(at));
const sources = ["Organic Search", "Paid Search", "Referrals"];
const source = ({ i }: Lead): string => sources[(i % 7) % 3] ?? "";
const state = (lead: Lead): string =>
  lead.won !== null ? "Customer" : lead.sql !== null ? "Sales Qualified Lead" : "Lead";

type Files = Readonly<Record<string, string>>;

export const hubspot = (): Files => ({
  "contacts.csv": csv(
    [
      "Record ID",
      "First Name",
      "Email",
      "Job Title",
      "Create Date",
      "Original Source",
      "Lifecycle Stage",
      "Lead Status",
      "Contact owner",
      "Company Domain Name",
      "Last Activity Date",
      "Became a Marketing Qualified Lead Date",
      "Became a Sales Qualified Lead Date",
      "Became an Opportunity Date",
      "Became a Customer Date",
    ],
    leads.map((lead) => [
      51 + lead.i,
      `N${lead.i}`,
      `a${lead.i}@firm${lead.i}.com`,
      lead.title,
      minute(lead.created),
      source(lead),
      state(lead),
      lead.lost === null ? "Open" : "Unqualified",
      `Owner ${lead.i % 4}`,
      `firm${lead.i}.com`,
      minute((lead.won ?? lead.created) + DAY),
      or(lead.mql, minute),
      or(lead.sql, minute),
      or(lead.opportunity, minute),
      or(lead.won, minute),
    ]),
  ),
});

export const salesforce = (): Files => {
  const id = ({ i }: Lead): string => `00Q5e00000${String(i).padStart(5, "0")}AAA`;
  const history = leads.flatMap((lead) =>
    (
      [
        ["MQL", lead.mql],
        ["Sales Accepted", lead.sql],
        ["Converted", lead.opportunity],
        ["Unqualified", lead.lost],
      ] as const
    ).flatMap(([status, at]) => (at === null ? [] : [[id(lead), "Status", "Open", status, plain(at)]])),
  );
  const ratings = leads.map((lead) => [id(lead), "Rating", "Cold", "Hot", plain(lead.created + DAY)]);
  return {
    "Lead.csv": csv(
      [
        "Id",
        "IsDeleted",
        "MasterRecordId",
        "Title",
        "Company",
        "LeadSource",
        "Status",
        "Rating",
        "OwnerId",
        "IsConverted",
        "ConvertedDate",
        "CreatedDate",
        "LastModifiedDate",
      ],
      leads.map((lead) => [
        id(lead),
        0,
        "000000000000000AAA",
        lead.title,
        `Firm ${lead.i}`,
        source(lead),
        lead.opportunity === null ? "Open" : "Closed - Converted",
        "Hot",
        "0055e000001",
        lead.opportunity === null ? 0 : 1,
        lead.opportunity === null ? null : `${plain(lead.opportunity).slice(0, 10)} 00:00:00`,
        plain(lead.created),
        plain(start + 700 * DAY),
      ]),
    ),
    "LeadHistory.csv": csv(
      ["LeadId", "Field", "OldValue", "NewValue", "CreatedDate"],
      [...history, ...ratings],
    ),
    "CampaignMember.csv": csv(
      [
        "Id",
        "IsDeleted",
        "CampaignId",
        "LeadId",
        "ContactId",
        "Status",
        "HasResponded",
        "CreatedDate",
        "FirstRespondedDate",
      ],
      leads.flatMap((lead) =>
        lead.i % 2 === 0
          ? [
              [
                `00v${lead.i}`,
                0,
                `701${lead.i % 5}`,
                id(lead),
                null,
                lead.i % 4 === 0 ? "Responded" : "Sent",
                lead.i % 4 === 0 ? 1 : 0,
                plain(lead.created + DAY / 2),
                null,
              ],
            ]
          : [],
      ),
    ),
  };
};

export const marketo = (): Files => ({
  "leads.csv": csv(
    [
      "id",
      "company",
      "email",
      "title",
      "leadSource",
      "leadStatus",
      "leadScore",
      "createdAt",
      "updatedAt",
      "mqlDate",
      "sqlDate",
      "opportunityDate",
    ],
    leads.map((lead) => [
      1000 + lead.i,
      `Firm ${lead.i}`,
      `a${lead.i}@firm${lead.i}.com`,
      lead.title,
      source(lead),
      "Known",
      lead.i % 90,
      iso(lead.created),
      iso(start + 700 * DAY),
      or(lead.mql, iso),
      or(lead.sql, iso),
      or(lead.opportunity, iso),
    ]),
  ),
  "activities.csv": csv(
    [
      "marketoGUID",
      "leadId",
      "activityDate",
      "activityTypeId",
      "campaignId",
      "primaryAttributeValueId",
      "primaryAttributeValue",
      "attributes",
    ],
    leads.flatMap((lead) => [
      [
        `g${lead.i}a`,
        1000 + lead.i,
        iso(lead.created + DAY / 3),
        lead.i % 2 === 0 ? 2 : 1,
        null,
        7,
        "/pricing",
        '{"Client IP":"10.0.0.1"}',
      ],
      [`g${lead.i}b`, 1000 + lead.i, iso(lead.created + DAY / 2), 6, 12, 8, "Mail", "{}"],
    ]),
  ),
});

export const pipedrive = (): Files => ({
  "deals.csv": csv(
    [
      "Deal - ID",
      "Deal - Title",
      "Deal - Organization",
      "Deal - Deal created",
      "Deal - Status",
      "Deal - Stage",
      "Deal - Won time",
      "Deal - Lost time",
      "Deal - Closed on",
      "Deal - Source channel",
      "Deal - Label",
    ],
    leads.map((lead) => [
      lead.i + 1,
      `Deal ${lead.i}`,
      `Firm ${lead.i}`,
      plain(lead.created),
      lead.won === null ? (lead.lost === null ? "Open" : "Lost") : "Won",
      "Qualified",
      or(lead.won, plain),
      lead.won === null ? or(lead.lost, plain) : null,
      or(lead.won ?? lead.lost, plain),
      source(lead),
      lead.title,
    ]),
  ),
});

export const zoho = (): Files => ({
  "Leads.csv": csv(
    [
      "Record Id",
      "Lead Owner",
      "Company",
      "Title",
      "Lead Source",
      "Lead Status",
      "Created Time",
      "Modified Time",
      "MQL Date",
      "Converted Date Time",
    ],
    leads.map((lead) => [
      `zcrm_${554023000000000 + lead.i}`,
      `Owner ${lead.i % 4}`,
      `Firm ${lead.i}`,
      lead.title,
      source(lead),
      lead.opportunity === null ? "Not Contacted" : "Qualified",
      plain(lead.created),
      plain(start + 700 * DAY),
      or(lead.mql, plain),
      or(lead.opportunity, plain),
    ]),
  ),
});

export const dynamics = (): Files => ({
  "leads.csv": csv(
    [
      "(Do Not Modify) Lead",
      "(Do Not Modify) Row Checksum",
      "(Do Not Modify) Modified On",
      "Topic",
      "Company Name",
      "Job Title",
      "Lead Source",
      "Status Reason",
      "Created On",
      "MQL Date",
      "Qualified On",
    ],
    leads.map((lead) => [
      `{0f8fad5b-d9cb-469f-a165-${String(lead.i).padStart(12, "0")}}`,
      `c${lead.i}`,
      american(start + 700 * DAY),
      `Topic ${lead.i}`,
      `Firm ${lead.i}`,
      lead.title,
      source(lead),
      lead.opportunity === null ? "New" : "Qualified",
      american(lead.created),
      or(lead.mql, american),
      or(lead.opportunity, american),
    ]),
  ),
});
