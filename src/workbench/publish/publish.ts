import { basename, dirname, resolve } from "node:path";
import { type Exit, exits, type Fault, fault, LeadlineError, refuse, warning } from "../../base/errors.ts";
import { noVariable } from "../../base/messages/data/database.ts";
import {
  alreadyLive,
  badPlace,
  gateShut,
  goldenRowsAgree,
  ledgerTorn,
  liveBehind,
  nobodyNamed,
  noOverruleReason,
  noReason,
  nothingBefore,
  nothingLive,
  tableBehind,
  unknownGate,
} from "../../base/messages/ship/publish.ts";
import { gatesOf } from "../../publish/gates.ts";
import { type Entry, type Gate, type Ledger, type Live, liveOf, type Role } from "../../publish/ledger.ts";
import type { Result } from "../../result/type.ts";
import { readWeights } from "../../weights/read.ts";
import type { Weights } from "../../weights/type.ts";
import { diffWeights } from "../../weights/words/diff.ts";
import { openRun } from "../folder/folder.ts";
import { changeSides, type Sides } from "../score/sides.ts";
import { readWeightsFile } from "../weights-file.ts";
import { addEntry, liveFile, readArchive, readStore, settleStore } from "./store.ts";
import { keepTable } from "./table.ts";

/** Who does it, when and why, stated by the caller, which has the clock. */
interface Asked {
  /** folder of the ledger: `published` beside `reports` */
  readonly folder: string;
  /** where weights are live, such as `production` */
  readonly to: string;
  readonly by: string;
  readonly because: string;
  readonly now: Date;
  /** environment variable with the address of a PostgreSQL in which a table is kept too; default: none */
  readonly database?: string | null;
}

export interface PublishOptions extends Asked {
  /** path of weights/<model>.json in a run folder */
  readonly weights: string;
  readonly role?: Role;
  /** gates that may stay closed, each with the reason */
  readonly overrule?: ReadonlyMap<string, string>;
}

export interface Published {
  readonly entry: Entry;
  /** path from which production can fetch the live weights */
  readonly file: string;
  /** what changed from the weights that were live before, in words; empty where there were none */
  readonly changes: readonly string[];
  /** where the entry is in the ledger but its table could not be written, or takes the place of a line that was cut off */
  readonly warnings: readonly Fault[];
}

/**
 * Makes weights live at a place, if their gates are passed or overruled.
 * @throws LeadlineError exit 1 with each gate that is not passed; exit 2 for weights that cannot be trusted; exit 4
 */
export async function publish(options: PublishOptions): Promise<Published> {
  const { folder, to, role = "champion", overrule = new Map<string, string>() } = options;
  refuseUnsaid("publish", options);
  const { text, weights } = await readWeightsFile(options.weights);
  const result = await resultBeside(options.weights);
  const gates = overruled(
    [{ gate: "parity", passed: true, said: parity(weights) }, ...gatesOf(weights, result)],
    overrule,
  );
  let told: Changes = { changes: [], warnings: [] };
  const { entry, amiss } = await addEntry(folder, async (ledger) => {
    const live = liveOf(ledger.entries).get(to);
    if (live?.[role]?.weights.sha256 === weights.sha256) refuse(exits.usage, alreadyLive(to, role));
    const before = live?.champion ?? null;
    told =
      before === null
        ? { changes: [], warnings: tornLine(ledger) }
        : await changesFrom(folder, ledger, before, weights);
    return {
      entry: {
        at: stamp(options.now),
        action: "publish",
        to,
        role,
        weights: { name: weights.name, version: weights.version, sha256: weights.sha256 },
        run: result?.run ?? null,
        by: options.by.trim(),
        because: options.because.trim(),
        gates,
      },
      text,
    };
  });
  return published(options, entry, told, amiss);
}

/**
 * Withdraws the live weights. Those published before them become live again; a challenger is simply withdrawn.
 * @throws LeadlineError exit 2 where nothing is live there, or nothing was before
 */
