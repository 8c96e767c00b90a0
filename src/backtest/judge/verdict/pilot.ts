import { digitsOf, type Estimated, estimate, notEstimable } from "../../../base/estimate.ts";
import {
  addedUnworked,
  allWorked,
  droppedTooFew,
  droppedUnworked,
  gainOutOfReach,
  noGain,
  pilotGain,
  pilotIsDone,
  pilotReason,
  sameLeads,
  takesQuarters,
  twoQuartersSettle,
  twoQuartersSettleNothing,
} from "../../../base/messages/models/verdict.ts";
import type { OutcomeWords } from "../../../base/outcome-words.ts";
import type { CandidateFacts, Pilot, PilotFacts, PilotRead, PilotTaken } from "../../../result/type.ts";
import { zOf } from "../../../stats/proportions/proportion.ts";
import { clusteredSum, type SwapRows, swapFacts } from "../swap.ts";
import type { Speech } from "./sentence.ts";

/** The factor for a two-sided test at 5% with a power of 80%: 1.96 + .84. */
const detection = 2.8;
/** The least number of leads in a sample for a normal interval. */
const leastLeads = 30;
/**
 * The expected number of outcomes from which on ten are likely: a Poisson count with mean 14 reaches 10 in 89 of 100
 * cases.
 */
const likelyTen = 14;
/** A pilot that takes more quarters than this is slow; past `mostQuarters` nobody would finish it. */
const soonQuarters = 2;
export const mostQuarters = 8;

/**
 * How many leads of a random sample of the swap-ins, worked whatever their score, would settle a verdict (methods.md
 * 7b.6): n = f^2 p_in (1 - p_in) deff / ((d / 2.80)^2 - h^2 p_out (1 - p_out) deff / n_out), with f and h the swap-ins
 * and swap-outs per slot, n_out the worked swap-outs and d the gain per slot. At least 14 / p_in, so that the ten
 * outcomes that a verdict asks for are likely, and at least 30. `gain` is the smallest gain per slot that matters, and
 * implies p_in. Without it the observed gain and precision are used. (They are biased upward, since the candidate was
 * looked at because it looked good, so the size is a low one.) Where it is not known who was worked, all leads count as
 * they went. There is no pilot where every swap-in was worked already. A `reason` beside a size says how long it takes
 * where one of the `quarters` adds fewer leads.
 */
export function pilotSize(
  rows: SwapRows,
  gain: number | null,
  quarters = 1,
  outcome: OutcomeWords | null = null,
): PilotFacts {
  const sides = sidesOf(rows);
  const sized = sizeFor(sides, gain);
  if (typeof sized === "string") return noPilot(sized);
  const { n, d } = sized;
  const inflow = sides.ins / quarters;
  const wait = Math.ceil(n / inflow);
  return {
    n,
    reason: wait > 1 ? takesQuarters(wait) : null,
    perQuarter: inflow,
    quarters: n / inflow,
    slow: n > soonQuarters * inflow,
    shorter: n > soonQuarters * inflow ? shorter(sides, inflow, d, rows.slots / quarters, outcome) : null,
    ...readings(sides, n, gain ?? 0),
  };
}

/** The facts of a pilot that cannot be run, with the reason. */
export const noPilot = (reason: string): PilotFacts => ({
  n: null,
  reason,
  perQuarter: null,
  quarters: null,
  slow: false,
  shorter: null,
  changeFrom: null,
  dropBelow: null,
});

/** The inputs of a size: swap-ins and swap-outs, those whose work is known, and how alike colleagues are. */
interface Sides {
  readonly ins: number;
  /** per slot */
  readonly f: number;
  readonly h: number;
  readonly insWorked: number;
  readonly insWins: number;
  readonly outs: number;
  readonly outsWorked: number;
  readonly pOut: number;
  readonly deff: number;
  readonly workKnown: boolean;
}

function sidesOf(rows: SwapRows): Sides {
  const ins = swapFacts(rows, "in");
  const outs = swapFacts(rows, "out");
  const outsWorked = outs.worked ?? outs.n;
  return {
    ins: ins.n,
    f: ins.n / rows.slots,
    h: outs.n / rows.slots,
    insWorked: ins.worked ?? ins.n,
    insWins: ins.workedWins ?? ins.wins,
    outs: outs.n,
    outsWorked,
    pOut: outsWorked > 0 ? (outs.workedWins ?? outs.wins) / outsWorked : 0,
    deff: ins.n > 0 ? designEffect(rows) : 1,
    workKnown: rows.worked !== null,
  };
}

