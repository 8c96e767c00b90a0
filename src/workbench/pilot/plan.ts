import { pilotTermsOf, type Waiting, waitingLeads } from "../../backtest/decide/pilot.ts";
import { exits, refuse } from "../../base/errors.ts";
import { notReplayed } from "../../base/messages/models/unknown.ts";
import {
  badShare,
  noCandidate,
  noPilotNeeded,
  pilotChanged,
  pilotEarlier,
  pilotFixed,
  pilotIncumbent,
  pilotUnreplayed,
  pilotUnsized,
} from "../../base/messages/pilot.ts";
import type { Watch } from "../../base/progress.ts";
import { hash32 } from "../../base/random.ts";
import { dayOf, isoDate } from "../../base/time.ts";
import type { Pilot } from "../../result/type.ts";
import type { Study } from "../../study/type.ts";
import { type Candidate, logCandidates } from "../folder/candidates.ts";
import type { Loaded } from "../loaded.ts";
import { fit, type Judged, judge, load } from "../pipeline.ts";
import { placeOfRun } from "../run.ts";
import { openStudy } from "../study-file.ts";
import { incumbentMovedIn, pilotsBeside, readRegister, registersOf, writeRegister } from "./register.ts";

export interface PilotPlanOptions {
  /** path of the study file */
  readonly study: string;
  /** default: the one that the study recommends */
  readonly candidate?: string;
  /** of the accounts, how many are worked: above 0, at most 1. Default .5 */
  readonly share?: number;
  /** how many leads to work; default: as many as settle it */
  readonly leads?: number;
  readonly seed?: number;
  /** folder of the runs and the log of candidates; default `reports` in the current folder */
  readonly out?: string;
  /** folder of the registers; default `pilots` beside `out` */
  readonly pilots?: string;
  readonly threads?: number;
  readonly watch?: Watch;
}

export interface PilotPlanned {
  readonly pilot: Pilot;
  /** the register, and the list for sales */
  readonly file: string;
  readonly list: string;
  /** leads of this wave; those that wait are neither drawn nor needed any more */
  readonly drawn: { readonly work: number; readonly leave: number; readonly waiting: number };
  /** leads to be worked so far, over all waves */
  readonly work: number;
}

/**
 * Draws the next wave of a pilot and registers it: leads that meet the candidate, that the incumbent would not pass on
 * and that nobody has taken up. Whole accounts go to one arm, by a hash of their key under the seed, so that colleagues
 * share it and a later wave sends them the same way. What is fixed is fixed by the first wave. A wave that is registered
 * already is not drawn again.
 *
 * @throws LeadlineError exit 2 (study, no such candidate), 3 (no pilot can be sized), 4 (a file)
 */
export async function planPilot(options: PilotPlanOptions): Promise<PilotPlanned> {
  const { out = "reports", threads = 1, watch = {}, share = 0.5 } = options;
  const { pilots = pilotsBeside(out) } = options;
  if (!(share > 0 && share <= 1)) refuse(exits.usage, badShare());
  const { study, folder } = await openStudy(options.study);
  // before the long work; what the data say of it comes after
  refuseUnknown(study, options.candidate);
  const loaded = await load(study, folder, watch);
  const place = await placeOfRun(loaded, out, pilots);
  const judged = await judge(await fit(loaded, { watch, threads }), {}, { ...place.log, watch, threads });
  await logCandidates(out, study.lineage, place.own);
  const candidate = candidateOf(judged, options.candidate);
  const digest = place.own.find(({ name }) => name === candidate)?.digest ?? "";
  const registers = registersOf(pilots, study.study);
  const file = registers.fileOf(candidate);
  const before = await readRegister(registers, candidate);
  const asOf = isoDate(dayOf(study.asOf));
  if (before !== null) {
    const given = (["share", "leads", "seed"] as const).filter(
      (key) => options[key] !== undefined && options[key] !== before[key],
    );
    if (given.length > 0)
      refuse(
        exits.usage,
        pilotFixed(
          file,
          given.map((key) => `--${key}`),
        ),
      );
    if (before.digest !== digest) refuse(exits.usage, pilotChanged(candidate, file));
    const moved = incumbentMovedIn(before, place.own);
    if (moved !== null) refuse(exits.usage, pilotIncumbent(moved, file));
    const last = before.waves.at(-1)?.asOf ?? asOf;
    if (asOf < last) refuse(exits.usage, pilotEarlier(asOf, last));
  }
  const pilot = before ?? registered(judged, { candidate, own: place.own, share, options });
  const again = pilot.waves.at(-1)?.asOf === asOf;
  const waiting = again ? [] : await eligible(judged, pilot, { threads, watch });
  const wave = again ? (pilot.waves.at(-1)?.leads ?? []) : drawnFrom(loaded, waiting, pilot);
  const whole: Pilot =
    again || wave.length === 0 ? pilot : { ...pilot, waves: [...pilot.waves, { asOf, leads: wave }] };
  const list = await writeRegister(registers, whole, before);
  const work = wave.filter(({ arm }) => arm === "work").length;
  return {
    pilot: whole,
    file,
    list,
    drawn: {
      work,
      leave: wave.length - work,
      waiting: again ? 0 : waiting.length - wave.length - known(loaded, waiting, pilot),
    },
    work: toWork(whole),
  };
}