export async function revert(options: Asked & { readonly role?: Role }): Promise<Published> {
  const { folder, to, role = "champion" } = options;
  refuseUnsaid("revert", options);
  // nothing is made where there is nothing to take back
  liveAt(await readStore(folder), to, role);
  let told: Changes = { changes: [], warnings: [] };
  const { entry, amiss } = await addEntry(folder, async (ledger) => {
    const { live, now } = liveAt(ledger, to, role);
    const back = role === "challenger" ? now : live.before.at(-1);
    if (back === null || back === undefined) refuse(exits.usage, nothingBefore(to));
    const weights = readWeights(await readArchive(folder, back.weights));
    told = await changesFrom(folder, ledger, now, weights);
    return {
      entry: {
        at: stamp(options.now),
        action: "revert",
        to,
        role,
        weights: back.weights,
        run: back.run,
        by: options.by.trim(),
        because: options.because.trim(),
        gates: [],
      },
      text: null,
    };
  });
  return published(options, entry, told, amiss);
}

interface Changes {
  readonly changes: readonly string[];
  readonly warnings: readonly Fault[];
}

/**
 * What changes from the weights of an entry, in words. That they are not kept any more is told, and holds nothing up:
 * it is they that go.
 */
async function changesFrom(folder: string, ledger: Ledger, from: Entry, now: Weights): Promise<Changes> {
  const torn = tornLine(ledger);
  try {
    return { changes: wordsOf(readWeights(await readArchive(folder, from.weights)), now), warnings: torn };
  } catch (error) {
    return { changes: [], warnings: [...torn, ...warned(error)] };
  }
}

const tornLine = ({ torn }: Ledger): readonly Fault[] => (torn ? [warning(ledgerTorn())] : []);

async function published(
  options: Asked & { readonly role?: Role },
  entry: Entry,
  { changes, warnings }: Changes,
  amiss: readonly Fault[],
): Promise<Published> {
  // of another place, or of a challenger beside
  const kept = amiss.map(asWarning);
  const known = new Set(warnings.map(({ what }) => what));
  return {
    entry,
    file: liveFile(options.folder, entry.to, entry.role),
    changes,
    warnings: [...warnings, ...kept.filter(({ what }) => !known.has(what)), ...(await tabled(options))],
  };
}

function warned(error: unknown): readonly Fault[] {
  if (!(error instanceof LeadlineError)) throw error;
  return error.faults.map(asWarning);
}

const asWarning = ({ code, what, mend }: Fault): Fault => warning({ code, what, mend });

/** Updates the ledger's table too, where there is one; the ledger counts whether or not the table can be written. */
async function tabled({ folder, database = null }: Asked): Promise<readonly Fault[]> {
  if (database === null) return [];
  try {
    await keepTable(database, await readStore(folder));
    return [];
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    return error.faults.map(({ what }) => warning(tableBehind(what)));
  }
}

export interface Status {
  readonly to: string;
  readonly champion: Entry | null;
  readonly challenger: Entry | null;
  /** path from which production can fetch the live weights; null where there are none */
  readonly file: string | null;
}

/**
 * What is live where, and the whole ledger. Files that a killed process left, and the ledger's table, are repaired
 * first. A folder that cannot be written to is read all the same.
 * @param database environment variable with the address of a PostgreSQL; default: there is no table
 */
export async function status(
  folder: string,
  database: string | null = null,
): Promise<{
  readonly live: readonly Status[];
  readonly entries: readonly Entry[];
  /** number of entries that its table in the database lacked */
  readonly added: number;
  /** why the table could not be compared with the ledger, which answers all the same; null: it could, or there is none */
  readonly table: LeadlineError | null;
  readonly warnings: readonly Fault[];
  /** weights that are live, and are not kept as they were published; their copies in live/ were left alone */
  readonly amiss: readonly Fault[];
}> {
  const { ledger, unsettled, amiss } = await settleStore(folder);
  const { entries } = ledger;
  const { added, table } = await addedTo(database, ledger);
  const live = [...liveOf(entries)].map(([to, { champion, challenger }]) => ({
    to,
    champion,
    challenger,
    file: champion === null ? null : liveFile(folder, to, "champion"),
  }));
  return {
    live,
    entries,
    added,
    table,
    warnings: [...tornLine(ledger), ...(unsettled === null ? [] : [warning(liveBehind(unsettled))])],
    amiss,
  };
}

