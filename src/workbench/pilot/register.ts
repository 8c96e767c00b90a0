import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canonical } from "../../base/canonical.ts";
import { exits, refuse } from "../../base/errors.ts";
import {
  incumbentMoved,
  manyRegisters,
  noRegister,
  pilotBusy,
  registerBroken,
  registerEdited,
  registerNotJson,
} from "../../base/messages/pilot.ts";
import { checkPilot } from "../../result/schema.ts";
import type { Pilot } from "../../result/type.ts";
import type { Candidate } from "../folder/candidates.ts";
import { csvOf } from "../folder/csv.ts";
import { sha256 } from "../folder/folder.ts";
import { clearStaging, codeOf, makeFolder, refuseWriting, writeWhole } from "../folder/whole.ts";
import { locked } from "../publish/lock.ts";

/**
 * Why a pilot's incumbent is no longer what it was registered against: another definition, or the same name with
 * another meaning; null: it is.
 */
export function incumbentMovedIn(pilot: Pilot, own: readonly Candidate[]): string | null {
  const now = own.find(({ incumbent }) => incumbent === true);
  const same =
    now?.name === pilot.incumbent &&
    (pilot.incumbentDigest === undefined || pilot.incumbentDigest === now.digest);
  return same ? null : incumbentMoved(pilot.incumbent, now?.name ?? null);
}

/** The folder of all registers of pilots, beside a folder of runs: `run` looks for them there. */
export const pilotsBeside = (out = "reports"): string => join(dirname(out), "pilots");

/**
 * The folder of a study's pilots: `<candidate>.json`, the register of each, and `<candidate>.csv`, the list of its
 * leads for sales.
 */
export interface Registers {
  readonly folder: string;
  readonly fileOf: (candidate: string) => string;
}

export const registersOf = (pilots: string, study: string): Registers => {
  const folder = join(pilots, study);
  return { folder, fileOf: (candidate) => join(folder, `${candidate}.json`) };
};

/**
 * The register of a candidate's pilot; null: there is none.
 * @throws LeadlineError exit 4 where it cannot be read
 */
export async function readRegister({ fileOf }: Registers, candidate: string): Promise<Pilot | null> {
  const file = fileOf(candidate);
  const text = await readFile(file, "utf8").catch((error) =>
    codeOf(error) === "ENOENT" ? null : refuseWriting(file, error),
  );
  if (text === null) return null;
  const value = parsed(text);
  if (value === undefined) refuse(exits.io, registerBroken(file, registerNotJson), { file });
  const checked = checkPilot(value);
  if ("value" in checked) {
    const { sha256: kept, ...pilot } = checked.value;
    // leads are drawn before anyone looks at them: one that changes sides later would be chosen
    if (kept !== undefined && kept !== digestOf(pilot)) refuse(exits.io, registerEdited(file), { file });
    return pilot;
  }
  const [first] = checked.misfits;
  return refuse(
    exits.io,
    registerBroken(file, first === undefined ? "" : `${first.path} ${first.what}`.trim()),
    {
      file,
    },
  );
}

const digestOf = (pilot: Omit<Pilot, "sha256">): string => sha256(canonical(pilot));

/** undefined: it is not JSON */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The register of the candidate that is named, or of the only one there is. */
export async function theRegister(registers: Registers, candidate: string | undefined): Promise<Pilot> {
  const { folder } = registers;
  const names = (await readdir(folder).catch((): string[] => []))
    .flatMap((name) => (name.endsWith(".json") ? [name.slice(0, -".json".length)] : []))
    .sort();
  if (candidate === undefined && names.length > 1) refuse(exits.usage, manyRegisters(names));
  const name = candidate === undefined ? names[0] : names.find((one) => one === candidate);
  const pilot = name === undefined ? null : await readRegister(registers, name);
  return pilot ?? refuse(exits.usage, noRegister(folder, candidate));
}

/**
 * Writes the register and the list of its leads, the list first: a process killed between them leaves a list that the
 * next one writes again.
 * @param before as it was read; another process may have drawn since
 * @throws LeadlineError exit 4 where it did, or the folder cannot be written to
 */
export async function writeRegister(
  registers: Registers,
  pilot: Pilot,
  before: Pilot | null,
): Promise<string> {
  const { folder, fileOf } = registers;
  const list = join(folder, `${pilot.candidate}.csv`);
  const file = fileOf(pilot.candidate);
  await makeFolder(folder);
  await locked(folder, async () => {
    const now = await readRegister(registers, pilot.candidate);
    if (JSON.stringify(now) !== JSON.stringify(before)) refuse(exits.io, pilotBusy(file), { file });
    try {
      await clearStaging(folder);
      const rows = pilot.waves.flatMap(({ asOf, leads }) =>
        leads.map(({ lead, arm, qualified }) => [lead, arm, qualified, asOf]),
      );
      await writeWhole(list, csvOf([["lead_id", "arm", "qualified", "drawn"], ...rows]));
      const { sha256: _, ...registered } = pilot;
      const sealed = { ...registered, sha256: digestOf(registered) };
      await writeWhole(file, `${JSON.stringify(sealed, null, 1)}\n`);
    } catch (error) {
      refuseWriting(folder, error);
    }
  });
  return list;
}
