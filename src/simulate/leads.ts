import { hash32, type Random, random } from "../base/random.ts";
import { DAY, dayOf, weekday } from "../base/time.ts";
import { expit } from "../stats/numeric/expit.ts";
import {
  type ActivityName,
  activityRates,
  asRealExports,
  effects,
  freeDomains,
  incumbentRule,
  industries,
  type Misbehaviour,
  plain as plainWorld,
  regions,
  type Source,
  sources,
  span,
  type Title,
  titles,
} from "./world.ts";

export interface SimulateOptions {
  readonly leads: number;
  readonly seed: number;
  /** without activities, hidden interest and misbehaviour: a plain logistic world */
  readonly plain?: boolean;
  readonly misbehave?: Partial<Misbehaviour>;
}

export interface SimulatedLead {
  readonly id: string;
  readonly created: number;
  readonly company: string;
  readonly domain: string;
  readonly email: string;
  readonly title: Title;
  readonly employees: number;
  readonly industry: string;
  readonly region: string;
  readonly source: Source;
  readonly activities: readonly SimulatedActivity[];
  /** in order of time */
  readonly stages: readonly { readonly stage: string; readonly at: number }[];
  /** the chance of an opportunity within the horizon after creation, if worked and if not */
  readonly truth: { readonly interest: number; readonly worked: number; readonly unworked: number };
}

export interface SimulatedActivity {
  readonly name: string;
  readonly at: number;
  readonly known: number;
  readonly by: "lead" | "sales";
}

/** Chance by logit. */

/**
 * The leads of a world, company by company. Each company draws from its own stream, seeded by (seed, company), so that
 * the first thousand leads are the same however many follow, and only the current company is held in memory.
 */
export function* simulate(options: SimulateOptions): Generator<SimulatedLead> {
  const world: Misbehaviour = { ...(options.plain ? plainWorld : asRealExports), ...options.misbehave };
  const calendar = arrivalWeeks(options.seed);
  let made = 0;
  for (let company = 0; made < options.leads; company++) {
    const r = random(hash32(`company ${company}`, options.seed));
    const of = newCompany(company, r, calendar);
    const colleagues = Math.min(options.leads - made, [1, 1, 1, 1, 2, 2, 3, 5][r.below(8)] ?? 1);
    for (let k = 0; k < colleagues; k++) yield newLead(made++, k, of, r, world, options.plain === true);
  }
}

interface Company {
  readonly name: string;
  readonly domain: string;
  readonly employees: number;
  readonly industry: string;
  readonly region: string;
  readonly interest: number;
  readonly arrives: number;
}

/** Cumulative weights of the weeks: growth, a quiet August and December, and busier weeks than by chance. */
function arrivalWeeks(seed: number): Float64Array {
  const r = random(hash32("weeks", seed));
  const weeks = Math.floor((span.asOf - span.from) / (7 * DAY));
  const cumulative = new Float64Array(weeks);
  let sum = 0;
  for (let week = 0; week < weeks; week++) {
    const month = new Date((span.from + week * 7 * DAY) * 1000).getUTCMonth();
    const season = month === 7 || month === 11 ? 0.75 : month === 2 || month === 9 ? 1.15 : 1;
    sum += (1 + (0.4 * week) / weeks) * season * Math.exp(0.25 * r.normal());
    cumulative[week] = sum;
  }
  return cumulative.map((v) => v / sum);
}

function newCompany(index: number, r: Random, weeks: Float64Array): Company {
  const u = r.uniform();
  let week = 0;
  while ((weeks[week] ?? 1) < u) week++;
  const free = r.uniform() < 0.16;
  const word = names[index % names.length] ?? "acme";
  const domain = free ? pick(freeDomains, r) : `${word}${index}.com`;
  return {
    name: free ? "" : `${word[0]?.toUpperCase()}${word.slice(1)} ${index}`,
    domain,
    employees: Math.max(1, Math.round(100 * Math.exp((free ? 0.9 : 1.3) * r.normal() - (free ? 1.5 : 0)))),
    industry: pick(industries, r),
    region: pick(regions, r),
    interest: r.normal(),
    arrives: officeHours(span.from + week * 7 * DAY + r.below(7) * DAY, r),
  };
}

