import { bytesAt, codesOfPiece, integersAt, isPiece } from "../../base/gather.kernel.ts";
import { notObservedBefore, observedForFew } from "../../base/messages/models/fits.ts";
import { hash32 } from "../../base/random.ts";
import type { Second } from "../../base/time.ts";
import type { CodedRows, Feature } from "../../features/type.ts";
import type { Moments } from "../../labels/type.ts";
import type { Instants, TrainingRows } from "../../models/type.ts";

/** The number of cross-fitting folds, and the share of the last quarter that may lack a feature. */
export const crossFitFolds = 5;
const mostNotObserved = 0.05;
const leastPositivesObserved = 0.5;

/** An account with more than this share of either outcome is divided among the folds. */
const mostOfAnOutcome = 0.1;

/** The cross-fitting fold of each account: a seeded hash of its key, so that the order of rows does not matter. */
export function accountFolds(keys: readonly string[], seed: number): Uint8Array {
  return Uint8Array.from(keys, (key) => hash32(key, seed) % crossFitFolds);
}

export interface TrainingQuestion {
  readonly moments: Moments;
  /** codes at all moments, in their order */
  readonly coded: CodedRows;
  /** every instant at which something became known, where calibration looks for new highs; default: the moments */
  readonly instants?: { readonly moments: Moments; readonly coded: CodedRows };
  /** account of each lead */
  readonly accountOf: Int32Array;
  /** whose episode each lead is, where leads are episodes: they share its weight; default: each is its own */
  readonly personOf?: Int32Array;
  /** cross-fitting fold of each account */
  readonly accountFold: Uint8Array;
  /** cross-fitting fold of each lead, where its account is too large to be held out whole; default: none is divided */
  readonly leadFold?: Uint8Array;
  /** the latest moment that may be learnt from */
  readonly until: Second;
  /** moments before this second are not fitted, since the outcome's stage was not recorded; default: none */
  readonly from?: Second;
  /**
   * the fiscal quarter before the test quarter, up to the last outcome that may be known: a feature must be observed in
   * it
   */
  readonly quarterBefore: { readonly start: Second; readonly end: Second };
  /** 1: the lead is never in a fit (excluded, refused); default: none */
  readonly leftOut?: Uint8Array;
}

export interface DroppedFeature {
  readonly feature: string;
  readonly reason: string;
}

export interface Training {
  readonly rows: TrainingRows;
  /** the moment of each row */
  readonly time: Int32Array;
  readonly dropped: readonly DroppedFeature[];
  /** leads with a positive row */
  readonly positives: number;
}

/**
 * The rows of one fold: mature moments up to `until`, with each lead's weight of 1 split over its rows. A feature is
 * dropped, with the reason, when it is not observed in more than 5% (weighted) of the last quarter, or observed for
 * fewer than half of the fold's positives. No label after `until` and no code after the quarter before is read: the
 * no-leakage test depends on this function. One pass over the prefix, and one over the last quarter for each feature.
 */
export function trainingRows(q: TrainingQuestion): Training {
  const { moments } = q;
  const fit = select(q, q.from ?? Number.NEGATIVE_INFINITY, q.until, (i) => moments.label[i] !== 2);
  const label = bytesAt(moments.label, fit);
  const lead = integersAt(moments.lead, fit);
  const account = integersAt(q.accountOf, lead);
  const persons = (of: Int32Array): Int32Array =>
    q.personOf === undefined ? of : integersAt(q.personOf, of);
  const weight = splitWeights(persons(lead));
  const parted = q.leadFold === undefined ? new Set<number>() : largeAccounts(account, label, weight);
  const fold = foldsOf(q, lead, account, parted);

  const last = select(q, q.quarterBefore.start, q.quarterBefore.end - 1, () => true);
  const lastWeight = splitWeights(persons(integersAt(moments.lead, last)));

  // all moments up to `until` are mature in most studies
  const [whole, lastWhole] = [isPiece(fit), isPiece(last)];
  const dropped: DroppedFeature[] = [];
  const features: Feature[] = [];
  const codes: CodedRows["codes"][number][] = [];
  q.coded.features.forEach((feature, j) => {
    const all = q.coded.codes[j];
    if (all === undefined) throw new RangeError(`no codes for feature ${feature.name}`);
    const mine = codesOfPiece(all, fit, whole);
    const reason = whyDropped(feature, mine, label, weight, codesOfPiece(all, last, lastWhole), lastWeight);
    if (reason === null) {
      features.push(feature);
      codes.push(mine);
    } else dropped.push({ feature: feature.name, reason });
  });
  const instants = q.instants === undefined ? {} : { instants: instantsOf(q, q.instants, features, parted) };
  const winners = new Set<number>();
  for (let i = 0; i < lead.length; i++) if (label[i] === 1) winners.add(lead[i] ?? -1);
  return {
    rows: { coded: { count: fit.length, features, codes }, label, weight, fold, account, lead, ...instants },
    time: integersAt(moments.time, fit),
    dropped,
    positives: winners.size,
  };
}

