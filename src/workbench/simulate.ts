import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { exits, refuse } from "../base/errors.ts";
import { badLeadCount, cannotWrite } from "../base/messages/workbench.ts";
import { step, type Watch } from "../base/progress.ts";
import { simulatedFiles } from "../simulate/files.ts";
import type { SimulateOptions } from "../simulate/leads.ts";

export interface SimulateToOptions extends SimulateOptions {
  readonly out: string;
  readonly watch?: Watch;
}

export interface SimulatedStudy {
  readonly folder: string;
  readonly leads: number;
  readonly files: readonly string[];
}

/** Writes a simulated study to a folder, in bounded memory. Files of the same names are overwritten. */
export async function simulateTo(options: SimulateToOptions): Promise<SimulatedStudy> {
  if (!Number.isInteger(options.leads) || options.leads < 1) refuse(exits.usage, badLeadCount(options.leads));
  const streams = new Map<string, WriteStream>();
  const pending = new Map<string, string>();
  const flush = async (file: string): Promise<void> => {
    const stream = streams.get(file) ?? createWriteStream(join(options.out, file));
    streams.set(file, stream);
    if (!stream.write(pending.get(file) ?? "")) await once(stream, "drain");
    pending.set(file, "");
  };
  try {
    await mkdir(options.out, { recursive: true });
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
  } catch (error) {
    for (const stream of streams.values()) stream.destroy();
    if (
      error instanceof Error &&
      "code" in error &&
      typeof error.code === "string" &&
      error.code.startsWith("E")
    )
      refuse(exits.io, cannotWrite(options.out, error.code), { file: options.out });
    throw error;
  }
  return { folder: options.out, leads: options.leads, files: [...streams.keys()] };
}
