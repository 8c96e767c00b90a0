import { describeLeakage } from "./leakage.ts";

describeLeakage({ halfLife: "fit" });
// where the order within a day is the law's and not the stamps', and leads come back
describeLeakage({ halfLife: "14 days", dates: true, recycle: true });