/** How many leads a pilot has drawn to be worked. */
const toWork = ({ waves }: Pilot): number =>
  waves.reduce((sum, { leads }) => sum + leads.filter(({ arm }) => arm === "work").length, 0);

function refuseUnknown({ definitions }: Study, named: string | undefined): void {
  if (named === undefined) return;
  const others = [...definitions].filter(([, { incumbent }]) => !incumbent).map(([name]) => name);
  if (!others.includes(named))
    refuse(exits.usage, noCandidate(named, others.length < definitions.size ? others : []));
}

function candidateOf({ judged: { decision } }: Judged, named: string | undefined): string {
  const names = decision.candidates.map(({ name }) => name);
  if (named !== undefined)
    return names.includes(named) ? named : refuse(exits.usage, noCandidate(named, names));
  const recommended = decision.verdict === "pilot" ? decision.candidate : null;
  return recommended ?? refuse(exits.data, noPilotNeeded(decision.verdict));
}

function registered(
  { study, judged }: Judged,
  of: {
    readonly candidate: string;
    readonly own: readonly Candidate[];
    readonly share: number;
    readonly options: PilotPlanOptions;
  },
): Pilot {
  const { candidate, options } = of;
  const { decision, basis } = judged;
  const { outcome } = study;
  const facts = decision.candidates.find(({ name }) => name === candidate);
  const incumbent = decision.incumbent ?? "";
  const digestOf = (name: string): string => of.own.find((c) => c.name === name)?.digest ?? "";
  const terms = basis && pilotTermsOf(basis, { candidate, incumbent }, study.decide.smallestGain);
  const leads = options.leads ?? facts?.pilot.n ?? null;
  if (leads === null || terms === null || outcome.kind !== "stage")
    return refuse(exits.data, pilotUnsized(candidate, facts?.pilot.reason ?? notReplayed));
  return {
    schemaVersion: 1,
    study: study.study,
    candidate,
    digest: digestOf(candidate),
    definition: study.definitions.get(candidate)?.text ?? "",
    incumbent,
    incumbentDigest: digestOf(incumbent),
    outcome: { stage: outcome.reaches, withinDays: outcome.withinDays },
    seed: options.seed ?? study.seed,
    share: of.share,
    leads,
    terms,
    waves: [],
  };
}

async function eligible(
  { fitted, judged, study }: Judged,
  pilot: Pilot,
  how: { readonly threads: number; readonly watch: Watch },
): Promise<readonly Waiting[]> {
  const data = { ...fitted.loaded, study };
  const found =
    judged.basis === null ? notReplayed : await waitingLeads(data, fitted.study, judged.basis, pilot, how);
  return typeof found === "string" ? refuse(exits.data, pilotUnreplayed(pilot.candidate, found)) : found;
}

/** How many of the leads that wait an earlier wave has drawn. */
const known = ({ history }: Loaded, waiting: readonly Waiting[], pilot: Pilot): number => {
  const drawn = idsIn(pilot);
  return waiting.filter(({ lead }) => drawn.has(history.leads.ids[lead] ?? "")).length;
};

const idsIn = ({ waves }: Pilot): ReadonlySet<string> =>
  new Set(waves.flatMap(({ leads }) => leads.map(({ lead }) => lead)));

/**
 * The leads of a wave: whole accounts in the order of a second hash, until as many are to be worked as are still
 * wanted. Where all are taken the order does not matter.
 */
function drawnFrom(
  { history }: Loaded,
  waiting: readonly Waiting[],
  pilot: Pilot,
): Pilot["waves"][number]["leads"] {
  const { leads, accounts } = history;
  const before = idsIn(pilot);
  const byAccount = new Map<string, Waiting[]>();
  for (const one of waiting) {
    if (before.has(leads.ids[one.lead] ?? "")) continue;
    const key = accounts.keys[leads.account[one.lead] ?? -1] ?? "";
    byAccount.set(key, [...(byAccount.get(key) ?? []), one]);
  }
  // lots of their own: the seed's plain hashes decide the folds of a fit
  const lot = (of: string, key: string): number =>
    hash32(`pilot ${of} ${pilot.candidate} ${key}`, pilot.seed) / 2 ** 32;
  const turn = (key: string): number => lot("turn", key);
  const order = [...byAccount].sort(([a], [b]) => turn(a) - turn(b) || (a < b ? -1 : 1));
  const wave: Pilot["waves"][number]["leads"][number][] = [];
  let wanted = pilot.leads - toWork(pilot);
  for (const [key, own] of order) {
    if (wanted <= 0) break;
    const arm = lot("arm", key) < pilot.share ? "work" : "leave";
    if (arm === "work") wanted -= own.length;
    for (const { lead, time } of own)
      wave.push({ lead: leads.ids[lead] ?? "", arm, qualified: isoDate(dayOf(time)) });
  }
  return wave.sort((a, b) => (a.lead < b.lead ? -1 : 1));
}
