// A made-up history as typed arrays, ten activities a lead, and weights over its 24 features. No files are read.
import { seal } from "../../dist/weights/seal.js";

const DAY = 86_400;
const NEVER = 0x7fffffff;
const shared = (Kind, n) => new Kind(new SharedArrayBuffer(Kind.BYTES_PER_ELEMENT * n));

/** Numbers in [0, n): quick, and the same on every machine. */
function stream(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** @param decayed whether each type has a decayed count beside its three counts */
export function synthetic(leads, decayed = false) {
  const below = stream(7);
  const perLead = 10;
  const asOf = 20_000 * DAY;
  const first = asOf - 900 * DAY;
  const created = shared(Int32Array, leads);
  const start = shared(Int32Array, leads + 1);
  const count = leads * perLead;
  const [visible, at, type] = [
    shared(Int32Array, count),
    shared(Int32Array, count),
    shared(Uint8Array, count),
  ];
  const never = () => shared(Int32Array, leads).fill(NEVER);
  const [outcome, lost, mql] = [never(), never(), never()];
  for (let i = 0; i < leads; i++) {
    created[i] = first + below(850 * DAY);
    if (below(10) === 0) outcome[i] = created[i] + below(200 * DAY);
    if (below(10) === 0) lost[i] = created[i] + below(300 * DAY);
    if (below(3) === 0) mql[i] = created[i] + below(60 * DAY);
    const own = Array.from({ length: perLead }, () => {
      const t = created[i] - 10 * DAY + below(100 * DAY);
      // one in ten syncs late
      const known = below(10) === 0 ? t + below(3 * DAY) : t;
      return { visible: Math.max(t, known, created[i]), at: t, type: below(6) };
    }).sort((a, b) => a.visible - b.visible || a.at - b.at);
    own.forEach((a, k) => {
      const row = i * perLead + k;
      visible[row] = a.visible;
      at[row] = a.at;
      type[row] = a.type;
    });
    start[i + 1] = (i + 1) * perLead;
  }
  const types = Array.from({ length: 6 }, (_, k) => `a${k}`);
  const history = {
    leads: {
      count: leads,
      created,
      account: Int32Array.from(created, (_, i) => i >> 1),
      ids: [],
      columns: new Map(),
    },
    accounts: { count: Math.ceil(leads / 2), keys: [], start: accountStarts(leads) },
    activities: { count, types, start, visible, at, type, observedFrom: new Int32Array(6).fill(first) },
  };
  const labels = {
    horizon: 90 * DAY,
    asOf,
    outcome,
    lost,
    handoff: never(),
    stamped: new Map([["mql", mql]]),
    refused: new Uint8Array(leads),
  };
  return { history, labels, features: featuresOf(leads, types, first, below, decayed), asOf };
}

const accountStarts = (leads) =>
  Int32Array.from({ length: Math.ceil(leads / 2) + 1 }, (_, a) => Math.min(leads, 2 * a));

/** Six known at creation, and three counts of each of the six types: 24; six decayed counts where they are wanted. */
function featuresOf(leads, types, observedFrom, below, decayed) {
  const statics = Array.from({ length: 6 }, (_, k) => {
    const number = k % 2 === 0;
    const values = Array.from({ length: number ? 50 : 8 }, (_, v) => (number ? v : `v${v}`));
    const codes = shared(Uint8Array, leads);
    for (let i = 0; i < leads; i++) codes[i] = below(values.length + 1);
    return {
      kind: number ? "number" : "category",
      name: `s${k}`,
      from: { column: `s${k}` },
      values,
      codes,
      size: values.length + 2,
      missing: values.length,
      notObserved: values.length + 1,
    };
  });
  const counts = types.flatMap((name, type) =>
    [7, 30, null].map((window) => ({
      kind: "count",
      name: window === null ? `${name}_ever` : `${name}_${window}d`,
      from: { count: name, window, cap: 5 },
      type,
      window: window === null ? Number.POSITIVE_INFINITY : window * DAY,
      cap: 5,
      observedFrom,
      size: 8,
      missing: 6,
      notObserved: 7,
    })),
  );
  const decays = types.map((name, type) => ({
    kind: "decay",
    name: `${name}_decayed`,
    from: { decay: name, half_life: 14, cap: 5, round: 0.01 },
    type,
    halfLife: 14 * DAY,
    perUnit: 100,
    // so long ago that every moment has it observed
    observedFrom: observedFrom - 70 * DAY,
    size: 503,
    missing: 501,
    notObserved: 502,
  }));
  return [...statics, ...counts, ...(decayed ? decays : [])];
}

/** Four bins; decayed counts are cut a little elsewhere in every fold, as they would be where each fold finds its cuts. */
const cutsOf = (feature, below) =>
  feature.kind === "decay"
    ? [null, 0.1, 0.5, 1.1].map((cut) => (cut === null ? null : cut + below(10) / 100))
    : [null, 1, 2, 4];

/** Weights on bins of every feature, other ones a fold; or by hand (fold null), with a rule and a group. */
export function sealed(name, features, fold) {
  const below = stream(100 + (fold ?? 0));
  const logit = fold !== null;
  const attributes = features.map((feature) => {
    const points = () => (logit ? below(800_000) - 250_000 : below(6) - 1);
    const numeric = feature.kind !== "category";
    const bins = numeric
      ? cutsOf(feature, below).map((low, i, lows) => ({
          kind: "range",
          low,
          high: lows[i + 1] ?? null,
          points: points(),
        }))
      : feature.values.map((value) => ({ kind: "category", values: [value], points: points() }));
    // what was done of late speaks for a lead: more of it, more points
    if (feature.kind === "decay") {
      const rising = bins.map((bin) => bin.points).sort((a, b) => a - b);
      for (const [i, bin] of bins.entries()) bin.points = rising[i];
    }
    return { kind: "bins", name: feature.name, bins, group: logit || !numeric ? null : "counts" };
  });
  const rule = { kind: "rule", when: "a0_7d >= 1 AND a1_30d >= 1", points: 10, group: null };
  return seal({
    schemaVersion: 1,
    name,
    version: "1.0.0",
    kind: logit ? "logistic" : "points",
    inputs: [],
    attributes: logit ? attributes : [...attributes, rule],
    groups: logit ? [] : [{ name: "counts", min: null, max: 40 }],
    floor: null,
    ceiling: null,
    intercept: logit ? -2_000_000 : 0,
    scale: { unit: logit ? 1e-6 : 1 },
    calibration: logit ? { kind: "platt", slope: 1, intercept: 0 } : { kind: "none" },
    grades: [],
    mql: null,
  });
}
