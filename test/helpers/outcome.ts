import { join } from "node:path";
import { type Fault, formatFault, LeadlineError } from "../../src/base/errors.ts";
import { check } from "../../src/workbench/check.ts";
import { type RunOutcome, run } from "../../src/workbench/run.ts";
import { scratch } from "./cli.ts";
import { quickStudy, type TinyStudy, writeStudy } from "./tiny-study.ts";

export interface Told {
  readonly exit: number;
  /** every fault as it is printed, paths without the scratch folder */
  readonly text: string;
  /** of a run that went through */
  readonly outcome: RunOutcome | null;
}

interface Change {
  readonly tiny?: (tiny: TinyStudy) => void;
  /** after the files are written */
  readonly files?: (folder: string) => void;
}

/** Runs a changed small study and gives what an analyst would read. */
export async function toldByRun(change: Change): Promise<Told> {
  return inScratch(change, async (study, folder) => {
    try {
      const outcome = await run({ study, out: join(folder, "reports") });
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
