import { mostlyWorked, pilotVerdict, readPilot } from "../../backtest/judge/verdict/pilot.ts";
import { exits, refuse } from "../../base/errors.ts";
import { type Estimated, estimate, notEstimable } from "../../base/estimate.ts";
import {
  fewWorked,
  leftWorked,
  noArm,
  notFound,
  pilotEarlier,
  pilotOutcome,
  pilotRuns,
  pilotSays,
} from "../../base/messages/pilot.ts";
import { outcomeWords } from "../../base/outcome-words.ts";
import type { Watch } from "../../base/progress.ts";
import { dayOf, endOfDay, isoDate, NEVER, parseDay } from "../../base/time.ts";
import { winsWithin } from "../../labels/within.ts";
import { workedFrom } from "../../labels/worked.ts";
import type { Pilot } from "../../result/type.ts";
import { clusteredProportion } from "../../stats/proportions/proportion.ts";
import { candidatesOf } from "../folder/candidates.ts";
import type { Loaded } from "../loaded.ts";
import { load } from "../pipeline.ts";
import { openStudy } from "../study-file.ts";
import { incumbentMovedIn, pilotsBeside, registersOf, theRegister } from "./register.ts";

export interface PilotReadOptions {
  /** path of the study file, whose as_of is the day up to which the pilot is read */
  readonly study: string;
  /** default: the only one that has a register */
  readonly candidate?: string;
  /** folder of the runs; default `reports` in the current folder */
  readonly out?: string;
  /** folder of the registers; default `pilots` beside `out` */
  readonly pilots?: string;
  readonly watch?: Watch;
}

export interface Arm {
  /** leads with their whole horizon behind them, and all that were drawn */
  readonly mature: number;
  readonly drawn: number;
  /** of the mature ones: in no leads file any more; worked within the horizon (null: `worked` unknown); with the outcome */
  readonly notFound: number;
  readonly worked: number | null;
  readonly outcomes: number;
  /** share of the mature ones that reached the outcome, clustered by account */
  readonly rate: Estimated;
}

export interface PilotReading {
  readonly candidate: string;
  readonly incumbent: string;
  readonly asOf: string;
  readonly waves: number;
  readonly wanted: number;
  readonly work: Arm;
  readonly leave: Arm;
  /** rate of the leads to be worked less that of the leads to be left: the effect of working them, at 95% */
  readonly difference: Estimated;
  readonly finished: boolean;
  /** null: not finished */
  readonly verdict: "change" | "drop" | "undecided" | null;
  /** outcomes a quarter, candidate minus incumbent, at 95%; null: not finished */
  readonly perQuarter: Estimated | null;
  /** outcomes from which on it is a change, and below which it is dropped */
  readonly changeFrom: number | null;
  readonly dropBelow: number | null;
  /** what it says, and what to know of it, in sentences */
  readonly sentence: string;
  readonly notes: readonly string[];
}

/**
 * Reads a registered pilot from newer exports. Every drawn lead counts in its arm, whether sales did as it was drawn or
 * not (intention to treat), once its horizon lies before as_of. There is no verdict before as many leads to be worked as
 * were registered have theirs behind them.
 *
 * @throws LeadlineError exit 2 (study, no such register, another outcome), 3 (the data cannot answer), 4 (a file)
 */
