import { clickhouse } from "../../../src/export/index.ts";
import { judgedBy } from "./suite.ts";

judgedBy("clickhouse", clickhouse, { weights: 30, kinds: "every map", checks: 4, reasons: 16 });