/** The pilot's size and the gain per slot that it can show; a text says why there is no size. */
function sizeFor(s: Sides, gain: number | null): { readonly n: number; readonly d: number } | string {
  if (s.ins <= 0) return sameLeads;
  if (s.workKnown && s.ins - s.insWorked < 1) return allWorked;
  if (s.outs > 0 && s.outsWorked <= 0) return droppedUnworked;
  if (gain === null && s.insWorked <= 0) return addedUnworked;
  const pIn = gain === null ? s.insWins / s.insWorked : (gain + s.h * s.pOut) / s.f;
  const d = gain ?? s.f * pIn - s.h * s.pOut;
  if (!(d > 0)) return noGain;
  if (pIn >= 1) return gainOutOfReach;
  const room =
    (d / detection) ** 2 -
    (s.outsWorked > 0 ? (s.h * s.h * s.pOut * (1 - s.pOut) * s.deff) / s.outsWorked : 0);
  if (room <= 0) return droppedTooFew;
  const n = Math.ceil((s.f * s.f * pIn * (1 - pIn) * s.deff) / room);
  return { n: Math.max(n, Math.ceil(likelyTen / pIn), leastLeads), d };
}

/** The gain that two quarters of swap-ins would settle, and what else would bring more of them. */
function shorter(
  s: Sides,
  inflow: number,
  d: number,
  slotsPerQuarter: number,
  outcome: OutcomeWords | null,
): string {
  const leads = Math.floor(soonQuarters * inflow);
  // the size falls as the gain grows: find the least gain, in whole outcomes a quarter, that these leads settle
  for (let gain = Math.ceil(d * slotsPerQuarter); gain <= s.f * slotsPerQuarter; gain++) {
    const sized = sizeFor(s, gain / slotsPerQuarter);
    if (typeof sized !== "string" && sized.n <= leads)
      return twoQuartersSettle(leads, gain, outcome?.many ?? "outcomes");
  }
  return twoQuartersSettleNothing(leads);
}

type ReadWith = Pick<Sides, "f" | "h" | "pOut" | "outsWorked" | "deff">;

/** The ends of the difference per slot where x of n leads of the pilot reach the outcome. */
function endsAt(s: ReadWith, x: number, n: number): { readonly low: number; readonly high: number } {
  const p = x / n;
  // half an outcome is added on either side: 0 among n is not certain
  const smooth = (x + 0.5) / (n + 1);
  const variance =
    (s.f * s.f * smooth * (1 - smooth) * s.deff) / n +
    (s.outsWorked > 0 ? (s.h * s.h * s.pOut * (1 - s.pOut) * s.deff) / s.outsWorked : 0);
  const half = zOf() * Math.sqrt(variance);
  const value = s.f * p - s.h * s.pOut;
  return { low: value - half, high: value + half };
}

/**
 * How to read the finished pilot, with the difference at G = 1 and 95%: the number of outcomes among n from which on
 * its low end is above 0, and the number below which its high end is less than the gain that matters (0: any gain).
 */
function readings(s: ReadWith, n: number, gain: number): Pick<PilotFacts, "changeFrom" | "dropBelow"> {
  let changeFrom: number | null = null;
  let dropBelow: number | null = null;
  for (let x = 0; x <= n; x++) {
    const { low, high } = endsAt(s, x, n);
    if (dropBelow === null && high >= gain) dropBelow = x;
    if (changeFrom === null && x >= 10 && low > 0) changeFrom = x;
    if (dropBelow !== null && changeFrom !== null) break;
  }
  return { changeFrom, dropBelow };
}

/** What a finished pilot is read with, from the swap sets of the judged quarters. */
export function pilotTerms(rows: SwapRows, gain: number, slots: number): Pilot["terms"] {
  const s = sidesOf(rows);
  return {
    added: s.f,
    dropped: s.h,
    droppedRate: s.pOut,
    droppedWorked: s.outsWorked,
    related: s.deff,
    gain,
    slots,
  };
}

