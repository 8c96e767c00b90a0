import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Exit, exits, type Fault, LeadlineError } from "../base/errors.ts";
import type { Watch } from "../base/progress.ts";
import { type Engine, openEngine } from "./engine.ts";
import type { Feed, Opened } from "./feed.ts";

/** A table that is open in an engine. */
export type Table = Opened & {
  readonly name: string;
  /** names of its columns, by position */
  readonly names: readonly string[];
};

/**
 * Opens one table of a feed in an engine of its own, for as long as `work` takes.
 *
 * @param file what names the table: a path, the name of a table in memory
 * @throws LeadlineError exit 4 where there is no such table, 3 where it cannot be read whole
 */
export async function withTable<T>(
  feed: Feed,
  file: string,
  watch: Watch,
  work: (engine: Engine, table: Table) => Promise<T>,
): Promise<T> {
  const {
    tables: [found],
    faults,
  } = await feed.find(file, {});
  const [worst] = faults;
  refuse(
    worst?.exit ?? exits.io,
    faults.map((of) => of.fault),
  );
  if (found === undefined) throw new RangeError(`${file} is neither a table nor a fault`);
  const checked = await found.check(watch);
  refuse(exits.data, checked.faults);
  const scratch = await mkdtemp(join(tmpdir(), "leadline-"));
  const engine = await openEngine(checked.bytes ?? Number.POSITIVE_INFINITY, watch);
  try {
    const opened = await checked.open(engine, join(scratch, "0"), watch);
    const warnings = [...checked.faults, ...opened.warnings];
    return await work(engine, { ...opened, warnings, name: found.name, names: found.names });
  } finally {
    engine.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

function refuse(exit: Exit, faults: readonly Fault[]): void {
  const errors = faults.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new LeadlineError(exit, errors);
}
