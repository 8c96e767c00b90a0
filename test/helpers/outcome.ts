import { type Fault, formatFault, LeadlineError } from "../../src/base/errors.ts";
import type { Result } from "../../src/result/type.ts";
import { check } from "../../src/workbench/check.ts";
import { conclude, fit as fitted, judge, load, warningsIn } from "../../src/workbench/pipeline.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "./cli.ts";
import { quickStudy, type TinyStudy, writeStudy } from "./tiny-study.ts";

export interface Told {
  readonly exit: number;
  /** every fault as it is printed, paths without the scratch folder */
  readonly text: string;
  /** of a run that went through */
  readonly outcome: Found | null;
}

/** What a run finds. */
export interface Found {
  readonly result: Result;
  readonly warnings: readonly Fault[];
}

/** What `run` finds, without its report and its folder, which take longer than all else of a small study. */
export async function foundIn(path: string): Promise<Found> {
  const { study, folder } = await openStudy(path);
  const judged = await judge(await fitted(await load(study, folder)));
  const candidatesTried = study.definitions.size;
  const result = conclude(judged, { run: "2026-01-01-00000000", candidatesTried, seeded: false });
  return { result, warnings: warningsIn(judged) };
}

interface Change {
  readonly tiny?: (tiny: TinyStudy) => void;
  /** after the files are written */
  readonly files?: (folder: string) => void;
}

/** Runs a changed small study, stage by stage or `through` the whole of `run`, and gives what an analyst would read. */
export async function toldByRun(
  change: Change,
  through: (study: string, folder: string) => Promise<Found> = foundIn,
): Promise<Told> {
  return inScratch(change, async (study, folder) => {
    try {
      const outcome = await through(study, folder);
      return { exit: 0, text: read(outcome.warnings, folder), outcome };
    } catch (error) {
      if (!(error instanceof LeadlineError)) throw error;
      return { exit: error.exit, text: read(error.faults, folder), outcome: null };
    }
  });
}

/** As `toldByRun`, by `check`. */
export async function toldByCheck(change: Change): Promise<Told> {
  return inScratch(change, async (study, folder) => {
    const { exit, faults } = await check({ study });
    return { exit, text: read(faults, folder), outcome: null };
  });
}

/** Faults as printed by one who stands in the folder. */
const read = (faults: readonly Fault[], folder: string): string =>
  faults
    .map(({ where, what, ...rest }) => {
      const here = (text: string): string => text.replaceAll(`${folder}/`, "");
      const file = where.file === undefined ? {} : { file: here(where.file) };
      return formatFault({ ...rest, what: here(what), where: { ...where, ...file } });
    })
    .join("\n");

async function inScratch(
  change: Change,
  work: (study: string, folder: string) => Promise<Told>,
): Promise<Told> {
  const { folder, remove } = scratch();
  try {
    const tiny = quickStudy();
    change.tiny?.(tiny);
    const study = writeStudy(folder, tiny);
    change.files?.(folder);
    return await work(study, folder);
  } finally {
    remove();
  }
}

/** The exit and the codes of what is refused; fails where nothing is. */
export async function refusal(work: Promise<unknown>): Promise<{ exit: number; codes: string[] }> {
  try {
    await work;
  } catch (error) {
    if (error instanceof LeadlineError)
      return { exit: error.exit, codes: error.faults.map(({ code }) => code) };
    throw error;
  }
  throw new Error("it was not refused");
}
