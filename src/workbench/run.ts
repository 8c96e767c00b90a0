import { join, relative, resolve } from "node:path";
import { type Fault, warning } from "../base/errors.ts";
import { filesAdded, runDamaged, runForeign } from "../base/messages/workbench.ts";
import { breathe, type Watch } from "../base/progress.ts";
import { DAY, dayOf, isoDate, parseDay } from "../base/time.ts";
import { version } from "../base/version.ts";
import type { Result } from "../result/type.ts";
import { driftFaults } from "./facts/drift.ts";
import {
  dataFacts,
  featureFacts,
  maturityFacts,
  studyFacts,
  warningFacts,
  warningsOf,
} from "./facts/facts.ts";
import { fallingMaps } from "./facts/falls.ts";
import { funnelFacts, undatedStages } from "./facts/funnel-facts.ts";
import { halfLifeFacts } from "./facts/half-life-facts.ts";
import { modelsReport } from "./facts/model-facts.ts";
import { outcomesWithoutWork, worthless } from "./facts/plain-warnings.ts";
import { withheld } from "./facts/privacy.ts";
import { signFaults } from "./facts/signs.ts";
import { leakageSuspects, refuseLeakage } from "./facts/suspects.ts";
import { fitStudy } from "./fit.ts";
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
import { makeFolder } from "./folder/whole.ts";
import { judgeStudy } from "./judge.ts";
import { type Loaded, load } from "./load.ts";
import { refuseUnanswerable, youngFaults } from "./refusals.ts";
import { openStudy } from "./study-file.ts";

export interface RunOptions {
  /** path of the study file */
  readonly study: string;
  /** where run folders go; default `reports` in the current folder */
  readonly out?: string;
  /** overrides the study's seed */
  readonly seed?: number;
  readonly threads?: number;
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
  refuseUnanswerable(loaded);
  const suspects = refuseLeakage(leakageSuspects(loaded));

  const out = options.out ?? "reports";
  const place = await placeOfRun(loaded, out);
  const found = await openRun(place.folder);
  const warnings: Fault[] = [...loaded.warnings];
  if (found.state === "usable")
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
  if (found.state === "damaged") warnings.push(warning(runDamaged(place.shown, found.file)));
  if (found.state === "foreign") warnings.push(warning(runForeign(place.shown, found.file)));
  await makeFolder(join(out, study.study));

  const fitted = await fitStudy(loaded, {
    watch,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
  const firstSeen = new Map(place.candidates.map((c) => [c.name, (parseDay(c.firstSeen) ?? 0) * DAY]));
  const judged = await judgeStudy(loaded, fitted, {
    watch,
    firstSeen,
    copies: place.copies,
    others: place.others.map(({ firstSeen, lastSeen }) => ({
      firstSeen: (parseDay(firstSeen) ?? 0) * DAY,
      // to its end, as an as_of holds the whole day
      lastSeen: ((parseDay(lastSeen) ?? 0) + 1) * DAY - 1,
    })),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...(options.chunkLeads === undefined ? {} : { chunkLeads: options.chunkLeads }),
  });
  warnings.push(
    ...suspects,
    ...undatedStages(loaded),
    ...youngFaults(loaded, fitted.walk.folds),
    ...signFaults(loaded, fitted),
    ...fallingMaps(fitted),
    ...judged.warnings,
  );
  const models = await modelsReport(loaded, fitted, watch);
  warnings.push(
    ...outcomesWithoutWork(loaded),
    ...worthless(study, models.models),
    ...driftFaults(loaded, models.models),
  );
  const full: Result = {
    schemaVersion: 1,
    leadline: version,
    study: studyFacts(study, options.seed !== undefined),
    run: place.run,
    asOf: isoDate(dayOf(study.asOf)),
    data: dataFacts(loaded),
    maturity: maturityFacts(loaded),
    funnel: funnelFacts(loaded),
    features: featureFacts(loaded, fitted.walk.final.coded),
    halfLives: halfLifeFacts(fitted),
    ...models,
    definitions: judged.definitions,
    capacity: judged.capacity,
    decision: judged.decision,
    candidatesTried: place.candidatesTried,
    warnings: warningFacts(warnings.filter((w) => !ofTheFolder.has(w.code))),
  };
  const result = withheld(full, study.minGroup);
  watch.progress?.("report", 0, 1);
  await breathe(watch);
  const files = await filesOf(result, study);
  await breathe(watch);
  await logCandidates(out, study.lineage, place.own);
  const log = {
    started: started.toISOString(),
    finished: clock().toISOString(),
    study: options.study,
    threads: options.threads ?? 1,
  };
  await writeRun(
    place.folder,
    { leadline: version, run: place.run, study: study.study, inputs: place.inputs },
    files,
    `${JSON.stringify(log)}\n`,
  );
  return { result, folder: place.folder, shown: place.shown, reused: false, warnings };
}

/** Warnings about what lay in a run's place, and not about the run: its bytes do not depend on them. */
const ofTheFolder = new Set(["run-damaged", "run-foreign"]);

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
    candidates: withFirstSeen(own, log),
    others: othersTried(log, own),
    copies: copiesIn(own),
    candidatesTried: tried.size,
  };
}