/**
 * Outcomes a quarter, candidate minus incumbent, after a pilot in which x of the n leads to be worked reached the
 * outcome, whether sales worked them or not (G = 1, at 95%); and the number of outcomes from which it is a change, and
 * below which it is dropped.
 */
export function readPilot(
  terms: Pilot["terms"],
  x: number,
  n: number,
): { readonly perQuarter: Estimated } & Pick<PilotFacts, "changeFrom" | "dropBelow"> {
  const s = {
    f: terms.added,
    h: terms.dropped,
    pOut: terms.droppedRate,
    outsWorked: terms.droppedWorked,
    deff: terms.related,
  };
  const { low, high } = endsAt(s, x, n);
  const value = s.f * (x / n) - s.h * s.pOut;
  return {
    perQuarter: estimate(terms.slots * value, terms.slots * low, terms.slots * high, n),
    ...readings(s, n, terms.gain),
  };
}

/** Of less than this share of the leads to be worked, a pilot was not carried out as planned. */
export const mostlyWorked = 0.8;

/**
 * What a finished pilot says of x outcomes among n leads to be worked. One that was not carried out can prove a
 * candidate better, but not worse: its unworked leads may have been good.
 */
export function pilotVerdict(
  { changeFrom, dropBelow }: Pick<PilotFacts, "changeFrom" | "dropBelow">,
  { outcomes, worked, mature }: Pick<PilotTaken, "outcomes" | "worked" | "mature">,
): NonNullable<PilotRead["verdict"]> {
  if (changeFrom !== null && outcomes >= changeFrom) return "change";
  const carriedOut = worked === null || worked >= mostlyWorked * mature;
  return carriedOut && (dropBelow === null || outcomes < dropBelow) ? "drop" : "undecided";
}

/**
 * A candidate's facts with its finished pilot, which replaces the estimate from history: G = 1, at 95%, since it was
 * registered for this candidate alone. What it leaves undecided stays so, whatever history says.
 */
export function withPilot(c: CandidateFacts, taken: PilotTaken | undefined, speech: Speech): CandidateFacts {
  if (taken === undefined) return c;
  const { leads, mature, outcomes, worked, refused, terms } = taken;
  const counted = { leads, mature, outcomes, worked };
  if (refused !== null)
    return {
      ...c,
      pilotRead: {
        ...counted,
        verdict: null,
        reason: refused,
        perQuarter: notEstimable(refused),
        changeFrom: null,
        dropBelow: null,
      },
    };
  const { perQuarter, ...readings } = readPilot(terms, outcomes, mature);
  const says = pilotVerdict(readings, taken);
  const pilotRead: PilotRead = { ...counted, verdict: says, reason: null, perQuarter, ...readings };
  const reason = pilotReason(says, outcomes, mature, gainOf(perQuarter), speech.outcome);
  const verdict = says === "undecided" ? "cannot tell" : says;
  return { ...c, verdict, reason, g: 1, pilot: noPilot(pilotIsDone), pilotRead };
}

/** `6 more a quarter (95% interval 2 to 10)` */
function gainOf(e: Estimated): string {
  if (e.value === null) return e.reason;
  const digits = digitsOf(e);
  // for fewer outcomes the interval is reversed, so that all three numbers have the same direction
  const [value, low, high] = e.value >= 0 ? [e.value, e.low, e.high] : [-e.value, -e.high, -e.low];
  const show = (x: number): string => x.toFixed(digits).replace(/^-(0(\.0*)?)$/, "$1");
  return pilotGain(show(value), show(low), show(high), e.value >= 0);
}

/** Variance of the swap-ins' outcomes clustered by account, divided by that of independent leads; at least 1. */
function designEffect(rows: SwapRows): number {
  const { n, wins } = swapFacts(rows, "in");
  const p = wins / n;
  const psi = rows.swapIn.map((d, i) => d * ((rows.wonIn[i] ?? 0) - p));
  const { se } = clusteredSum(rows.account, psi, (i) => (rows.swapIn[i] ?? 0) > 0);
  const alone = rows.swapIn.reduce((sum, d) => sum + d * d, 0) * p * (1 - p);
  return alone > 0 ? Math.max(1, (se * se) / alone) : 1;
}
