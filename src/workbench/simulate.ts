import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { exits, refuse } from "../base/errors.ts";
import { badLeadCount } from "../base/messages/workbench.ts";
import { step, type Watch } from "../base/progress.ts";
import { simulatedFiles } from "../simulate/files.ts";
import type { SimulateOptions } from "../simulate/leads.ts";
import { isAbandoned, makeFolder, ownMark, refuseWriting, unfinished } from "./folder/whole.ts";

export interface SimulateToOptions extends SimulateOptions {
  readonly out: string;
  readonly watch?: Watch;
}

export interface SimulatedStudy {
  readonly folder: string;
  readonly leads: number;
  readonly files: readonly string[];
}

/** Some 1 GB of files; ids have seven digits. */
const mostLeads = 10_000_000;

/**
 * Writes a simulated study to a folder, in bounded memory. Files of the same names are replaced, all of them when the
 * last is whole: what stops on the way leaves the folder's files as they were.
 *
 * @throws LeadlineError exit 2 (a number of leads that cannot be), 4 (a file), and what the signal's abort throws
 */
export async function simulateTo(options: SimulateToOptions): Promise<SimulatedStudy> {
  if (!Number.isInteger(options.leads) || options.leads < 1 || options.leads > mostLeads)
    refuse(exits.usage, badLeadCount(options.leads));
  const end = `${unfinished}${ownMark()}`;
  const streams = new Map<string, WriteStream>();
  const pending = new Map<string, string>();
  const beside = (file: string): string => join(options.out, `${file}${end}`);
  const flush = async (file: string): Promise<void> => {
    const stream = streams.get(file) ?? createWriteStream(beside(file));
    streams.set(file, stream);
    if (!stream.write(pending.get(file) ?? "")) await once(stream, "drain");
    pending.set(file, "");
  };
  await makeFolder(options.out);
  try {
    let made = 0;
    for (const { file, text } of simulatedFiles(options)) {
      const all = (pending.get(file) ?? "") + text;
      pending.set(file, all);
      if (file === "leads.csv" && ++made % 1000 === 0)
        step(options.watch ?? {}, "simulate", made, options.leads);
      if (all.length > 1 << 16) await flush(file);
    }
    for (const file of pending.keys()) await flush(file);
    await Promise.all([...streams.values()].map((stream) => finished(stream.end())));
    options.watch?.signal?.throwIfAborted();
    for (const file of streams.keys()) await rename(beside(file), join(options.out, file));
  } catch (error) {
    for (const stream of streams.values()) stream.destroy();
    refuseWriting(options.out, error);
  } finally {
    for (const file of streams.keys()) await rm(beside(file), { force: true }).catch(() => undefined);
    await clearUnfinished(options.out);
  }
  return { folder: options.out, leads: options.leads, files: [...streams.keys()] };
}

/** What a killed process was writing here. */
async function clearUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, mark] = name.split(unfinished);
    if (mark !== undefined && (await isAbandoned(join(folder, name), mark)))
      await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}