const names = [
  "acme",
  "globex",
  "initech",
  "umbra",
  "stark",
  "wayne",
  "hooli",
  "vandelay",
  "tyrell",
  "cyber",
  "wonka",
  "soylent",
] as const;
const pick = <T>(from: readonly T[], r: Random): T => from[r.below(from.length)] as T;

function weighted<T>(from: readonly (readonly [T, number])[], r: Random): T {
  let u = r.uniform();
  for (const [value, weight] of from) {
    u -= weight;
    if (u < 0) return value;
  }
  return (from[0] as readonly [T, number])[0];
}

/** A time of the week, mostly on a working day between 7 and 19 h. */
function officeHours(t: number, r: Random): number {
  let day = dayOf(t);
  if (weekday(day) > 5 && r.uniform() < 0.8) day += 8 - weekday(day);
  return day * DAY + Math.floor((7 + 12 * r.uniform()) * 3600);
}

function newLead(
  index: number,
  colleague: number,
  company: Company,
  r: Random,
  world: Misbehaviour,
  plain: boolean,
): SimulatedLead {
  const title = weighted(titles, r);
  const source = weighted(sources, r);
  const interest = 0.6 * company.interest + 0.8 * r.normal();
  const free = freeDomains.some((domain) => domain === company.domain);
  const created = Math.min(
    company.arrives + (colleague === 0 ? 0 : Math.floor(r.uniform() * 45 * DAY)),
    span.asOf - 3600,
  );
  const eta =
    effects.intercept +
    effects.title[title] +
    effects.source[source] +
    effects.logEmployees * Math.log(company.employees / 100) +
    (free ? effects.freeMail : 0) +
    (plain ? 0 : effects.interest * interest);
  const chance = { worked: expit(eta + effects.worked), unworked: expit(eta) };
  // one draw decides both: a lead that would convert unworked would convert worked too
  const draw = r.uniform();
  const means = draw < chance.worked;
  const alone = draw < chance.unworked;
  const soon = world.handRaisers && alone && r.uniform() < 0.25;
  const buys =
    created +
    Math.floor((soon ? 0.2 + 3 * r.uniform() : 3 + 84 * Math.sqrt(r.uniform() * r.uniform())) * DAY);
  const looked = plain ? [] : marketing(created, interest, means ? buys : null, world, r);
  const { stages, sales } = handling(
    { created, title, interest, means, alone, buys, looked, world, plain },
    r,
  );
  const activities = [...looked, ...sales].filter((a) => a.at <= span.asOf).sort((a, b) => a.at - b.at);
  return {
    id: `L${String(index + 1).padStart(7, "0")}`,
    created,
    company: company.name,
    domain: company.domain,
    email: `${title.toLowerCase().replace(/\W/g, "")}${index + 1}@${company.domain}`,
    title,
    employees: company.employees,
    industry: company.industry,
    region: company.region,
    source,
    activities,
    stages: stages.filter((s) => s.at <= span.asOf).sort((a, b) => a.at - b.at),
    truth: { interest, ...chance },
  };
}

/** What a lead does by itself: some before it is known by name, most soon after, and more before it buys. */
function marketing(
  created: number,
  interest: number,
  buys: number | null,
  world: Misbehaviour,
  r: Random,
): SimulatedActivity[] {
  const out: SimulatedActivity[] = [];
  const add = (name: ActivityName, at: number): void => {
    if (name === "Chat" && world.lateRecording && at < span.chatFrom) return;
    const late = world.lateSync && activityRates[name].lateSync;
    const lag = late ? Math.floor((r.uniform() < 0.8 ? 0.5 * r.uniform() : 4 * r.uniform()) * DAY) : 0;
    out.push({ name, at, known: at + lag, by: "lead" });
  };
  for (const name of activityNames) {
    const { rate, interest: slope } = activityRates[name];
    for (let n = poisson(rate * Math.exp(slope * interest - (slope * slope) / 2), r); n > 0; n--) {
      const before = (name === "Page View" || name === "Content Download") && r.uniform() < 0.25;
      const days = before ? -20 * r.uniform() : -35 * Math.log(1 - r.uniform());
      add(name, created + Math.floor(days * DAY));
    }
  }
  if (buys !== null) {
    const hot: readonly (readonly [ActivityName, number])[] = [
      ["Demo Request", 0.45],
      ["Pricing View", 1.3],
      ["Page View", 2],
      ["Webinar", 0.3],
    ];
    for (const [name, rate] of hot)
      for (let n = poisson(rate, r); n > 0; n--)
        add(name, Math.max(created + r.below(3600), buys - Math.floor((1 + 13 * r.uniform()) * DAY)));
  }
  return out.sort((a, b) => a.known - b.known || a.at - b.at);
}

