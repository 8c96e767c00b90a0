import { normalCdf } from "../numeric/distributions.ts";
import { expit } from "../numeric/expit.ts";
import { minimiseBySimplex } from "../numeric/simplex.ts";
import type { Spells } from "./incidence.ts";

/** The distribution of the time to the outcome among those who ever have it. */
export type Delay = "exponential" | "weibull" | "lognormal";

/** The share that ever has the outcome, and how long it takes them. */
export interface CureFit {
  readonly delay: Delay;
  /** share that ever has the outcome */
  readonly share: number;
  /**
   * scale of the delay: its mean (exponential), scale (Weibull) or e to the mean of its logarithm (lognormal), in the
   * unit of the spells
   */
  readonly scale: number;
  /** shape of the delay: 1 (exponential), shape (Weibull) or SD of its logarithm (lognormal) */
  readonly shape: number;
  readonly logLikelihood: number;
}

/**
 * Mixture cure model by maximum likelihood (Boag 1949; Chapelle 2014 for the exponential delay). A share of all has the
 * outcome in the end, after a delay with a distribution. Those with another event never have it; those still open may
 * have it.
 *
 * @param spells event 1: the outcome, at its time, above 0; 2: something that rules it out; 0: open
 * @throws RangeError where nobody had the outcome, or one had it at time 0
 */
export function mixtureCure({ time, event }: Spells, delay: Delay): CureFit {
  const n = time.length;
  const ofOutcome: number[] = [];
  const ofOpen: number[] = [];
  let ruledOut = 0;
  for (let i = 0; i < n; i++) {
    if (event[i] === 1) ofOutcome.push(time[i] ?? 0);
    else if (event[i] === 0) ofOpen.push(time[i] ?? 0);
    else ruledOut++;
  }
  if (ofOutcome.length === 0 || ofOutcome.some((t) => !(t > 0)))
    throw new RangeError("a cure model takes outcomes, each after a time above 0");
  const logs = ofOutcome.map(Math.log);
  const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
  const { logDensity, survival } = delays[delay];
  const minus = ([logit = 0, logScale = 0, logShape = 0]: readonly number[]): number => {
    const share = expit(logit);
    const shape = delay === "exponential" ? 1 : Math.exp(logShape);
    let sum = ruledOut * Math.log1p(-share);
    for (const t of ofOutcome) sum += Math.log(share) + logDensity(Math.log(t), logScale, shape);
    for (const t of ofOpen)
      sum += Math.log(1 - share + share * (t > 0 ? survival(Math.log(t), logScale, shape) : 1));
    return Number.isFinite(sum) ? -sum : Number.MAX_VALUE;
  };
  const share = Math.min(0.99, ofOutcome.length / n);
  const start = [Math.log(share / (1 - share)), mean, 0].slice(0, delay === "exponential" ? 2 : 3);
  const { x, value } = minimiseBySimplex(
    minus,
    start,
    start.map(() => 0.3),
  );
  const [logit = 0, logScale = 0, logShape = 0] = x;
  return {
    delay,
    share: expit(logit),
    scale: Math.exp(logScale),
    shape: delay === "exponential" ? 1 : Math.exp(logShape),
    logLikelihood: -value,
  };
}

/**
 * The law of a delay, as functions of the logarithm of a time: log density of the time, and the share that takes
 * longer.
 */
interface DelayLaw {
  readonly logDensity: (logTime: number, logScale: number, shape: number) => number;
  readonly survival: (logTime: number, logScale: number, shape: number) => number;
}

const weibull: DelayLaw = {
  logDensity: (logTime, logScale, shape) => {
    const z = shape * (logTime - logScale);
    return Math.log(shape) + z - logTime - Math.exp(z);
  },
  survival: (logTime, logScale, shape) => Math.exp(-Math.exp(shape * (logTime - logScale))),
};

const delays: Readonly<Record<Delay, DelayLaw>> = {
  exponential: weibull,
  weibull,
  lognormal: {
    logDensity: (logTime, logScale, shape) => {
      const z = (logTime - logScale) / shape;
      return -0.5 * z * z - Math.log(shape) - logTime - 0.5 * Math.log(2 * Math.PI);
    },
    survival: (logTime, logScale, shape) => normalCdf(-(logTime - logScale) / shape),
  },
};