/**
 * Accounts with more than a tenth of either outcome on these rows: a fit without one of them would hardly have seen
 * that outcome, and would score its leads upside down.
 */
function largeAccounts(account: Int32Array, label: Uint8Array, weight: Float64Array): ReadonlySet<number> {
  const sums = new Map<number, [number, number]>();
  const all: [number, number] = [0, 0];
  for (let i = 0; i < account.length; i++) {
    const a = account[i] ?? 0;
    const y = label[i] === 1 ? 1 : 0;
    const own = sums.get(a);
    if (own === undefined) sums.set(a, y === 1 ? [0, weight[i] ?? 0] : [weight[i] ?? 0, 0]);
    else own[y] += weight[i] ?? 0;
    all[y] += weight[i] ?? 0;
  }
  return new Set(
    [...sums].flatMap(([a, own]) =>
      own[0] > mostOfAnOutcome * all[0] || own[1] > mostOfAnOutcome * all[1] ? [a] : [],
    ),
  );
}

function foldsOf(
  { accountFold, leadFold }: TrainingQuestion,
  lead: Int32Array,
  account: Int32Array,
  parted: ReadonlySet<number>,
): Uint8Array {
  const fold = bytesAt(accountFold, account);
  if (leadFold === undefined || parted.size === 0) return fold;
  for (let i = 0; i < fold.length; i++)
    if (parted.has(account[i] ?? -1)) fold[i] = leadFold[lead[i] ?? 0] ?? fold[i] ?? 0;
  return fold;
}

/** The mature instants up to `until`, in the features that are kept. */
function instantsOf(
  q: TrainingQuestion,
  { moments, coded }: NonNullable<TrainingQuestion["instants"]>,
  features: readonly Feature[],
  parted: ReadonlySet<number>,
): Instants {
  const from = q.from ?? Number.NEGATIVE_INFINITY;
  const at = select({ ...q, moments }, from, q.until, (i) => moments.label[i] !== 2);
  const lead = integersAt(moments.lead, at);
  const account = integersAt(q.accountOf, lead);
  const whole = isPiece(at);
  return {
    coded: {
      count: at.length,
      features,
      codes: features.map((feature) => {
        const all = coded.codes[coded.features.findIndex(({ name }) => name === feature.name)];
        if (all === undefined) throw new RangeError(`no codes for feature ${feature.name}`);
        return codesOfPiece(all, at, whole);
      }),
    },
    label: bytesAt(moments.label, at),
    fold: foldsOf(q, lead, account, parted),
    account,
    lead,
  };
}

function whyDropped(
  feature: Feature,
  codes: ArrayLike<number>,
  label: Uint8Array,
  weight: Float64Array,
  lastCodes: ArrayLike<number>,
  lastWeight: Float64Array,
): string | null {
  let lastAll = 0;
  let lastMissing = 0;
  for (let i = 0; i < lastCodes.length; i++) {
    const w = lastWeight[i] ?? 0;
    lastAll += w;
    if (lastCodes[i] === feature.notObserved) lastMissing += w;
  }
  if (lastMissing > mostNotObserved * lastAll) return notObservedBefore(lastMissing / lastAll);
  let positives = 0;
  let observed = 0;
  for (let i = 0; i < codes.length; i++) {
    if (label[i] !== 1) continue;
    const w = weight[i] ?? 0;
    positives += w;
    if (codes[i] !== feature.notObserved) observed += w;
  }
  if (observed < leastPositivesObserved * positives) return observedForFew(observed / positives);
  return null;
}

/** Indices of the moments in [from, until] that may be used, in order. Moments are sorted by time. */
function select(q: TrainingQuestion, from: Second, until: Second, use: (i: number) => boolean): Int32Array {
  const { time, lead } = q.moments;
  const first = firstAtOrAfter(time, from);
  const end = firstAtOrAfter(time, until + 1);
  const out = new Int32Array(Math.max(0, end - first));
  let n = 0;
  for (let i = first; i < end; i++) {
    if (q.leftOut?.[lead[i] ?? 0] === 1 || !use(i)) continue;
    out[n++] = i;
  }
  return out.slice(0, n);
}

/** Index of the first time >= t in ascending times. */
function firstAtOrAfter(time: Int32Array, t: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((time[middle] ?? 0) < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Each lead has weight 1, split over its rows. */
export function splitWeights(lead: Int32Array): Float64Array {
  const rows = new Int32Array(lead.reduce((most, l) => Math.max(most, l), -1) + 1);
  for (let i = 0; i < lead.length; i++) rows[lead[i] ?? 0] = (rows[lead[i] ?? 0] ?? 0) + 1;
  const weight = new Float64Array(lead.length);
  for (let i = 0; i < lead.length; i++) weight[i] = 1 / (rows[lead[i] ?? 0] ?? 1);
  return weight;
}