const activityNames = Object.keys(activityRates) as readonly ActivityName[];

function poisson(mean: number, r: Random): number {
  let n = 0;
  for (let p = r.uniform(); p > Math.exp(-mean); p *= r.uniform()) n++;
  return n;
}

interface Handled {
  readonly created: number;
  readonly title: Title;
  readonly interest: number;
  readonly means: boolean;
  readonly alone: boolean;
  readonly buys: number;
  readonly looked: readonly SimulatedActivity[];
  readonly world: Misbehaviour;
  readonly plain: boolean;
}

/** The incumbent rule's stamp, what sales does with it, and what becomes of the lead. */
function handling(
  h: Handled,
  r: Random,
): { stages: { stage: string; at: number }[]; sales: SimulatedActivity[] } {
  const stages: { stage: string; at: number }[] = [];
  const sales: SimulatedActivity[] = [];
  const crossed = h.world.selection ? ruleCrossing(h) : h.created;
  const missed = h.world.selection && r.uniform() < 0.1;
  const stray = h.world.selection && r.uniform() < 0.04 ? h.created + r.below(20 * DAY) : null;
  const stamp = crossed !== null && !missed ? crossed + (h.world.selection ? r.below(6 * 3600) : 0) : stray;
  let worked: number | null = null;
  if (stamp !== null && stamp < h.buys) {
    stages.push({ stage: "mql", at: stamp });
    // sales prefers the promising leads
    const takes = h.world.selection ? expit(1.1 + 0.7 * h.interest + (h.title === "Student" ? -2 : 0)) : 1;
    if (r.uniform() < takes) {
      worked = stamp + (h.world.selection ? Math.floor((0.1 + 2 * r.uniform()) * DAY) : 0);
      stages.push({ stage: "sal", at: worked });
      if (!h.plain)
        for (let n = 1 + poisson(1.5, r); n > 0; n--) {
          const at = worked + r.below(15 * DAY);
          sales.push({ name: r.uniform() < 0.5 ? "Call" : "Sales Email", at, known: at, by: "sales" });
        }
    }
  }
  // in a world without selection everybody is worked; the plain world's effects are then those of the logit for
  // unworked leads
  const wins = h.plain ? h.alone : worked !== null && worked <= h.buys ? h.means : h.alone;
  if (wins) {
    if (worked !== null && worked < h.buys && r.uniform() < 0.8)
      stages.push({ stage: "sql", at: worked + Math.floor((h.buys - worked) * r.uniform()) });
    stages.push({ stage: "opportunity", at: h.buys });
    if (r.uniform() < 0.35)
      stages.push({ stage: "won", at: h.buys + Math.floor((15 + 80 * r.uniform()) * DAY) });
  } else if (worked !== null && r.uniform() < 0.55) {
    stages.push({ stage: "disqualified", at: worked + Math.floor((4 + 40 * r.uniform()) * DAY) });
  }
  return { stages, sales };
}

const ruleActivities = [
  "Demo Request",
  "Pricing View",
  "Webinar",
  "Content Download",
  "Email Click",
  "Page View",
] as const;

/** When the incumbent's points over the last 30 days first reach its threshold, as the CRM sees it. */
function ruleCrossing({ created, title, looked }: Handled): number | null {
  const seen = looked.map((a) => ({ ...a, visible: Math.max(a.known, created) }));
  for (const now of [{ visible: created }, ...seen].sort((a, b) => a.visible - b.visible)) {
    const t = now.visible;
    let points: number =
      title === "CTO" || title === "IT Director"
        ? incumbentRule.senior
        : title === "Student"
          ? incumbentRule.student
          : 0;
    for (const name of ruleActivities) {
      const n = seen.filter((a) => a.name === name && a.visible <= t && t < a.at + 30 * DAY).length;
      points += Math.min(incumbentRule[name].max, n * incumbentRule[name].points);
    }
    if (points >= incumbentRule.threshold) return t;
  }
  return null;
}
