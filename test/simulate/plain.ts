import { type SimulatedLead, simulate } from "../../src/simulate/leads.ts";
import { effects, freeDomains, sources, span, titles } from "../../src/simulate/world.ts";
import { fitLogistic } from "../../src/stats/regression/logistic/fit.ts";

/** Leads of a plain world with their horizon behind them at as_of. */
export const plainLeads = (leads: number, seed: number): SimulatedLead[] =>
  [...simulate({ leads, seed, plain: true })].filter((l) => l.created + span.horizon <= span.asOf);

export const isFree = ({ domain }: SimulatedLead): boolean => freeDomains.some((d) => d === domain);

export const isWon = (l: SimulatedLead): boolean =>
  l.stages.some((s) => s.stage === "opportunity" && s.at <= l.created + span.horizon);

/** Estimates and errors of the plain world's effects, each level against Manager and content. */
export function plainEffects(leads: number, seed: number) {
  const rows = plainLeads(leads, seed);
  const levels = [
    ...titles.map(([title]) => title).filter((t) => t !== "Manager"),
    ...sources.map(([source]) => source).filter((s) => s !== "content"),
  ];
  const is = (level: string): Float64Array =>
    Float64Array.from(rows, (l) => (l.title === level || l.source === level ? 1 : 0));
  const fit = fitLogistic({
    columns: [
      ...levels.map(is),
      Float64Array.from(rows, (l) => Math.log(l.employees / 100)),
      Float64Array.from(rows, (l) => (isFree(l) ? 1 : 0)),
    ],
    label: Uint8Array.from(rows, (l) => (isWon(l) ? 1 : 0)),
  });
  if (!fit.converged) throw new Error("the plain fit did not converge");
  const truth = [
    effects.intercept + effects.title.Manager + effects.source.content,
    ...levels.map((level) =>
      level in effects.title
        ? effects.title[level as "CTO"] - effects.title.Manager
        : effects.source[level as "event"] - effects.source.content,
    ),
    effects.logEmployees,
    effects.freeMail,
  ];
  return ["intercept", ...levels, "log employees", "free mail"].map((name, j) => ({
    name,
    truth: truth[j] ?? Number.NaN,
    value: fit.coefficients[j] ?? Number.NaN,
    se: fit.standardErrors[j] ?? Number.NaN,
  }));
}
