import { referenceCsv } from "./golden.ts";

/** The activities of the reference's synthetic leads, in its README's order. */
export const synthActivities = [
  "page_view",
  "pricing_view",
  "email_click",
  "webinar",
  "content_download",
  "demo_request",
  "unsubscribe",
];

/** 1 where a column of the leads has a value, else 0. */
export const synthIs = (column: string, value: string): Float64Array =>
  Float64Array.from(referenceCsv("synth_leads")[column] ?? [], (v) => (v === value ? 1 : 0));

export const synthNumbers = (column: string): Float64Array =>
  Float64Array.from(referenceCsv("synth_leads")[column] ?? [], Number);

/** The README's matrix of what is known at creation, without the intercept. */
export const synthTraits = (): Float64Array[] => [
  ...["manager", "director", "vp_c"].map((v) => synthIs("title", v)),
  ...["referral", "event", "paid_search", "outbound", "content"].map((v) => synthIs("source", v)),
  synthNumbers("free_email"),
  Float64Array.from(referenceCsv("synth_leads").employees ?? [], (v) =>
    v === "" ? 0 : Math.log(Number(v)) - 4.6,
  ),
  synthIs("employees", ""),
];

/** 1: won within 90 days. */
export const synthWon = (): Float64Array => {
  const days = synthNumbers("days");
  return synthIs("status", "won").map((won, i) => (won === 1 && (days[i] ?? 0) <= 90 ? 1 : 0));
};

/** Days before creation of each activity's events up to 90 days before it, and the leads that they are of. */
export function synthAges(): { readonly row: number[]; readonly age: number[] }[] {
  const lists = synthActivities.map(() => ({ row: [] as number[], age: [] as number[] }));
  const events = referenceCsv("synth_events");
  events.lead_id?.forEach((id, i) => {
    const age = -Number(events.day_rel?.[i]);
    const list = lists[synthActivities.indexOf(events.type?.[i] ?? "")];
    if (list === undefined || age < 0 || age > 90) return;
    list.row.push(Number(id));
    list.age.push(age);
  });
  return lists;
}

/** The README's decayed counts: min(4, sum of 2^(-age / 14)). */
export const synthDecayed = (): Float64Array[] => {
  const n = synthNumbers("lead_id").length;
  return synthAges().map(({ row, age }) => {
    const sums = new Float64Array(n);
    row.forEach((lead, i) => {
      sums[lead] = (sums[lead] ?? 0) + 2 ** (-(age[i] ?? 0) / 14);
    });
    return sums.map((x) => Math.min(4, x));
  });
};
