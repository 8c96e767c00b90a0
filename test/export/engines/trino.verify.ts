import { trino } from "../../../src/export/index.ts";
import { judgedBy } from "./suite.ts";

judgedBy("trino", trino, { weights: 30, kinds: "one map", checks: 4, reasons: 6 });
