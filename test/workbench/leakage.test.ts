import { describeLeakage } from "./leakage.ts";

describeLeakage({ halfLife: "14 days", leads: 1_100, brief: true });
