import { describeLeakage } from "./leakage.ts";

describeLeakage("fit");
