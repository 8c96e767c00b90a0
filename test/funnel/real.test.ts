import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { funnelFacts } from "../../src/funnel/facts.ts";
import type { FunnelFacts } from "../../src/result/type.ts";
import { load } from "../../src/workbench/pipeline.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { type Connection, connect } from "../export/duckdb.ts";
import { scratch } from "../helpers/cli.ts";
import { noShared, shared } from "../helpers/golden.ts";
import { olistRead } from "../helpers/olist.ts";
import { mavenProducts, olistChannels } from "./queries.ts";

const data = resolve(shared ?? "", "data");
const place = scratch();
let db: Connection;
beforeAll(async () => {
  db = await connect();
});
afterAll(() => {
  db.closeSync();
  place.remove();
});

async function funnelOf(name: string, text: string): Promise<FunnelFacts> {
  const at = join(place.folder, name);
  mkdirSync(at);
  writeFileSync(join(at, "study.yaml"), text);
  const { study, folder } = await openStudy(join(at, "study.yaml"));
  return funnelFacts(await load(study, folder, {}));
}

/** channel, leads, customers, mature leads, those of them that reached the outcome */
const told = ({ channels }: FunnelFacts) =>
  [...(channels ?? [])]
    .sort((a, b) => (a.channel < b.channel ? -1 : 1))
    .map(({ channel, leads, customers, rate }) => [
      channel,
      leads,
      customers,
      ...(rate.value === null ? [0, 0] : [rate.n, Math.round(rate.value * rate.n)]),
    ]);

const asked = async (sql: string) =>
  (await db.runAndReadAll(sql))
    .getRows()
    .map((row) => row.map((value) => (typeof value === "bigint" ? Number(value) : value)));

describe("11.1: real funnels equal hand-written SQL", () => {
  it("Olist, by origin", async (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const found = await funnelOf("olist", `${olistRead(data)}features: { known_at_creation: [origin] }\n`);
    expect(told(found)).toEqual(await asked(olistChannels(join(data, "olist_funnel"))));
  });

  it("Maven, by product", async (ctx) => {
    if (shared === undefined) return ctx.skip(noShared);
    const file = join(data, "maven_crm/sales_pipeline.csv");
    const found = await funnelOf(
      "maven",
      `leadline: 1
study: maven
as_of: 2017-12-31
timezone: UTC
sources:
  leads: { file: ${file}, id: opportunity_id, created: engage_date, channel: product }
  stages:
    - { file: ${file}, lead: opportunity_id, stage: deal_stage, at: close_date }
funnel: [lead, Won]
lost: [Lost]
outcome: { reaches: Won, within: 90 days }
features: { known_at_creation: [product] }
`,
    );
    expect(told(found)).toEqual(await asked(mavenProducts(join(data, "maven_crm"))));
  });
});
