import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { exits, refuse } from "../base/errors.ts";
import { badLeadCount } from "../base/messages/workbench.ts";
import { report, type Watch } from "../base/progress.ts";
import { simulatedFiles } from "../simulate/files.ts";
import type { SimulateOptions } from "../simulate/leads.ts";
import { clearStaging, makeFolder, refuseWriting, staged } from "./folder/whole.ts";

export interface SimulateToOptions extends SimulateOptions {
  readonly out: string;
  readonly watch?: Watch;
}

export interface SimulatedStudy {
  readonly folder: string;
  readonly leads: number;
  readonly files: readonly string[];
}

/** The most leads that are made: about 7 GB of files. */
const mostLeads = 10_000_000;

/**
 * Writes a simulated study to a folder, in bounded memory. Files with the same names are replaced, all at once at the
 * end, so that a stop on the way changes nothing.
 */
export async function simulateTo(options: SimulateToOptions): Promise<SimulatedStudy> {
  const { leads, out } = options;
  if (!Number.isInteger(leads) || leads < 1 || leads > mostLeads)
    refuse(exits.usage, badLeadCount(leads, mostLeads));
  await makeFolder(out);
  try {
    await clearStaging(out);
    return await staged(out, async (staging) => {
      await mkdir(staging);
      const files = await written(options, staging);
      // the study last, so that it never names files that do not exist yet
      for (const file of [...files].sort((a, b) => Number(a === "study.yaml") - Number(b === "study.yaml")))
        await rename(join(staging, file), join(out, file));
      return { folder: out, leads, files };
    });
  } catch (error) {
    return refuseWriting(out, error);
  }
}

async function written(options: SimulateToOptions, folder: string): Promise<readonly string[]> {
  const streams = new Map<string, WriteStream>();
  const pending = new Map<string, string>();
  const flush = async (file: string): Promise<void> => {
    const stream = streams.get(file) ?? createWriteStream(join(folder, file));
    streams.set(file, stream);
    if (!stream.write(pending.get(file) ?? "")) await once(stream, "drain");
    pending.set(file, "");
  };
  try {
    let made = 0;
    for (const { file, text } of simulatedFiles(options)) {
      const all = (pending.get(file) ?? "") + text;
      pending.set(file, all);
      if (file === "leads.csv" && ++made % 1000 === 0)
        report(options.watch ?? {}, "simulate", made, options.leads);
      if (all.length > 1 << 16) await flush(file);
    }
    for (const file of pending.keys()) await flush(file);
    await Promise.all([...streams.values()].map((stream) => finished(stream.end())));
  } catch (error) {
    for (const stream of streams.values()) stream.destroy();
    throw error;
  }
  return [...streams.keys()];
}
