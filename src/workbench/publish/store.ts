import { open, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { exits, LeadlineError, refuse } from "../../base/errors.ts";
import { archiveGone, ledgerBroken } from "../../base/messages/ship/publish.ts";
import { type Entry, type Ledger, type Live, lineOf, liveOf, readLedger } from "../../publish/ledger.ts";
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
 * Adds the entry that `decide` makes from the ledger. One process at a time.
 * @throws LeadlineError exit 4 where the folder cannot be written to
 */
export async function addEntry(
  folder: string,
  decide: (ledger: Ledger) => Promise<Addition>,
): Promise<Entry> {
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
      await settle(folder, liveOf([...ledger.entries, entry]));
    } catch (error) {
      refuseWriting(folder, error);
    }
    return entry;
  });
}

/**
 * The ledger, once `live/` agrees with it: repairs `live/` after a process was killed between its entry and the copies.
 * `unsettled`: why `live/` does not agree and cannot be repaired; null: it agrees.
 */
export async function settleStore(
  folder: string,
): Promise<{ readonly ledger: Ledger; readonly unsettled: string | null }> {
  const ledger = await readStore(folder);
  if (await isSettled(folder, liveOf(ledger.entries))) return { ledger, unsettled: null };
  try {
    return await locked(folder, async () => {
      // what another process added while this one waited for it
      const now = await readStore(folder);
      await settle(folder, liveOf(now.entries)).catch((error) => refuseWriting(folder, error));
      return { ledger: now, unsettled: null };
    });
  } catch (error) {
    const cannotWrite =
      error instanceof LeadlineError && error.faults.find(({ code }) => code === "cannot-write");
    if (!cannotWrite) throw error;
    return { ledger, unsettled: cannotWrite.what };
  }
}

/** Cuts off a partial line that a killed process left, adds the new one, and waits until it is on the disk. */
async function append(file: string, line: string, whole: number): Promise<void> {
  if (whole > 0) {
    const bytes = Buffer.byteLength((await readFile(file, "utf8")).slice(0, whole));
    await truncate(file, bytes);
  } else await remove(file);
  const handle = await open(file, "a");
  try {
    await handle.appendFile(line);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const archiveOf = (folder: string, { name, version, sha256 }: Entry["weights"]): string =>
  join(folder, "weights", `${encodeURIComponent(name)}-${version}-${sha256.slice(0, 12)}.json`);

export const liveFile = (folder: string, to: string, role: Entry["role"]): string =>
  join(folder, "live", role === "champion" ? `${to}.json` : `${to}.challenger.json`);

/** The text of weights that the ledger names. */
export const readArchive = async (folder: string, weights: Entry["weights"]): Promise<string> => {
  const file = archiveOf(folder, weights);
  return await readFile(file, "utf8").catch(() => refuse(exits.io, archiveGone(file)));
};

async function settle(folder: string, places: ReadonlyMap<string, Live>): Promise<void> {
  await makeFolder(join(folder, "live"));
  await clearStaging(join(folder, "live"));
  for await (const { file, text } of amiss(folder, places))
    if (text === null) await remove(file);
    else await writeWhole(file, text);
}

async function isSettled(folder: string, places: ReadonlyMap<string, Live>): Promise<boolean> {
  for await (const _ of amiss(folder, places)) return false;
  return true;
}

/** The files of `live/` that are not what they should be, and what they should hold; null: they should not be there. */
async function* amiss(
  folder: string,
  places: ReadonlyMap<string, Live>,
): AsyncGenerator<{ readonly file: string; readonly text: string | null }> {
  for (const [to, live] of places)
    for (const role of ["champion", "challenger"] as const) {
      const file = liveFile(folder, to, role);
      const entry = live[role];
      const text = entry === null ? null : await readArchive(folder, entry.weights);
      if ((await readFile(file, "utf8").catch(() => null)) !== text) yield { file, text };
    }
}
