import { databricks } from "../../../src/export/index.ts";
import { judgedBy } from "./suite.ts";

// Spark plans a query of so many texts for minutes
judgedBy("spark", databricks, { weights: 30, kinds: "one map", checks: 3, reasons: 6, names: 5 });
