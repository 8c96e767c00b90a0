import { mysql } from "../../../src/export/index.ts";
import { judgedBy } from "./suite.ts";

judgedBy("mysql", mysql, { weights: 40, kinds: "every map", checks: 8, reasons: 20 });
