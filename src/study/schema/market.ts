import { defined } from "../../base/defined.ts";
import type { EventSource, MonthlySource, OpportunitySource } from "../type.ts";
import { columnsOf, each, fileObject } from "./file-source.ts";
import { oneOrMany, type Shape, said, text } from "./shape.ts";

/** Sources about the business around the leads: deals, money, visits, events. */

const deal = fileObject(
  {
    id: said(
      "column of the deal's id; of several rows of one deal the newest file's counts",
      text("id: opp_id"),
    ),
    lead: said("column of the lead's id", text("lead: lead_id")),
    account: said(
      "column of the company or its domain, for deals that name no lead",
      text("account: domain"),
    ),
    created: said("column of the creation", text("created: created")),
    amount: said("column of the amount", text("amount: amount")),
    stage: said("column of the stage, as of the export", text("stage: stage")),
    closed: said("column of the closing; of open deals it is a plan, and not read", text("closed: closed")),
    won: said(
      "its stages that mean won, beside those that `funnel` names",
      oneOrMany(text("won: Closed Won"), "[Closed Won]"),
    ),
    lost: said(
      "its stages that mean lost, beside those that `lost` names",
      oneOrMany(text("lost: Closed Lost"), "[Closed Lost]"),
    ),
    opens: said(
      "the stage of `funnel` that a deal's creation enters; default: opportunity",
      text("opens: opportunity"),
    ),
  },
  {
    example: "opportunities: { file: opps.csv, id: opp_id, lead: lead_id, created: created, amount: amount }",
    required: ["created"],
  },
);

export const opportunities: Shape<readonly OpportunitySource[]> = each(
  deal,
  "opportunities: { file: opps.csv, ... }",
  (v) => ({
    ...columnsOf(v, ["created"], ["id", "lead", "account", "amount", "stage", "closed", "opens"]),
    ...defined({ won: v.won, lost: v.lost }),
  }),
);

const channel = said("column of the channel, named as the leads name theirs", text("channel: source"));
const month = said("column of the month (2026-09, Sep 2026), or of a date in it", text("month: month"));

const spent = fileObject(
  { channel, month, amount: said("column of the money spent", text("amount: cost")) },
  {
    example: "spend: { file: spend.csv, channel: source, month: month, amount: cost }",
    required: ["month", "amount"],
  },
);
const visited = fileObject(
  { channel, month, count: said("column of the number of visits", text("count: sessions")) },
  {
    example: "visits: { file: visits.csv, channel: source, month: month, count: sessions }",
    required: ["month", "count"],
  },
);

export const spend: Shape<readonly MonthlySource[]> = each(spent, "spend: { file: spend.csv, ... }", (v) => ({
  ...columnsOf(v, ["month"], ["channel"]),
  value: v.amount ?? "",
}));
export const visits: Shape<readonly MonthlySource[]> = each(
  visited,
  "visits: { file: visits.csv, ... }",
  (v) => ({
    ...columnsOf(v, ["month"], ["channel"]),
    value: v.count ?? "",
  }),
);

const event = fileObject(
  {
    at: said("column of the date", text("at: date")),
    label: said("column of what happened", text("label: what")),
  },
  {
    example: "events: { file: events.csv, at: date, label: what }",
    required: ["at", "label"],
  },
);

export const events: Shape<readonly EventSource[]> = each(event, "events: { file: events.csv, ... }", (v) =>
  columnsOf(v, ["at", "label"], []),
);
