#!/usr/bin/env bash
# vega 6.4.0 and arquero 7.2.1: cume_dist of a window, the share of rows at or below, is the same for equal values except in the lowest group, whose
# first row gets 1 / n. Of seven leads with four at 0 points one is in the first quarter of arquero's ntile(4), its three equals in the third. Guess:
# 4/7 for each of them, as SQL has it (DuckDB below). Most leads of a new score have its lowest points. rank() is right: count from it.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund vega@6.4.0 arquero@7.2.1 @duckdb/node-api@1.5.5-r.5
cat >try.mjs <<'CODE'
import { DuckDBInstance } from "@duckdb/node-api";
import { op, table } from "arquero";
import * as vega from "vega";
const points = [0, 0, 0, 0, 10, 10, 30];
const say = (name, values) => console.log(`${name}: ${values.map((v) => +v.toFixed(3)).join(" ")}`);
const window = { type: "window", sort: { field: "points" }, ops: ["cume_dist", "rank"], as: ["share", "rank"] };
const view = new vega.View(vega.parse({ data: [{ name: "leads", values: points.map((p) => ({ points: p })), transform: [window] }] }), { renderer: "none" });
await view.runAsync();
say("vega", view.data("leads").map((lead) => lead.share));
say("vega rank", view.data("leads").map((lead) => lead.rank));
const leads = table({ points }).orderby("points").derive({ share: op.cume_dist(), quarter: op.ntile(4) });
say("arquero", leads.array("share"));
say("arquero ntile(4)", leads.array("quarter"));
const db = await (await DuckDBInstance.create()).connect();
const rows = await db.runAndReadAll(`SELECT cume_dist() OVER (ORDER BY p) FROM (SELECT unnest([${points}]) AS p) ORDER BY p`);
say("DuckDB", rows.getRowsJson().map(([share]) => share));
CODE
seen=$(node try.mjs)
wanted='vega: 0.143 0.571 0.571 0.571 0.857 0.857 1
vega rank: 1 1 1 1 5 5 7
arquero: 0.143 0.571 0.571 0.571 0.857 0.857 1
arquero ntile(4): 1 3 3 3 4 4 4
DuckDB: 0.571 0.571 0.571 0.571 0.857 0.857 1'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
