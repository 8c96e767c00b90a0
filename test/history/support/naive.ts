import { freeMail } from "../../../src/base/people/free-mail.ts";
import { slug } from "../../../src/base/text.ts";
import { NEVER } from "../../../src/base/time.ts";

/**
 * The contract's "Clock" and "Visible" said again, row by row and without an engine: what a history of simple tables
 * must hold. Times are ISO dates or `YYYY-MM-DD HH:MM:SS` on the study's clock.
 */
export interface Tables {
  /** id, created, email */
  readonly leads: readonly (readonly [string, string, string])[];
  /** lead, activity, at, known, by */
  readonly activities: readonly (readonly [string, string, string, string, string])[];
  /** lead, stage, at */
  readonly stages: readonly (readonly [string, string, string])[];
}

export interface Expected {
  readonly ids: readonly string[];
  readonly keys: readonly string[];
  readonly created: readonly number[];
  /** per lead: [visible, at, name] */
  readonly activities: readonly (readonly (readonly [number, number, string])[])[];
  /** per stage, per lead */
  readonly first: readonly (readonly number[])[];
  readonly refused: readonly number[];
}

interface Stamp {
  readonly time: number;
  readonly dateOnly: boolean;
}

function stamp(text: string, dateAt: 0 | 86_399): Stamp | null {
  if (!/^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/.test(text)) return null;
  const dateOnly = text.length === 10;
  const time = Date.parse(`${text.replace(" ", "T")}${dateOnly ? "T00:00:00" : ""}Z`) / 1000;
  return { time: dateOnly ? time + dateAt : time, dateOnly };
}

const order = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
const day = (t: number): number => Math.floor(t / 86_400);

/** `funnel` and `lost` are stage names; the outcome's index counts in the funnel. */
export function naive(
  tables: Tables,
  asOf: number,
  funnel: readonly string[],
  lost: readonly string[],
  outcome: number,
): Expected {
  const leads = [...new Map(tables.leads.map((row) => [row[0], row])).values()].flatMap(
    ([id, created, email]) => {
      const birth = stamp(created, 0);
      if (birth === null || birth.time > asOf) return [];
      const domain = email.toLowerCase().split("@").at(-1) ?? "";
      const own = domain === "" || freeMail.has(domain);
      return [{ id, created: birth.time, key: own ? `lead:${id}` : `account:${domain}` }];
    },
  );
  leads.sort((a, b) => order(a.key, b.key) || order(a.id, b.id));

  const names = [...funnel, ...lost];
  const distinct = [...new Set(tables.activities.map((row) => JSON.stringify(row)))].map(
    (row) => JSON.parse(row) as Tables["activities"][number],
  );
  const first = names.map(() => leads.map(() => NEVER));
  const refused = leads.map(() => 0);
  const activities = leads.map((lead, i) => {
    const ends = new Set<number>();
    const seen = distinct.flatMap(([id, type, at, known, by]): [number, number, string][] => {
      const [happened, became] = [stamp(at, 86_399), stamp(known, 86_399)];
      if (id !== lead.id || by.toLowerCase() === "sales" || happened === null) return [];
      if (known !== "" && became === null) return [];
      if (happened.time > asOf || (became?.time ?? 0) > asOf) return [];
      const visible = Math.max(happened.time, became?.time ?? 0, lead.created);
      const dated = [happened, became].some((s) => s?.dateOnly === true && s.time === visible);
      if (dated) ends.add(day(visible));
      return [[visible, happened.time, slug(type)]];
    });
    const entries = names.map((name, s): Stamp | null => {
      if (s === 0) return null;
      const stamps = tables.stages
        .filter(([id, stage]) => id === lead.id && stage === name)
        .flatMap(([, , at]) => stamp(at, 86_399) ?? [])
        .filter((entry) => entry.time <= asOf)
        .sort((a, b) => order(a.time, b.time) || Number(a.dateOnly) - Number(b.dateOnly));
      const earliest = stamps[0] ?? null;
      if (earliest === null || earliest.time >= lead.created) return earliest;
      if (s < outcome || s >= funnel.length) return { time: lead.created, dateOnly: false };
      refused[i] = 1;
      return null;
    });
    entries.forEach((entry, s) => {
      const row = first[s] ?? [];
      if (s === 0) row[i] = lead.created;
      else if (entry !== null) {
        const d = day(entry.time);
        const after = entries.some(
          (other, o) => o < s && o < funnel.length && other?.dateOnly === true && day(other.time) === d,
        );
        row[i] = after || ends.has(d) ? d * 86_400 + 86_399 : entry.time;
      }
    });
    return seen.sort((a, b) => order(a[0], b[0]) || order(a[1], b[1]) || order(a[2], b[2]));
  });
  return {
    ids: leads.map((l) => l.id),
    keys: leads.map((l) => l.key),
    created: leads.map((l) => l.created),
    activities,
    first,
    refused,
  };
}
