import { open, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { exits, refuse } from "../../base/errors.ts";
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
async function readStore(folder: string): Promise<Ledger> {
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
    try {
      if (addition.text !== null) {
        await makeFolder(join(folder, "weights"));
        await clearStaging(join(folder, "weights"));
        await writeWhole(archiveOf(folder, entry.weights), addition.text);
      }
      await append(join(folder, LEDGER), lineOf(entry), ledger.whole);
      await settle(folder, liveOf([...ledger.entries, entry]));
    } catch (error) {
      refuseWriting(folder, error);
    }
    return entry;
  });
}

/** Repairs `live/` after a process was killed between its entry and the copies. */
export async function settleStore(folder: string): Promise<Ledger> {
  const ledger = await readStore(folder);
  if (ledger.entries.length > 0) await locked(folder, () => settle(folder, liveOf(ledger.entries)));
  return ledger;
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
  for (const [to, live] of places)
    for (const role of ["champion", "challenger"] as const) {
      const file = liveFile(folder, to, role);
      const entry = live[role];
      if (entry === null) {
        await remove(file);
        continue;
      }
      const text = await readArchive(folder, entry.weights);
      if ((await readFile(file, "utf8").catch(() => null)) !== text) await writeWhole(file, text);
    }
}