/** Adds to the table what it lacks; a database that fails is told, and hides nothing of what the ledger says. */
async function addedTo(
  database: string | null,
  ledger: Ledger,
): Promise<{ readonly added: number; readonly table: LeadlineError | null }> {
  try {
    return { added: database === null ? 0 : await keepTable(database, ledger), table: null };
  } catch (error) {
    if (!(error instanceof LeadlineError) || error.exit === exits.usage) throw error;
    return { added: 0, table: error };
  }
}

/**
 * What changed between two files of weights, in words, the largest change first, and which leads change sides.
 * @param study a study file, whose leads of the last quarter are scored by both; default: none are scored
 */
export async function diff(
  a: string,
  b: string,
  study: string | null = null,
): Promise<{ readonly changes: readonly string[]; readonly sides: Sides | null }> {
  const [old, now] = [await readWeightsFile(a), await readWeightsFile(b)];
  return {
    changes: wordsOf(old.weights, now.weights),
    sides: study === null ? null : await changeSides(study, old.weights, now.weights),
  };
}

const wordsOf = (a: Weights, b: Weights): readonly string[] => diffWeights(a, b).map(({ said }) => said);

const stamp = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`;

/** What is live at a place, and which of it has a role there. */
function liveAt(ledger: Ledger, to: string, role: Role): { readonly live: Live; readonly now: Entry } {
  const places = liveOf(ledger.entries);
  const live = places.get(to);
  const now = live?.[role] ?? null;
  if (live !== undefined && now !== null) return { live, now };
  const others = [...places].flatMap(([name, of]) => (of[role] === null ? [] : [name]));
  return refuse(exits.usage, nothingLive(to, role, others));
}

function refuseUnsaid(command: string, { because, by, to, database = null }: Asked): void {
  if (database !== null && (process.env[database] ?? "") === "")
    refuse(exits.usage, noVariable(database, "--database"));
  if (because.trim() === "") refuse(exits.usage, noReason(command));
  if (by.trim() === "") refuse(exits.usage, nobodyNamed());
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(to)) refuse(exits.usage, badPlace(to));
}

/**
 * The result of the run that made the weights; null where they are not in its folder, or something there was changed.
 */
async function resultBeside(written: string): Promise<Result | null> {
  // from within a run folder its own name is not in the path
  const path = resolve(written);
  const run = dirname(dirname(path));
  const opened = await openRun(run);
  const file = `${basename(dirname(path))}/${basename(path)}`;
  return opened.state === "usable" && !opened.added.includes(file) ? opened.result : null;
}

/** Whether golden rows agree: reading the weights has scored every one already, and refuses a difference. */
const parity = (weights: Weights): string => goldenRowsAgree(weights.golden.length);

function overruled(
  asked: readonly Omit<Gate, "overruled">[],
  overrule: ReadonlyMap<string, string>,
): readonly Gate[] {
  const names = asked.map(({ gate }) => gate);
  for (const [name, why] of overrule) {
    if (!names.some((gate) => gate === name)) refuse(exits.usage, unknownGate(name, names));
    if (why.trim() === "") refuse(exits.usage, noOverruleReason(name));
  }
  const shut = asked.filter(({ gate, passed }) => !passed && !overrule.has(gate));
  if (shut.length > 0) {
    const exit: Exit = exits.finding;
    throw new LeadlineError(
      exit,
      shut.map(({ gate, said }) => fault(gateShut(gate, said))),
    );
  }
  return asked.map((gate) => ({
    ...gate,
    overruled: gate.passed ? null : (overrule.get(gate.gate)?.trim() ?? null),
  }));
}
