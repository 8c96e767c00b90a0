import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import type { JudgeOptions } from "../backtest/decide/study.ts";
import { defined } from "../base/defined.ts";
import { type Fault, warning } from "../base/errors.ts";
import { filesAdded, runDamaged, runForeign } from "../base/messages/workbench.ts";
import { type Watch, yieldNow } from "../base/progress.ts";
import { DAY, dayOf, isoDate, parseDay } from "../base/time.ts";
import { version } from "../base/version.ts";
import { hireDrawer } from "../report/charts/drawer.ts";
import { beginReport } from "../report/render.ts";
import type { PilotTaken, Result } from "../result/type.ts";
import { crmAbilities } from "../weights/crm/abilities.ts";
import { warningsOf } from "./facts.ts";
import {
  candidatesOf,
  copiesIn,
  logCandidates,
  logDigest,
  othersTried,
  readCandidates,
  type Try,
  withFirstSeen,
} from "./folder/candidates.ts";
import { codeDigest } from "./folder/code.ts";
import { filesOf } from "./folder/files.ts";
import {
  openRun,
  previousRun,
  type RunFiles,
  readResult,
  runHash,
  sha256,
  writeRun,
} from "./folder/folder.ts";
import { REJECTS, rejectsCsv } from "./folder/rejects.ts";
import { weightsBefore } from "./folder/versions.ts";
import { makeFolder, refuseWriting, writeWhole } from "./folder/whole.ts";
import { type Kept, keptIn } from "./kept/kept.ts";
import type { Loaded } from "./loaded.ts";
import { pilotsBeside } from "./pilot/register.ts";
import { pilotsTaken } from "./pilot/taken.ts";
import {
  conclude,
  explore,
  fit,
  judge,
  keepFacts,
  keeping,
  load,
  measureCrm,
  warningsIn,
} from "./pipeline.ts";
import { openStudy } from "./study-file.ts";

export interface RunOptions {
  /** path of the study file */
  readonly study: string;
  /** folder for run folders; default `reports` in the current folder */
  readonly out?: string;
  /** folder of the registers of pilots; default `pilots` beside `out` */
  readonly pilots?: string;
  /** replaces the study's seed */
  readonly seed?: number;
  readonly threads?: number;
  /** false: no cache is read or written. The run's bytes are the same */
  readonly cache?: boolean;
  /** leads in one chunk of the replay; for tests */
  readonly chunkLeads?: number;
  readonly watch?: Watch;
  /** for log.jsonl only */
  readonly clock?: () => Date;
}

export interface RunOutcome {
  readonly result: Result;
  /** the run folder, and how to show its path here */
  readonly folder: string;
  readonly shown: string;
  /** whether the run existed already, with the files that its manifest lists */
  readonly reused: boolean;
  readonly warnings: readonly Fault[];
}

/**
 * The whole of a study:
 *
 *   study.yaml ─► load ─────────► fit ──────► judge ─────────► result ─► files ─► run folder
 *                 history,        every       replay at        one       report,   whole or
 *                 labels,         fold's      capacity,        JSON      weights,  absent
 *                 features        models      verdict          value     SQL
 *
 * The same study, data, version and code, seed, as-of date, previous run, log of candidates and finished pilots give the same run, byte for
 * byte, whatever the order of the rows and the number of threads. A run that exists is verified and used again.
 *
 * @throws LeadlineError exit 2 (study file), 3 (the data cannot answer), 4 (a file), and what the signal's abort throws
 */
export async function run(options: RunOptions): Promise<RunOutcome> {
  const watch = options.watch ?? {};
  const clock = options.clock ?? (() => new Date());
  const started = clock();
  const { study, folder } = await openStudy(options.study, options.seed);
  const out = options.out ?? "reports";
  const kept = keptIn(options.cache === false ? null : join(out, CACHE));
  const loaded = await load(study, folder, watch, options.cache === false ? null : keeping(kept, "data"));

  const place = await placeOfRun(loaded, out, options.pilots);
  const found = await openRun(place.folder);
  const rejects = rejectsCsv(loaded.history.audit);
  if (found.state === "usable") {
    // the same rows may be on other lines by now
    if (rejects !== null) await renewed(join(place.folder, REJECTS), rejects);
    return {
      result: found.result,
      folder: place.folder,
      shown: place.shown,
      reused: true,
      warnings: [
        ...warningsOf(found.result),
        ...(found.added.length > 0 ? [warning(filesAdded(place.shown, found.added))] : []),
      ],
    };
  }
  await makeFolder(join(out, study.study));

  const threads = options.threads ?? 1;
  const { result, files, warnings } = await filesOfRun(loaded, place, {
    run: place.run,
    studyFolder: join(out, study.study),
    seeded: options.seed !== undefined,
    threads,
    watch,
    kept,
    ...defined({ chunkLeads: options.chunkLeads }),
  });
  await yieldNow(watch);
  await logCandidates(out, study.lineage, place.own);
  const log = {
    started: started.toISOString(),
    finished: clock().toISOString(),
    study: options.study,
    threads,
    // how much was computed, and how much was in the cache
    work: kept.counts,
  };
  await kept.trim();
  await writeRun(
    place.folder,
    { leadline: version, run: place.run, study: study.study, inputs: place.inputs },
    files,
    `${JSON.stringify(log)}\n`,
    rejects,
  );
  // about what was in the run's place, not about the run: its bytes do not depend on it
  const replaced =
    found.state === "damaged"
      ? [warning(runDamaged(place.shown, found.file))]
      : found.state === "foreign"
        ? [warning(runForeign(place.shown, found.file))]
        : [];
  return {
    result,
    folder: place.folder,
    shown: place.shown,
    reused: false,
    warnings: [...replaced, ...warnings],
  };
}

