import { readFile } from "node:fs/promises";
import { exits, LeadlineError, refuse } from "../../base/errors.ts";
import { loadedOtherwise, savedElsewhere } from "../../base/messages/studio.ts";
import type { Watch } from "../../base/progress.ts";
import { dayOf, isoDate } from "../../base/time.ts";
import { version } from "../../base/version.ts";
import { renderReport } from "../../report/render.ts";
import { type StudioView, studioView } from "../../report/studio/view.ts";
import type { Study } from "../../study/type.ts";
import { candidatesOf, logCandidates, readCandidates } from "../folder/candidates.ts";
import { runHash, sha256 } from "../folder/folder.ts";
import { writeWhole } from "../folder/whole.ts";
import { funnelOf } from "../funnel/facts.ts";
import { pilotsBeside } from "../pilot/register.ts";
import { pilotsTaken } from "../pilot/taken.ts";
import { conclude, explore, type Fitted, fit, type Judged, judge, load } from "../pipeline.ts";
import { restsOn } from "../run.ts";
import { openStudy, readStudy } from "../study-file.ts";
import { type Edits, edited } from "./edit.ts";

export interface StudioOptions {
  /** path of the study file */
  readonly study: string;
  /** folder with the log of candidates; default `reports` */
  readonly out?: string;
  readonly threads?: number;
  readonly watch?: Watch;
}

/** What a tab holds: the study file as it was read, and what may be edited in it. */
export interface StudioFile {
  /** digest of the bytes; a save is refused where the file has another */
  readonly base: string;
  readonly definitions: Readonly<Record<string, string>>;
  readonly capacity: { readonly reps: number; readonly leads_per_rep_per_day: number } | null;
}

export interface Replay {
  /** id of the report behind it: `/report/<id>` */
  readonly id: string;
  readonly view: StudioView;
  /** how long the replay took, in milliseconds */
  readonly took: number;
}

/** How many replays are kept with their reports, the latest last. */
const kept = 8;
const fewLeads = 100_000;

/**
 * A study that is loaded and fitted once, and judged whenever its definitions or capacity are edited. Every definition
 * that is replayed is a try, and is logged as one. Only that log and, on `save`, the study file are written.
 */
export class StudioSession {
  readonly file: string;
  readonly study: Study;
  private readonly fitted: Fitted;
  private readonly options: StudioOptions;
  private readonly judged = new Map<string, { readonly judged: Judged; readonly tried: number }>();
  /** one replay after another: they share the threads and the log */
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(options: StudioOptions, study: Study, fitted: Fitted) {
    this.options = options;
    this.file = options.study;
    this.study = study;
    this.fitted = fitted;
  }

  /** @throws LeadlineError as `run` does: the study file (2), the data (3), a file (4) */
  static async open(options: StudioOptions): Promise<StudioSession> {
    const watch = options.watch ?? {};
    const { study, folder } = await openStudy(options.study);
    const fitted = await fit(await load(study, folder, watch), { watch, threads: options.threads ?? 1 });
    // counted here, so that the first edit is as quick as later ones
    funnelOf(fitted.loaded);
    return new StudioSession(options, study, fitted);
  }

  private get asOf(): string {
    return isoDate(dayOf(this.study.asOf));
  }

  /** Threads for a replay: few leads are walked before threads would have started. */
  private get threads(): number {
    return this.fitted.loaded.history.leads.count < fewLeads ? 1 : (this.options.threads ?? 1);
  }

  /** The study file as it is on the disk. */
  async read(): Promise<StudioFile> {
    const bytes = await readFile(this.file);
    const study = this.studyOf(bytes.toString("utf8"));
    return {
      base: sha256(bytes),
      definitions: Object.fromEntries([...study.definitions].map(([name, { text }]) => [name, text])),
      capacity:
        // a file of reps is not edited here
        study.capacity === null || study.sources.staff !== undefined
          ? null
          : { reps: study.capacity.reps, leads_per_rep_per_day: study.capacity.leadsPerRepPerDay },
    };
  }

  /**
   * Judges the study with the edits applied.
   * @throws LeadlineError exit 2: the edits make no valid study, the file was saved elsewhere, or needs something that
   * was not loaded
   */
  replay(edits: Edits, base: string): Promise<Replay> {
    return this.inTurn(async () => {
      const started = performance.now();
      const study = this.studyOf(edited(await this.textOf(base), edits));
      const out = this.options.out ?? "reports";
      const tries = await readCandidates(out, study.lineage);
      const of = { ...this.fitted.loaded, study };
      const { log, candidatesTried } = restsOn(of, tries, {
        asOf: this.asOf,
        previous: null,
        pilots: await pilotsTaken(of, candidatesOf(study, this.asOf), pilotsBeside(out)),
      });
      const judged = await judge(
        this.fitted,
        { definitions: study.definitions, capacity: study.capacity, decide: study.decide },
        { ...log, threads: this.threads },
      );
      await logCandidates(out, study.lineage, candidatesOf(study, this.asOf));
      const id = runHash({ study: study.text, version, log: candidatesTried });
      this.judged.delete(id);
      this.judged.set(id, { judged, tried: candidatesTried });
      for (const old of [...this.judged.keys()].slice(0, -kept)) this.judged.delete(old);
      // drift is shown only in the whole report
      const result = this.resultOf(id, false);
      const took = performance.now() - started;
      return { id, view: studioView(result), took };
    });
  }

  /** The whole report of a replay, with its explorer; null: it is no longer kept. */
  report(id: string): Promise<string | null> {
    return this.inTurn(async () => {
      const found = this.judged.get(id);
      if (found === undefined) return null;
      const explored = await explore(found.judged, id, { threads: this.threads });
      return (await renderReport(this.resultOf(id), explored)).html;
    });
  }

  /** Writes the edits into the study file, if it still is as the tab read it, and returns its new digest. */
  save(edits: Edits, base: string): Promise<StudioFile> {
    return this.inTurn(async () => {
      const text = edited(await this.textOf(base), edits);
      this.studyOf(text);
      await writeWhole(this.file, text);
      return this.read();
    });
  }

  private resultOf(id: string, drift = true) {
    const found = this.judged.get(id);
    if (found === undefined) throw new RangeError(`no replay ${id}`);
    return conclude(found.judged, {
      run: `${this.asOf}-${id}`,
      candidatesTried: found.tried,
      seeded: false,
      drift,
    });
  }

  /** The file's text, refused where it is not the one that the tab read. */
  private async textOf(base: string): Promise<string> {
    const bytes = await readFile(this.file);
    if (sha256(bytes) !== base) refuse(exits.usage, savedElsewhere(this.file), { file: this.file });
    return bytes.toString("utf8");
  }

  /** The text as a study that needs exactly what was loaded. */
  private studyOf(text: string): Study {
    const { study, faults } = readStudy(text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"), this.file);
    if (study === null) throw new LeadlineError(exits.usage, faults);
    if (fixedPart(study) !== fixedPart(this.study))
      refuse(exits.usage, loadedOtherwise(this.file), { file: this.file });
    return study;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(work, work);
    this.queue = turn.catch(() => undefined);
    return turn;
  }
}

/** The part of a study that a replay cannot change, as text. */
function fixedPart({
  definitions: _,
  capacity: __,
  decide: ___,
  text: ____,
  places: _____,
  ...rest
}: Study): string {
  return JSON.stringify(rest, (key, value: unknown) =>
    key === "span" ? undefined : value instanceof Map ? [...value] : value,
  );
}
