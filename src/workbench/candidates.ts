import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonical } from "../base/canonical.ts";
import type { Study } from "../study/type.ts";
import { sha256 } from "./folder.ts";

/**
 * The log of every definition ever tried on a lineage of data: append-only, and outside the run folders, so that
 * deleting a run does not erase a try.
 */
export interface Candidate {
  readonly digest: string;
  /** as_of of the first run that tried it, `2026-10-01` */
  readonly firstSeen: string;
  readonly name: string;
  readonly text: string;
}

const fileOf = (out: string, lineage: string): string =>
  join(out, ".candidates", `${encodeURIComponent(lineage)}.jsonl`);

export async function readCandidates(out: string, lineage: string): Promise<readonly Candidate[]> {
  const file = fileOf(out, lineage);
  if (!existsSync(file)) return [];
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  return lines.flatMap((line) => {
    const parsed: unknown = JSON.parse(line);
    return isCandidate(parsed) ? [parsed] : [];
  });
}

function isCandidate(value: unknown): value is Candidate {
  return typeof value === "object" && value !== null && "digest" in value && "firstSeen" in value;
}

/** The study's definitions as candidates. The digest is over the rule and the models it names, not over its name. */
export function candidatesOf(study: Study, asOf: string): readonly Candidate[] {
  return [...study.definitions].map(([name, definition]) => ({
    digest: sha256(canonical({ rule: definition.text, models: modelsText(study) })).slice(0, 16),
    firstSeen: asOf,
    name,
    text: definition.text,
  }));
}

/** The models as data: a definition over another model is another definition. */
function modelsText(study: Study): unknown {
  return [...study.models].map(([name, spec]) => [
    name,
    JSON.stringify(spec, (_k, v) => (v instanceof Map ? [...v] : v)),
  ]);
}

/** Each candidate with the earliest as_of at which it, under any name, was seen. */
export function withFirstSeen(own: readonly Candidate[], log: readonly Candidate[]): readonly Candidate[] {
  return own.map((c) => {
    const seen = log.filter((other) => other.digest === c.digest).map((other) => other.firstSeen);
    return { ...c, firstSeen: [c.firstSeen, ...seen].sort()[0] ?? c.firstSeen };
  });
}

/** Appends what is new. Written beside and renamed, so that a killed process leaves the old log or the new one. */
export async function logCandidates(out: string, lineage: string, own: readonly Candidate[]): Promise<void> {
  const log = await readCandidates(out, lineage);
  const known = new Set(log.map((c) => `${c.digest} ${c.firstSeen}`));
  const added = own.filter((c) => !known.has(`${c.digest} ${c.firstSeen}`));
  if (added.length === 0) return;
  const file = fileOf(out, lineage);
  await mkdir(join(out, ".candidates"), { recursive: true });
  const beside = `${file}.${process.pid}`;
  await writeFile(beside, [...log, ...added].map((c) => `${canonical(c)}\n`).join(""));
  await rename(beside, file);
}

/** What of the log enters a run's hash: the others' digests and first-seen dates, sorted. */
export function logDigest(log: readonly Candidate[], own: readonly Candidate[]): readonly string[] {
  const mine = new Set(own.map((c) => c.digest));
  const first = new Map<string, string>();
  for (const c of log) {
    const seen = first.get(c.digest);
    if (!mine.has(c.digest) && (seen === undefined || c.firstSeen < seen)) first.set(c.digest, c.firstSeen);
  }
  return [...first].map(([digest, seen]) => `${digest} ${seen}`).sort();
}