/** Writes a file whose text is another by now; a folder that cannot be written to is no fault where it is the same. */
async function renewed(file: string, text: string): Promise<void> {
  if ((await readFile(file, "utf8").catch(() => null)) === text) return;
  await writeWhole(file, text).catch((error) => refuseWriting(dirname(file), error));
}

/** The cache, beside the runs; it may be deleted at any time. */
const CACHE = ".cache";

interface Making {
  readonly run: string;
  /** folder of the study's runs, in which the one before is found */
  readonly studyFolder: string;
  readonly seeded: boolean;
  readonly threads: number;
  readonly watch: Watch;
  readonly chunkLeads?: number;
  /** cache of fits; default: none */
  readonly kept?: Kept;
}

/** Every file of a run, made from its data and its other inputs; nothing is written. */
export async function filesOfRun(
  loaded: Loaded,
  { log, candidatesTried, previous }: RestsOn,
  { run, studyFolder, seeded, threads, watch, chunkLeads, kept = keptIn(null) }: Making,
): Promise<{ readonly result: Result; readonly files: RunFiles; readonly warnings: readonly Fault[] }> {
  const { study } = loaded;
  const keep = keeping(kept, "walk");
  const how = { watch, threads, keep, ...defined({ chunkLeads }) };
  const fitted = await fit(loaded, { watch, threads, kept });
  await keepFacts(fitted, kept);
  const judged = await judge(fitted, {}, { ...log, ...how });
  // what models lose in CRMs is reported beside the CRMs' files, and needs a replay: without such files it is not
  // computed
  const toCrm = study.exports?.some((name) => Object.hasOwn(crmAbilities, name)) ?? true;
  const crm = toCrm ? await measureCrm(judged, how) : {};
  const before = await weightsBefore(studyFolder, previous, [...study.models.keys()]);
  const lastReview = previous === null ? null : await readResult(join(studyFolder, previous));
  const result = conclude(judged, { run, candidatesTried, seeded, before: before.weights, lastReview }, crm);
  watch.progress?.("report", 0, 1);
  await yieldNow(watch);
  const drawer = threads > 1 ? hireDrawer() : null;
  try {
    if (drawer !== null) beginReport(result, drawer.draw);
    const explored = await explore(judged, run, how, keeping(kept, "grid"));
    const files = await filesOf(result, study, explored, drawer?.draw);
    return { result, files, warnings: [...before.warnings, ...warningsIn(judged)] };
  } finally {
    await drawer?.close();
  }
}

/** What a run depends on beside its study and data: the run before it, and what was tried before. */
export interface RestsOn {
  readonly previous: string | null;
  readonly log: Pick<JudgeOptions, "firstSeen" | "copies" | "others" | "pilots">;
  readonly candidatesTried: number;
}

export function restsOn(
  { study }: Loaded,
  tries: readonly Try[],
  {
    asOf,
    previous,
    pilots = [],
  }: {
    readonly asOf: string;
    readonly previous: string | null;
    readonly pilots?: readonly PilotTaken[];
  },
): RestsOn {
  const own = candidatesOf(study, asOf);
  return {
    previous,
    log: {
      firstSeen: new Map(withFirstSeen(own, tries).map((c) => [c.name, startOf(c.firstSeen)])),
      copies: copiesIn(own),
      others: othersTried(tries, own).map(secondsOf),
      pilots,
    },
    candidatesTried: new Set([...tries, ...own].map((c) => c.digest)).size,
  };
}

/** What every run depends on: the study, its data, and the code. */
export const restingOn = ({ study, history }: Pick<Loaded, "study" | "history">) => ({
  study: sha256(study.text),
  data: history.audit.digest,
  version,
  code: codeDigest(),
  seed: study.seed,
  asOf: isoDate(dayOf(study.asOf)),
});

/** Days of other tries as seconds: the last try counts to the end of its day, as an as_of includes the whole day. */
export const secondsOf = ({
  firstSeen,
  lastSeen,
}: {
  readonly firstSeen: string;
  readonly lastSeen: string;
}) => ({
  firstSeen: startOf(firstSeen),
  lastSeen: startOf(lastSeen) + DAY - 1,
});

/** The place of a run: its name is the hash of everything that it depends on. */
export async function placeOfRun(loaded: Loaded, out: string, pilots = pilotsBeside(out)) {
  const { study } = loaded;
  const asOf = isoDate(dayOf(study.asOf));
  const own = candidatesOf(study, asOf);
  const log = await readCandidates(out, study.lineage);
  const studyFolder = join(out, study.study);
  const taken = await pilotsTaken(loaded, own, pilots);
  const inputs = {
    ...restingOn(loaded),
    previous: await previousRun(studyFolder, asOf),
    candidates: logDigest(log, own, asOf),
    // absent without one, so that runs keep their names
    ...(taken.length === 0 ? {} : { pilots: taken }),
  };
  const run = `${asOf}-${runHash(inputs)}`;
  const folder = join(studyFolder, run);
  const near = relative(process.cwd(), folder);
  return {
    ...restsOn(loaded, log, inputs),
    run,
    folder,
    // a path outside the current folder is plainer from the root
    shown: near === "" || near.startsWith("..") ? resolve(folder) : near,
    inputs,
    own,
  };
}

/** The first second of a day `2026-10-01`. */
export const startOf = (date: string): number => (parseDay(date) ?? 0) * DAY;
