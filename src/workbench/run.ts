import { join, relative, resolve } from "node:path";
import { exits, type Fault, fault, LeadlineError, warning } from "../base/errors.ts";
import {
  foldsRefused,
  foldsTooYoung,
  leadsEnd,
  noStages,
  nothingMature,
  oneClass,
  outcomeRecordedFrom,
  runDamaged,
} from "../base/messages/workbench.ts";
import { breathe, type Watch } from "../base/progress.ts";
import { DAY, dayOf, isoDate, NEVER, parseDay } from "../base/time.ts";
import { version } from "../base/version.ts";
import { leastPositives } from "../models/fitting/fit.ts";
import type { Result } from "../result/type.ts";
import {
  dataFacts,
  featureFacts,
  maturityFacts,
  studyFacts,
  warningFacts,
  warningsOf,
} from "./facts/facts.ts";
import { fallingMaps } from "./facts/falls.ts";
import { funnelFacts } from "./facts/funnel-facts.ts";
import { halfLifeFacts } from "./facts/half-life-facts.ts";
import { modelsReport } from "./facts/model-facts.ts";
import { signFaults } from "./facts/signs.ts";
import { leakageSuspects } from "./facts/suspects.ts";
import { type FoldRefusals, fitStudy } from "./fit.ts";
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
import {
  makeFolder,
  previousRun,
  readResult,
  refuseWriting,
  runHash,
  sha256,
  verifyRun,
  writeRun,
} from "./folder/folder.ts";
import { judgeStudy } from "./judge.ts";
import { type Loaded, load } from "./load.ts";
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

  const out = options.out ?? "reports";
  const place = await placeOfRun(loaded, out);
  const found = await verifyRun(place.folder);
  const warnings: Fault[] = [...loaded.warnings];
  if (found.state === "whole") {
    const result = await readResult(place.folder);
    if (result !== null)
      return {
        result,
        folder: place.folder,
        shown: place.shown,
        reused: true,
        warnings: warningsOf(result),
      };
  }
  if (found.state === "damaged") warnings.push(warning(runDamaged(place.shown, found.file)));
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
    ...leakageSuspects(loaded),
    ...youngFaults(loaded, fitted.walk.folds),
    ...signFaults(loaded, fitted),
    ...fallingMaps(fitted),
    ...judged.warnings,
  );
  const result: Result = {
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
    ...modelsReport(loaded, fitted),
    definitions: judged.definitions,
    capacity: judged.capacity,
    decision: judged.decision,
    candidatesTried: place.candidatesTried,
    warnings: warningFacts(warnings.filter((w) => w.code !== "run-damaged")),
  };
  watch.progress?.("report", 0, 1);
  await breathe(watch);
  const files = await filesOf(result, study);
  await breathe(watch);
  await logCandidates(out, study.lineage, place.own).catch((error) => refuseWriting(out, error));
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

/** Data on which nothing can be said at all: no lead, nothing mature, one outcome for everybody. Exit 3. */
export function refuseUnanswerable({ study, history, labels, moments }: Loaded): void {
  const refuseWith = (message: ReturnType<typeof oneClass>): never => {
    throw new LeadlineError(exits.data, [fault(message)]);
  };
  const asOf = isoDate(dayOf(study.asOf));
  const first = history.leads.created.reduce((least, t) => Math.min(least, t), NEVER);
  if (study.outcome.kind === "stage" && first + labels.horizon > study.asOf)
    refuseWith(nothingMature(asOf, study.outcome.withinDays, isoDate(dayOf(first))));
  let [yes, no] = [0, 0];
  for (const y of moments.label) {
    if (y === 1) yes++;
    if (y === 0) no++;
  }
  const outcome = study.outcome.kind === "stage" ? study.outcome.reaches : study.outcome.column;
  if (yes === 0 && study.outcome.kind === "stage" && study.sources.stages.length === 0)
    refuseWith(noStages(outcome));
  if (yes === 0) refuseWith(oneClass(`no mature lead reaches ${outcome}`));
  if (no === 0) refuseWith(oneClass(`every mature lead reaches ${outcome}`));
}

/** After so many days without a new lead the export, not the funnel, is likely to have ended. */
const quietDays = 30;

/** Warnings about time: an outcome recorded only from some day on, leads that end before as_of, folds too young to learn from. */
export function youngFaults(loaded: Loaded, folds: readonly FoldRefusals[]): readonly Fault[] {
  const { study, history, labels } = loaded;
  if (study.outcome.kind !== "stage") return [];
  const out: Fault[] = [];
  const seen = labels.outcomeObservedFrom;
  const before = history.leads.created.reduce((n, t) => n + (t < seen ? 1 : 0), 0);
  // a handful of leads before the first outcome is how every history begins
  if (before > 0.05 * history.leads.count)
    out.push(warning(outcomeRecordedFrom(study.outcome.reaches, isoDate(dayOf(seen)), before)));
  const newest = history.leads.created.reduce((latest, t) => Math.max(latest, t), 0);
  if (study.asOf - newest > quietDays * DAY)
    out.push(warning(leadsEnd(isoDate(dayOf(newest)), Math.floor((study.asOf - newest) / DAY))));
  // models of one reason share a line
  const said = new Map<
    string,
    { inWords: typeof foldsRefused; models: string[]; quarters: string[]; why: string }
  >();
  for (const [name, spec] of study.models) {
    if (spec.kind === "points") continue;
    const refused = folds.flatMap(({ fold, models, positives }) => {
      const fit = models.get(name);
      return fit === undefined || fit === null || "weights" in fit
        ? []
        : [{ quarter: fold.quarter.name, reason: fit.reason, young: positives < leastPositives }];
    });
    // time alone mends a fold that is young
    for (const [some, inWords] of [
      [refused.filter(({ young }) => young), foldsTooYoung],
      [refused.filter(({ young }) => !young), foldsRefused],
    ] as const) {
      const latest = some.at(-1);
      if (latest === undefined) continue;
      const quarters = some.map(({ quarter }) => quarter);
      const key = JSON.stringify([quarters, latest.reason]);
      const same = said.get(key);
      if (same === undefined) said.set(key, { inWords, models: [name], quarters, why: latest.reason });
      else same.models.push(name);
    }
  }
  for (const { inWords, models, quarters, why } of said.values())
    out.push(warning(inWords(models, quarters, why, quarters.length === folds.length)));
  return out;
}
