import { describe, expect, it } from "vitest";
import { readStudy } from "../../src/workbench/study-file.ts";

const study = (zone: string, source = "UTC"): string => `leadline: 1
study: t
as_of: 2025-01-01
timezone: ${zone}
sources: { leads: { file: leads.csv, id: lead_id, created: created, timezone: ${source} } }
funnel: [lead, won]
outcome: { reaches: won, within: 90 days }
`;

describe("short names of time zones", () => {
  it.each([
    ["BST", ["Europe/London", "Asia/Dhaka"]],
    ["EST", ["America/New_York", "America/Panama"]],
    ["EDT", ["America/New_York"]],
    ["NST", ["America/St_Johns", "Pacific/Auckland"]],
    ["IST", ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"]],
    ["cst", ["America/Chicago", "Asia/Shanghai"]],
    ["CET", ["Europe/Berlin"]],
    ["GMT", ["UTC", "Europe/London"]],
    ["AEST", ["Australia/Sydney"]],
    ["PRC", ["Asia/Shanghai"]],
    ["XQZ", ["America/New_York"]],
    ["Eastern Time", ["America/New_York"]],
    ["New York", ["America/New_York"]],
  ])(
    "7.26 T1: %s is refused with the places that could be meant, of the study and of a source",
    (zone, places) => {
      for (const text of [study(zone), study("UTC", zone)]) {
        const { faults } = readStudy(text, "study.yaml");
        expect(faults.map((f) => f.code)).toEqual(["no-timezone"]);
        for (const place of places) expect(faults[0]?.mend).toContain(place);
      }
    },
  );

  it.each(["UTC", "Europe/London", "America/Argentina/Buenos_Aires", "US/Eastern", "EST5EDT", "Japan"])(
    "7.26 T1: %s is one place",
    (zone) => expect(readStudy(study(zone, zone), "study.yaml").faults).toEqual([]),
  );
});
