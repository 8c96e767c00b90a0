import { describeLeakage } from "./leakage.ts";

describeLeakage({ halfLife: "14 days" });
