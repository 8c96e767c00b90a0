import { warning } from "../../base/errors.ts";
import { strangeChannels } from "../../base/messages/data/market.ts";
import { nearest } from "../../base/text.ts";
import { placeOf } from "../../study/places.ts";
import type { Study } from "../../study/type.ts";
import type { Ledger } from "../audit/audit.ts";
import { columnValue } from "../column.ts";
import type { Engine } from "../engine.ts";
import type { SourceTable } from "../headers.ts";
import type { Accounts, History, Leads, Monthly, SourceName } from "../type.ts";
import { readEvents } from "./events.ts";
import { readMonthly } from "./monthly.ts";
import { readOpportunities } from "./opportunities.ts";
import { readStaff } from "./staff.ts";

/** The business around the leads, as far as a study has sources for it. */
export type Market = Pick<History, "opportunities" | "spend" | "visits" | "events" | "staff">;

/**
 * Reads deals, money, visits, events and who takes leads, where the study names them. Leaves the table `deal_entry` where there are
 * deals.
 */
export async function readMarket(
  engine: Engine,
  study: Study,
  of: (source: SourceName) => readonly SourceTable[],
  { leads, accounts }: { readonly leads: Leads; readonly accounts: Accounts },
  ledger: Ledger,
): Promise<Market> {
  const { sources } = study;
  const deals =
    sources.opportunities === undefined
      ? {}
      : {
          opportunities: await readOpportunities(
            engine,
            study,
            of("opportunities"),
            leads,
            accounts.keys,
            ledger,
          ),
        };
  const monthly = async (kind: "spend" | "visits"): Promise<Pick<Market, "spend" | "visits">> => {
    if (sources[kind] === undefined) return {};
    const read = await readMonthly(engine, study, kind, of(kind), ledger);
    tellOfChannels(study, kind, read, leads, ledger);
    return { [kind]: read };
  };
  const events =
    sources.events === undefined ? {} : { events: await readEvents(engine, study, of("events"), ledger) };
  const staff =
    sources.staff === undefined ? {} : { staff: await readStaff(engine, study, of("staff"), ledger) };
  return { ...deals, ...(await monthly("spend")), ...(await monthly("visits")), ...events, ...staff };
}

/** Reports channels with costs or visits but no lead: their leads have the channel under another name. */
function tellOfChannels(
  study: Study,
  kind: "spend" | "visits",
  { channels }: Monthly,
  leads: Leads,
  ledger: Ledger,
): void {
  const columns = new Set(study.sources.leads.flatMap(({ channel }) => (channel === null ? [] : [channel])));
  const known = new Set<string>();
  for (const name of columns)
    for (let lead = 0; lead < leads.count; lead++) {
      const value = columnValue(leads.columns.get(name), lead);
      if (value !== null) known.add(String(value));
    }
  const strange = channels.filter((channel) => channel !== "" && !known.has(channel));
  if (known.size === 0 || strange.length === 0) return;
  const named = [...known].sort();
  ledger.warnings.push(
    warning(
      strangeChannels(
        kind,
        strange.map((channel) => [channel, nearest(channel, named)] as const),
        [...columns].join(", "),
      ),
      placeOf(study, `sources.${kind}`),
    ),
  );
}
