import { join, relative, resolve } from "node:path";
import { type Fault, warning } from "../base/errors.ts";
import { filesAdded, runDamaged, runForeign } from "../base/messages/workbench.ts";
import { type Watch, yieldNow } from "../base/progress.ts";
import { DAY, dayOf, isoDate, parseDay } from "../base/time.ts";
import { version } from "../base/version.ts";
import type { Result } from "../result/type.ts";
import { warningsOf } from "./facts.ts";
import {
  candidatesOf,
  copiesIn,
  logCandidates,
  logDigest,
  othersTried,
  readCandidates,
  withFirstSeen,
} from "./folder/candidates.ts";
import { filesOf } from "./folder/files.ts";
import { openRun, previousRun, runHash, sha256, writeRun } from "./folder/folder.ts";
import { REJECTS, rejectsCsv } from "./folder/rejects.ts";
import { weightsBefore } from "./folder/versions.ts";
import { makeFolder, writeWhole } from "./folder/whole.ts";
import { keptIn } from "./kept/kept.ts";
import type { Loaded } from "./loaded.ts";
import { conclude, explore, fit, judge, load, warningsIn } from "./pipeline.ts";
import { openStudy } from "./study-file.ts";

export interface RunOptions {
  /** path of the study file */
  readonly study: string;
  /** where run folders go; default `reports` in the current folder */
  readonly out?: string;
  /** overrides the study's seed */
  readonly seed?: number;
  readonly threads?: number;
  /** false: nothing is kept from run to run, and nothing that was kept is used. The run's bytes are the same */
  readonly cache?: boolean;
  /** leads a step of the replay; for tests */
  readonly chunkLeads?: number;
  readonly watch?: Watch;
  /** for log.jsonl alone */
  readonly clock?: () => Date;
}

export interface RunOutcome {
  readonly result: Result;
  /** the run folder, and how to show it from here */
  readonly folder: string;
  readonly shown: string;
  /** the run existed already, and its files are what its manifest says */
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
 * The same study, data, version, seed, as-of date, previous run and log of candidates give the same run, byte for
 * byte, whatever the order of the rows and the number of threads. A run that exists is verified and used again.
 *
 * @throws LeadlineError exit 2 (study file), 3 (the data cannot answer), 4 (a file), and what the signal's abort throws
 */
export async function run(options: RunOptions): Promise<RunOutcome> {
  const watch = options.watch ?? {};
  const clock = options.clock ?? (() => new Date());
  const started = clock();
  const { study, folder } = await openStudy(options.study, options.seed);
  const loaded = await load(study, folder, watch);

  const out = options.out ?? "reports";
  const place = await placeOfRun(loaded, out);
  const found = await openRun(place.folder);
  const rejects = rejectsCsv(loaded.history.audit);
  if (found.state === "usable") {
    // the same rows may stand on other lines by now
    if (rejects !== null) await writeWhole(join(place.folder, REJECTS), rejects);
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
  const kept = keptIn(options.cache === false ? null : join(out, CACHE));
  const fitted = await fit(loaded, { watch, threads, kept });
  const judged = await judge(fitted, {}, { ...place.log, watch, threads, ...chunked(options) });
  const { run, candidatesTried } = place;
  const before = await weightsBefore(join(out, study.study), place.inputs.previous, [...study.models.keys()]);
  const result = conclude(judged, {
    run,
    candidatesTried,
    seeded: options.seed !== undefined,
    before: before.weights,
  });
  watch.progress?.("report", 0, 1);
  await yieldNow(watch);
  const explored = await explore(judged, run, { watch, threads, ...chunked(options) });
  const files = await filesOf(result, study, explored);
  await yieldNow(watch);
  await logCandidates(out, study.lineage, place.own);
  const log = {
    started: started.toISOString(),
    finished: clock().toISOString(),
    study: options.study,
    threads,
    // how many were run, and how many stood in the cache
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
  // about what lay in the run's place, and not about the run: its bytes do not depend on them
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
    warnings: [...replaced, ...before.warnings, ...warningsIn(judged)],
  };
}

/** Beside the runs; it may be deleted at any time. */
const CACHE = ".cache";

const chunked = ({ chunkLeads }: RunOptions): { chunkLeads?: number } =>
  chunkLeads === undefined ? {} : { chunkLeads };

/** Where a run belongs: its name is the hash of all that it rests on. */
async function placeOfRun({ study, history }: Loaded, out: string) {
  const asOf = isoDate(dayOf(study.asOf));
  const own = candidatesOf(study, asOf);
  const log = await readCandidates(out, study.lineage);
  const studyFolder = join(out, study.study);
  const inputs = {
    study: sha256(study.text),
    data: history.audit.digest,
    version,
    seed: study.seed,
    asOf,
    previous: await previousRun(studyFolder, asOf),
    candidates: logDigest(log, own, asOf),
  };
  const run = `${asOf}-${runHash(inputs)}`;
  const folder = join(studyFolder, run);
  const near = relative(process.cwd(), folder);
  const tried = new Set([...log, ...own].map((c) => c.digest));
  return {
    run,
    folder,
    // what lies elsewhere is plainer from the root
    shown: near === "" || near.startsWith("..") ? resolve(folder) : near,
    inputs,
    own,
    log: {
      firstSeen: new Map(withFirstSeen(own, log).map((c) => [c.name, startOf(c.firstSeen)])),
      copies: copiesIn(own),
      others: othersTried(log, own).map(({ firstSeen, lastSeen }) => ({
        firstSeen: startOf(firstSeen),
        // to its end, as an as_of holds the whole day
        lastSeen: startOf(lastSeen) + DAY - 1,
      })),
    },
    candidatesTried: tried.size,
  };
}

/** The first second of a day `2026-10-01`. */
const startOf = (date: string): number => (parseDay(date) ?? 0) * DAY;
