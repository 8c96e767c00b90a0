import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exits, refuse } from "../../base/errors.ts";
import { noStudyOfRun } from "../../base/messages/studio.ts";
import { readRun } from "./runs.ts";

/**
 * The study file that a run was made from, as its log names it.
 * @throws LeadlineError exit 2 where there is no such run, exit 4 where the file no longer exists
 */
export async function studyOfRun(run: string, reports?: string): Promise<string> {
  const { folder } = await readRun(run, reports);
  const log: unknown = JSON.parse(await readFile(join(folder, "log.jsonl"), "utf8").catch(() => "null"));
  const study =
    typeof log === "object" && log !== null && "study" in log && typeof log.study === "string"
      ? log.study
      : null;
  if (study === null || !existsSync(study)) return refuse(exits.io, noStudyOfRun(folder, study));
  return study;
}
