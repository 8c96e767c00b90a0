import { describeLeakage } from "./leakage.ts";

describeLeakage("14 days");
