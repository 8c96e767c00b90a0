import { meaningChanged, outcomeChanged } from "../../base/messages/models/verdict.ts";
import { dayOf, isoDate } from "../../base/time.ts";
import type { Pilot, PilotTaken } from "../../result/type.ts";
import type { Candidate } from "../folder/candidates.ts";
import type { Loaded } from "../loaded.ts";
import { armOf, outcomeOf } from "./read.ts";
import { incumbentMovedIn, readRegister, registersOf } from "./register.ts";

/**
 * The registered pilots that a run takes into its verdict, by candidate: the finished ones, and those that do not count
 * because what was registered has changed since. A pilot that still runs is not looked at. Nothing is read of waves
 * that were drawn after as_of.
 * @param own the study's definitions, each with the digest of its meaning
 * @param pilots the folder of the registers
 * @throws LeadlineError exit 4 where a register cannot be read
 */
export async function pilotsTaken(
  loaded: Loaded,
  own: readonly Candidate[],
  pilots: string,
): Promise<readonly PilotTaken[]> {
  const registers = registersOf(pilots, loaded.study.study);
  const taken: PilotTaken[] = [];
  for (const candidate of [...own].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (candidate.incumbent === true) continue;
    const pilot = await readRegister(registers, candidate.name);
    const found = pilot === null ? null : takenOf(loaded, pilot, candidate.digest, own);
    if (found !== null) taken.push(found);
  }
  return taken;
}

function takenOf(loaded: Loaded, pilot: Pilot, digest: string, own: readonly Candidate[]): PilotTaken | null {
  const asOf = isoDate(dayOf(loaded.study.asOf));
  const { mature, outcomes, worked } = armOf(
    loaded,
    { ...pilot, waves: pilot.waves.filter((wave) => wave.asOf <= asOf) },
    "work",
  );
  if (mature < pilot.leads) return null;
  const { candidate, incumbent, leads, terms } = pilot;
  const refused = whyRefused(loaded, pilot, digest, own);
  return { candidate, incumbent, digest: pilot.digest, leads, refused, mature, outcomes, worked, terms };
}

function whyRefused(
  { study }: Loaded,
  pilot: Pilot,
  digest: string,
  own: readonly Candidate[],
): string | null {
  if (pilot.digest !== digest) return meaningChanged;
  const moved = incumbentMovedIn(pilot, own);
  if (moved !== null) return moved;
  const { was, is } = outcomeOf(study, pilot);
  return was === is ? null : outcomeChanged(was, is);
}
