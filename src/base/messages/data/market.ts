import type { Message } from "../../errors.ts";
import { counted, enumerated, grouped, quoted as show } from "../../text.ts";

/** Deals, money, visits and events. */

export const equalRows = (file: string, rows: number): Message => ({
  code: "equal-rows",
  what: `${counted(rows, "row")} of ${show(file)} ${rows === 1 ? "equals another" : "equal others"} in every column`,
  mend: "All of them were added up. If they are copies of one export, take them out of the file.",
});

export const differingDeals = (id: string, file: string, deals: number): Message => ({
  code: "differing-deals",
  what: `${counted(deals, "deal")} of ${show(file)} ${deals === 1 ? "has" : "have"} several rows with different values, such as ${show(id)}`,
  mend: "Export one row a deal. A history of changes has `where: { field: StageName }` as one of `stages`; several monthly files are read as a list, and the newest row counts.",
});

export const unnamedEnds = (stages: readonly string[], deals: number): Message => ({
  code: "deals-not-closed",
  what: `${counted(deals, "deal")} ${deals === 1 ? "has a stage that looks" : "have stages that look"} like the end of a deal and that the study calls neither won nor lost: ${enumerated(stages.slice(0, 5).map((s) => show(s)))}`,
  mend: "They count as open. Name them under `opportunities`: `won: [Closed Won], lost: [Closed Lost]`, or as names of the stages in `funnel` and `lost`.",
});

export const dealsByAccount = (file: string, deals: number, of: number): Message => ({
  code: "deals-by-account",
  what: `${grouped(deals)} of ${counted(of, "deal")} in ${show(file)} name no lead and were given to one by their account`,
  mend: "Each went to the account's lead that was created last before the deal. Export the lead's id with the deals if you have it.",
});

export const dealsOfNobody = (file: string, deals: number, of: number): Message => ({
  code: "deals-of-nobody",
  what: `${grouped(deals)} of ${counted(of, "deal")} in ${show(file)} belong to no lead: neither by id nor by account`,
  mend: "Their money is no channel's and no definition's. This is normal where sales finds deals of its own; else export the lead's id or the company's domain with the deals.",
});

export const strangeChannels = (
  source: string,
  channels: readonly (readonly [name: string, twin: string | null])[],
  leads: string,
): Message => ({
  code: "channels-of-no-lead",
  what: `${counted(channels.length, "channel")} of \`${source}\` ${channels.length === 1 ? "is" : "are"} no channel of any lead: ${enumerated(
    channels
      .slice(0, 5)
      .map(([name, twin]) => `${show(name)}${twin === null ? "" : ` (like ${show(twin)} of the leads)`}`),
  )}${channels.length > 5 ? ", ..." : ""}`,
  mend: `Costs and visits are matched with the leads' ${show(leads)} by name. Write the names alike in both exports.`,
});
