import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { exits, LeadlineError, type Message, refuse } from "../../base/errors.ts";
import {
  dataOthers,
  dataUnfound,
  dataUnread,
  otherCode,
  previousLost,
  studyLost,
} from "../../base/messages/reproduce.ts";
import { runUnusable } from "../../base/messages/ship/export.ts";
import type { Watch } from "../../base/progress.ts";
import { version } from "../../base/version.ts";
import { checkPilotTaken } from "../../result/schema.ts";
import type { PilotTaken, Result } from "../../result/type.ts";
import { triesIn } from "../folder/candidates.ts";
import { codeDigest } from "../folder/code.ts";
import { type Manifest, readManifest, readResult, sha256, verifyRun } from "../folder/folder.ts";
import type { Loaded } from "../loaded.ts";
import { load } from "../pipeline.ts";
import { filesOfRun, restsOn } from "../run.ts";
import { readStudy } from "../study-file.ts";
import { findRun } from "./runs.ts";

export interface ReproduceOptions {
  /** folder of the run folders; default `reports` */
  readonly out?: string;
  /** path of the study file in the folder of the exports; default: where the run found it */
  readonly study?: string;
  readonly threads?: number;
  readonly watch?: Watch;
}

export interface Reproduced {
  readonly run: string;
  readonly folder: string;
  /** whether every file came out byte for byte */
  readonly same: boolean;
  /** what differs from then, in the order in which it would have to be restored */
  readonly missing: readonly Message[];
  /** the files of the manifest, and whether each came out the same; empty: the run could not be made again */
  readonly files: readonly { readonly file: string; readonly same: boolean }[];
}

/**
 * Makes a run again from the study that it keeps, the exports and the inputs in its manifest, and compares each file
 * with the digest in the manifest. Nothing is written, and nothing enters the log of candidates.
 * @throws LeadlineError exit 2 where there is no such run; exit 4 where its manifest cannot be read
 */
export async function reproduceRun(name: string, options: ReproduceOptions = {}): Promise<Reproduced> {
  const { out = "reports", threads = 1, watch = {} } = options;
  const folder = await findRun(name, out);
  const manifest = await readManifest(folder);
  if (manifest === null) return refuse(exits.io, runUnusable(folder, "manifest.json"));
  const inputs = readInputs(manifest);
  const missing: Message[] = [];
  const stopped = (): Reproduced => ({ run: manifest.run, folder, same: false, missing, files: [] });
  const own = codeDigest();
  if (inputs.version !== version || inputs.code !== own)
    missing.push(otherCode(inputs.version, inputs.code, version, own));
  if (inputs.previous !== null && (await verifyRun(join(dirname(folder), inputs.previous))).state !== "whole")
    missing.push(previousLost(inputs.previous));
  const text = await readFile(join(folder, "study.yaml"), "utf8").catch(() => "");
  if (sha256(text) !== inputs.study) missing.push(studyLost(folder));
  const path = options.study ?? (await studyPath(folder));
  if (!existsSync(path)) missing.push(dataUnfound(path));
  if (missing.some(({ code }) => code !== "other-code")) return stopped();

  const kept = await readResult(folder);
  const loaded = await loadAgain(text, path, inputs.seed, watch);
  if (!("study" in loaded)) {
    missing.push(loaded);
    return stopped();
  }
  if (loaded.history.audit.digest !== inputs.data) {
    missing.push(dataOthers(kept === null ? [] : changedFiles(kept, loaded)));
    return stopped();
  }
  const { files } = await filesOfRun(loaded, restsOn(loaded, triesIn(inputs.candidates), inputs), {
    run: manifest.run,
    studyFolder: dirname(folder),
    seeded: kept?.study.command.includes("--seed") ?? false,
    threads,
    watch,
  });
  const held = manifest.files.map(({ file, sha256: digest }) => {
    const made = files.get(file);
    return { file, same: made !== undefined && sha256(made) === digest };
  });
  return { run: manifest.run, folder, same: held.every((of) => of.same), missing, files: held };
}

interface Inputs {
  readonly study: string;
  readonly data: string;
  readonly version: string;
  readonly code: string;
  readonly seed: number;
  readonly asOf: string;
  readonly previous: string | null;
  readonly candidates: readonly string[];
  readonly pilots: readonly PilotTaken[];
}

/** The inputs of the run's hash; for a run of an older version, as far as it states them. */
function readInputs({ inputs }: Manifest): Inputs {
  const said = (key: string): string => (typeof inputs[key] === "string" ? inputs[key] : "");
  const { candidates, pilots, seed, previous } = inputs;
  return {
    study: said("study"),
    data: said("data"),
    version: said("version"),
    code: said("code"),
    asOf: said("asOf"),
    seed: typeof seed === "number" ? seed : 1,
    previous: typeof previous === "string" ? previous : null,
    candidates: Array.isArray(candidates) ? candidates.filter((line) => typeof line === "string") : [],
    pilots: (Array.isArray(pilots) ? pilots : []).flatMap((of) => {
      const checked = checkPilotTaken(of);
      return "value" in checked ? [checked.value] : [];
    }),
  };
}

/** The path of the study file when the run was made, from log.jsonl. */
async function studyPath(folder: string): Promise<string> {
  const [line = ""] = (await readFile(join(folder, "log.jsonl"), "utf8").catch(() => "")).split("\n");
  try {
    const { study }: { study?: unknown } = JSON.parse(line);
    return typeof study === "string" ? study : "study.yaml";
  } catch {
    return "study.yaml";
  }
}

/** The study that the run keeps, over the exports beside `path`; a message where they cannot be read. */
async function loadAgain(text: string, path: string, seed: number, watch: Watch): Promise<Loaded | Message> {
  try {
    const { study, faults } = readStudy(text, path);
    if (study === null) throw new LeadlineError(exits.usage, faults);
    return await load({ ...study, seed }, dirname(path), watch);
  } catch (error) {
    const [first] = error instanceof LeadlineError ? error.faults : [];
    if (first === undefined) throw error;
    return dataUnread(first.where.file === undefined ? first.what : `${first.where.file}: ${first.what}`);
  }
}

function changedFiles({ data }: Result, { history }: Loaded) {
  return data.files.flatMap(({ file, rows }) => {
    const now = history.audit.files.find((of) => of.file === file)?.rows ?? 0;
    return now === rows ? [] : [{ file, before: rows, after: now }];
  });
}