export async function readPilotOf(options: PilotReadOptions): Promise<PilotReading> {
  const { watch = {} } = options;
  const { study, folder } = await openStudy(options.study);
  const pilot = await theRegister(
    registersOf(options.pilots ?? pilotsBeside(options.out), study.study),
    options.candidate,
  );
  const { was, is } = outcomeOf(study, pilot);
  if (was !== is) refuse(exits.usage, pilotOutcome(was, is));
  const asOf = isoDate(dayOf(study.asOf));
  const last = pilot.waves.at(-1)?.asOf ?? asOf;
  if (asOf < last) refuse(exits.usage, pilotEarlier(asOf, last));
  const loaded = await load(study, folder, watch);
  const [work, leave] = [armOf(loaded, pilot, "work"), armOf(loaded, pilot, "leave")];
  const moved = incumbentMovedIn(pilot, candidatesOf(study, asOf));
  const words = outcomeWords(pilot.outcome.stage);
  const finished = work.mature >= pilot.leads;
  const read = finished ? readPilot(pilot.terms, work.outcomes, work.mature) : null;
  const { changeFrom, dropBelow } = readPilot(pilot.terms, 0, Math.max(pilot.leads, work.mature));
  const verdict = read === null ? null : pilotVerdict(read, work);
  return {
    candidate: pilot.candidate,
    incumbent: pilot.incumbent,
    asOf,
    waves: pilot.waves.length,
    wanted: pilot.leads,
    work,
    leave,
    difference: between(work.rate, leave.rate),
    finished,
    verdict,
    perQuarter: read?.perQuarter ?? null,
    changeFrom,
    dropBelow,
    sentence:
      verdict === null
        ? pilotRuns(pilot.candidate, work.mature, pilot.leads, words.many)
        : pilotSays(pilot.candidate, verdict, work.outcomes, work.mature, words.manyDid),
    notes: [
      ...(moved === null ? [] : [`${moved.charAt(0).toUpperCase()}${moved.slice(1)}.`]),
      ...notesOn(work, leave),
    ],
  };
}

/** The outcome that a pilot was registered for, and the study's own. */
export function outcomeOf(
  { outcome }: Loaded["study"],
  pilot: Pilot,
): { readonly was: string; readonly is: string } {
  const said = (stage: string, days: number): string => `${stage} within ${days} days`;
  return {
    was: said(pilot.outcome.stage, pilot.outcome.withinDays),
    is: outcome.kind === "stage" ? said(outcome.reaches, outcome.withinDays) : outcome.column,
  };
}

const hardlyWorked = 0.2;

function notesOn(work: Arm, leave: Arm): readonly string[] {
  const share = ({ worked, mature }: Arm): number | null =>
    worked === null || mature === 0 ? null : worked / mature;
  const [done, left] = [share(work), share(leave)];
  const lost = work.notFound + leave.notFound;
  return [
    ...(done !== null && done < mostlyWorked ? [fewWorked(done)] : []),
    ...(left !== null && left > hardlyWorked ? [leftWorked(left)] : []),
    ...(lost > 0 ? [notFound(lost)] : []),
  ];
}

export function armOf({ history, labels, study }: Loaded, pilot: Pilot, arm: "work" | "leave"): Arm {
  const { leads } = history;
  const rows = new Map<string, number[]>();
  for (const [row, id] of leads.ids.entries()) rows.set(id, [...(rows.get(id) ?? []), row]);
  // a column has no time: it cannot say that the work came after the draw
  const worked = study.worked?.kind === "column" ? null : workedFrom(history, labels, study.worked);
  const value: number[] = [];
  const cluster: number[] = [];
  let [drawn, lost, taken] = [0, 0, 0];
  for (const wave of pilot.waves) {
    const from = endOfDay(parseDay(wave.asOf) ?? 0);
    const until = from + labels.horizon;
    for (const { lead, arm: own } of wave.leads) {
      if (own !== arm) continue;
      drawn++;
      if (until > labels.asOf) continue;
      const found = rows.get(leads.formerly?.get(lead) ?? lead) ?? [];
      if (found.length === 0) lost++;
      value.push(found.some((row) => winsWithin(labels, row, from)) ? 1 : 0);
      // a lead that is gone is an account of its own
      cluster.push(found[0] === undefined ? -1 - lost : (leads.account[found[0]] ?? -1));
      const acted = found.some((row) => {
        const at = worked?.[row] ?? NEVER;
        return at > from && at <= endOfDay(dayOf(until));
      });
      if (acted) taken++;
    }
  }
  const mature = value.length;
  const rate = clusteredProportion({ value, cluster });
  return {
    mature,
    drawn,
    notFound: lost,
    worked: worked === null ? null : taken,
    outcomes: value.reduce((sum, y) => sum + y, 0),
    rate: mature === 0 ? notEstimable(noArm) : rate,
  };
}

/** Difference of two independent shares from their intervals (Newcombe 1998, method 10): no account is in both arms. */
function between(a: Estimated, b: Estimated): Estimated {
  if (a.value === null || b.value === null) return notEstimable(noArm);
  const value = a.value - b.value;
  return estimate(
    value,
    value - Math.hypot(a.value - a.low, b.high - b.value),
    value + Math.hypot(a.high - a.value, b.value - b.low),
    a.n + b.n,
  );
}
