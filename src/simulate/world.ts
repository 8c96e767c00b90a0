import { DAY, dayNumber, startOfDay } from "../base/time.ts";

/**
 * The simulated world. Companies arrive (with trend, season and busier weeks than by chance), some of them followed by
 * colleagues; a lead's interest is partly the company's. Interested leads look around more, and those who mean to buy
 * look hardest shortly before. The incumbent rule hands leads to sales; sales works most of them, and prefers the
 * promising ones. Being worked raises the chance of an opportunity, and some leads who raise their hand convert without
 * it. What a lead does depends on what it means to do, never the other way round.
 */
export const effects = {
  intercept: -3.15,
  title: { CTO: 0.9, "IT Director": 0.8, Manager: 0.2, Analyst: -0.3, Student: -1.6 },
  source: { referral: 0.8, event: 0.3, webinar: 0.2, content: 0, paid_search: -0.3, outbound: -0.6 },
  /** for each factor e of employees over 100 */
  logEmployees: 0.25,
  freeMail: -0.7,
  /** for each standard deviation of interest */
  interest: 0.8,
  /** effect of being worked, on the logit */
  worked: 0.7,
} as const;

export type Title = keyof typeof effects.title;
export type Source = keyof typeof effects.source;

export const titles: readonly (readonly [Title, number])[] = [
  ["CTO", 0.12],
  ["IT Director", 0.16],
  ["Manager", 0.3],
  ["Analyst", 0.27],
  ["Student", 0.15],
];
export const sources: readonly (readonly [Source, number])[] = [
  ["content", 0.28],
  ["paid_search", 0.24],
  ["webinar", 0.16],
  ["outbound", 0.14],
  ["event", 0.1],
  ["referral", 0.08],
];
export const industries = [
  "Software",
  "Manufacturing",
  "Retail",
  "Healthcare",
  "Finance",
  "Education",
] as const;
export const regions = ["EMEA", "NA", "APAC"] as const;
export const freeDomains = ["gmail.com", "yahoo.com", "outlook.com", "gmx.de"] as const;

/**
 * Marketing's activities: how often a lead of average interest does each in its first 120 days, and by what it is
 * known.
 */
export const activityRates = {
  "Page View": { rate: 3.2, interest: 0.5, lateSync: false },
  "Pricing View": { rate: 0.35, interest: 0.9, lateSync: false },
  "Email Click": { rate: 1.4, interest: 0.4, lateSync: true },
  "Content Download": { rate: 0.5, interest: 0.3, lateSync: false },
  Webinar: { rate: 0.35, interest: 0.5, lateSync: true },
  "Demo Request": { rate: 0.07, interest: 0.9, lateSync: false },
  Chat: { rate: 0.25, interest: 0.6, lateSync: false },
  Unsubscribe: { rate: 0.06, interest: -0.6, lateSync: false },
} as const;
export type ActivityName = keyof typeof activityRates;

/** Points of the incumbent rule, over the last 30 days; `threshold` makes an MQL. The sample's `hand` model is the same. */
export const incumbentRule = {
  "Demo Request": { points: 20, max: 20 },
  "Pricing View": { points: 5, max: 10 },
  Webinar: { points: 15, max: 30 },
  "Content Download": { points: 10, max: 20 },
  "Email Click": { points: 4, max: 16 },
  "Page View": { points: 2, max: 16 },
  senior: 10,
  student: -10,
  threshold: 35,
} as const;

export const span = {
  from: startOfDay(dayNumber(2023, 8, 1)),
  asOf: startOfDay(dayNumber(2026, 10, 1)) + DAY - 1,
  /** the first day on which Chat is recorded */
  chatFrom: startOfDay(dayNumber(2024, 11, 4)),
  horizon: 90 * DAY,
} as const;

export interface Misbehaviour {
  /** a points column overwritten with today's value */
  readonly overwrittenScore: boolean;
  /** some activities are synced hours or days after they occur */
  readonly lateSync: boolean;
  /** identical rows, stray texts in numbers, mixed case */
  readonly dirtyRows: boolean;
  /** Chat is recorded only from some day on */
  readonly lateRecording: boolean;
  /** a few outcomes dated before the lead */
  readonly outcomeBeforeCreation: boolean;
  /** the incumbent rule decides who is worked; without selection everybody is */
  readonly selection: boolean;
  /** some leads convert within days of their creation */
  readonly handRaisers: boolean;
}

export const asRealExports: Misbehaviour = {
  overwrittenScore: true,
  lateSync: true,
  dirtyRows: true,
  lateRecording: true,
  outcomeBeforeCreation: true,
  selection: true,
  handRaisers: true,
};

/**
 * A world in which nothing misbehaves and nothing is hidden: everybody is worked, interest has no effect of its own,
 * and there is no activity, so that a logistic regression on title, source, log employees and free mail recovers
 * `effects`.
 */
export const plain: Misbehaviour = {
  overwrittenScore: false,
  lateSync: false,
  dirtyRows: false,
  lateRecording: false,
  outcomeBeforeCreation: false,
  selection: false,
  handRaisers: false,
};
