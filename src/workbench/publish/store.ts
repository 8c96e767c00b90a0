import { open, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { exits, type Fault, LeadlineError, refuse } from "../../base/errors.ts";
import { archiveDamaged, archiveGone, entryKept, ledgerBroken } from "../../base/messages/ship/publish.ts";
import { type Entry, type Ledger, type Live, lineOf, liveOf, readLedger } from "../../publish/ledger.ts";
import { digestOfText } from "../../weights/read.ts";
import { clearStaging, codeOf, makeFolder, refuseWriting, remove, writeWhole } from "../folder/whole.ts";
import { locked } from "./lock.ts";

/**
 * The folder of what is live, beside `reports/`:
 *
 * - `ledger.jsonl`: what was published and reverted; the only truth, and only ever added to
 * - `weights/<model>-<version>-<12 digits of sha256>.json`: every file of weights that the ledger names
 * - `live/<place>.json`, `live/<place>.challenger.json`: copies of what the ledger says is live, for production to fetch
 *
 * An entry is written last of what it needs and first of what follows from it: a process killed at any point leaves the
 * ledger as it was or with the whole entry, and the next command puts `live/` right.
 */
const LEDGER = "ledger.jsonl";

/** @throws LeadlineError exit 4 where a line is no entry or was changed later */
export async function readStore(folder: string): Promise<Ledger> {
  const file = join(folder, LEDGER);
  const text = await readFile(file, "utf8").catch((error) =>
    codeOf(error) === "ENOENT" ? "" : refuseWriting(file, error),
  );
  const read = readLedger(text);
  return "line" in read
    ? refuse(exits.io, ledgerBroken(read.line, read.what), { file, line: read.line })
    : read;
}

/** An entry to add. */
export interface Addition {
  readonly entry: Omit<Entry, "previous">;
  /** text of the file of weights; null: it is kept already */
  readonly text: string | null;
}

/**
 * Adds the entry that `decide` makes from the ledger. One process at a time. `amiss`: weights that the ledger names as
 * live, and that are not kept as they were.
 * @throws LeadlineError exit 4 where the folder cannot be written to
 */
export async function addEntry(
  folder: string,
  decide: (ledger: Ledger) => Promise<Addition>,
): Promise<{ readonly entry: Entry; readonly amiss: readonly Fault[] }> {
  await makeFolder(folder);
  return await locked(folder, async () => {
    await clearStaging(folder);
    const ledger = await readStore(folder);
    const addition = await decide(ledger);
    const entry = { ...addition.entry, previous: ledger.head };
    const line = lineOf(entry);
    try {
      if (addition.text !== null) {
        await makeFolder(join(folder, "weights"));
        await clearStaging(join(folder, "weights"));
        await writeWhole(archiveOf(folder, entry.weights), addition.text);
      }
      await append(join(folder, LEDGER), line, ledger.whole);
    } catch (error) {
      refuseWriting(folder, error);
    }
    const settled = await settle(folder, liveOf([...ledger.entries, entry]));
    // the entry holds by now: that nothing was changed would be untrue
    if (settled.unwritten !== null) refuse(exits.io, entryKept(entry.to, settled.unwritten));
    return { entry, amiss: settled.amiss };
  });
}

/**
 * The ledger, once `live/` agrees with it: repairs `live/` after a process was killed between its entry and the copies.
 * `unsettled`: why `live/` does not agree and cannot be repaired; null: it agrees, but for `amiss`: weights that the
 * ledger names as live, and that are not kept as they were.
 */
export async function settleStore(folder: string): Promise<{
  readonly ledger: Ledger;
  readonly unsettled: string | null;
  readonly amiss: readonly Fault[];
}> {
  const ledger = await readStore(folder);
  const first = await copiesOf(folder, liveOf(ledger.entries));
  if (first.stale.length === 0) return { ledger, unsettled: null, amiss: first.amiss };
  try {
    return await locked(folder, async () => {
      // what another process added while this one waited for it
      const now = await readStore(folder);
      const { unwritten, amiss } = await settle(folder, liveOf(now.entries));
      return { ledger: now, unsettled: unwritten, amiss };
    });
  } catch (error) {
    const cannotWrite =
      error instanceof LeadlineError && error.faults.find(({ code }) => code === "cannot-write");
    if (!cannotWrite) throw error;
    return { ledger, unsettled: cannotWrite.what, amiss: first.amiss };
  }
}

/** Cuts off a partial line that a killed process left, adds the new one, and waits until it is on the disk. */
async function append(file: string, line: string, whole: number): Promise<void> {
  let ended = true;
  if (whole > 0) {
    const kept = (await readFile(file, "utf8")).slice(0, whole);
    await truncate(file, Buffer.byteLength(kept));
    ended = kept.endsWith("\n");
  } else await remove(file);
  const handle = await open(file, "a");
  try {
    await handle.appendFile(ended ? line : `\n${line}`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const archiveOf = (folder: string, { name, version, sha256 }: Entry["weights"]): string =>
  join(folder, "weights", `${encodeURIComponent(name)}-${version}-${sha256.slice(0, 12)}.json`);

export const liveFile = (folder: string, to: string, role: Entry["role"]): string =>
  join(folder, "live", role === "champion" ? `${to}.json` : `${to}.challenger.json`);

/**
 * The text of weights that the ledger names.
 * @throws LeadlineError exit 4 where the file is gone, or holds something else by now
 */
export const readArchive = async (folder: string, weights: Entry["weights"]): Promise<string> => {
  const file = archiveOf(folder, weights);
  const text = await readFile(file, "utf8").catch(() => refuse(exits.io, archiveGone(file)));
  return digestOfText(text) === weights.sha256 ? text : refuse(exits.io, archiveDamaged(file));
};

/** Writes what `live/` lacks. `unwritten`: why it could not be written; null: it was. */
async function settle(
  folder: string,
  places: ReadonlyMap<string, Live>,
): Promise<{ readonly unwritten: string | null; readonly amiss: readonly Fault[] }> {
  const { stale, amiss } = await copiesOf(folder, places);
  try {
    await makeFolder(join(folder, "live"));
    await clearStaging(join(folder, "live"));
    for (const { file, text } of stale)
      if (text === null) await remove(file);
      else await writeWhole(file, text).catch((error) => refuseWriting(file, error));
    return { unwritten: null, amiss };
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    return { unwritten: error.faults.map(({ what }) => what).join("; "), amiss };
  }
}

interface Copies {
  /** files of `live/` that are not what they should be, and what they should hold; null: they should not be there */
  readonly stale: readonly { readonly file: string; readonly text: string | null }[];
  /** one for each file of weights that is live and is not kept as it was: its copy is left alone */
  readonly amiss: readonly Fault[];
}

async function copiesOf(folder: string, places: ReadonlyMap<string, Live>): Promise<Copies> {
  const stale: { file: string; text: string | null }[] = [];
  const amiss: Fault[] = [];
  for (const [to, live] of places)
    for (const role of ["champion", "challenger"] as const) {
      const file = liveFile(folder, to, role);
      const entry = live[role];
      const text = entry === null ? null : await readArchive(folder, entry.weights).catch(faultsOf);
      if (text !== null && typeof text !== "string") amiss.push(...text);
      else if ((await readFile(file, "utf8").catch(() => null)) !== text) stale.push({ file, text });
    }
  return { stale, amiss };
}

function faultsOf(error: unknown): readonly Fault[] {
  if (!(error instanceof LeadlineError)) throw error;
  return error.faults;
}
