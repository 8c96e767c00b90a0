import { link, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { exits, refuse } from "../../base/errors.ts";
import { ledgerBusy } from "../../base/messages/ship/publish.ts";
import { alive, codeOf, place, refuseWriting, remove, staged } from "../folder/whole.ts";

const NAME = ".lock";
/**
 * A lock is held for milliseconds. One from another machine that is older than this, in milliseconds, was left by a
 * killed process.
 */
const abandoned = 60_000;
/** How long to wait for another process, in milliseconds. */
const patience = 10_000;

let taken = 0;

/**
 * Runs `work` while no other process does the same for this folder. The lock is a file that names its process; the lock
 * of a killed process is taken over.
 * @throws LeadlineError exit 4 where the folder cannot be written to, or another process keeps the lock
 */
export async function locked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const file = join(folder, NAME);
  const until = Date.now() + patience;
  for (;;) {
    if (await take(file, folder)) break;
    if (await isAbandoned(file)) {
      // moved under a name of our own first, so that of two processes that find it abandoned only one removes it
      const mine = `${file}-${process.pid}-${++taken}`;
      await rename(file, mine).then(
        () => remove(mine),
        () => undefined,
      );
      continue;
    }
    if (Date.now() > until) refuse(exits.io, ledgerBusy(file));
    await wait(20);
  }
  try {
    return await work();
  } finally {
    await remove(file);
  }
}

/**
 * Takes the lock: the file appears with its process's name in it, or not at all, since it is written next to its place
 * and then linked.
 */
async function take(file: string, folder: string): Promise<boolean> {
  try {
    return await staged(folder, async (staging) => {
      await writeFile(staging, `${place} ${process.pid}`);
      return await link(staging, file).then(
        () => true,
        (error) => {
          if (codeOf(error) === "EEXIST") return false;
          throw error;
        },
      );
    });
  } catch (error) {
    return refuseWriting(folder, error);
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  try {
    const [where, pid] = (await readFile(file, "utf8")).split(" ");
    if (where === place && pid !== undefined) return Number(pid) !== process.pid && !alive(Number(pid));
    return Date.now() - (await stat(file)).mtimeMs > abandoned;
  } catch {
    return false;
  }
}
