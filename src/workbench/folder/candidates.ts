import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonical } from "../../base/canonical.ts";
import { atomsOf, cutoffsOf } from "../../rules/names.ts";
import { print } from "../../rules/print.ts";
import type { Predicate, Rule } from "../../rules/tree.ts";
import type { ModelSpec, Study } from "../../study/type.ts";
import { sha256 } from "./folder.ts";

/**
 * The log of every definition ever tried on a lineage of data. It stands outside the run folders, so that deleting a
 * run does not erase a try: one small file a try, whose name says it all (`<digest>-<first seen>.json`). Nothing is
 * ever rewritten, so no process can spoil or lose another's entry, and none can be half-written.
 */
export interface Try {
  readonly digest: string;
  /** as_of of the run that tried it, `2026-10-01` */
  readonly firstSeen: string;
}

export interface Candidate extends Try {
  readonly name: string;
  readonly text: string;
}

const folderOf = (out: string, lineage: string): string =>
  join(out, ".candidates", encodeURIComponent(lineage).replaceAll(".", "%2E"));

const entry = /^([0-9a-f]{16})-(\d{4}-\d{2}-\d{2})\.json$/;

export async function readCandidates(out: string, lineage: string): Promise<readonly Try[]> {
  const names = await readdir(folderOf(out, lineage)).catch(() => []);
  return names.sort().flatMap((name) => {
    const [, digest, firstSeen] = entry.exec(name) ?? [];
    return digest === undefined || firstSeen === undefined ? [] : [{ digest, firstSeen }];
  });
}

/** The study's definitions as candidates, each with what it rests on: what it is called makes no other of it. */
export function candidatesOf(study: Study, asOf: string): readonly Candidate[] {
  return [...study.definitions].map(([name, { rule, text }]) => ({
    digest: sha256(canonical(meaningOf(study, rule))).slice(0, 16),
    firstSeen: asOf,
    name,
    text,
  }));
}

/** A rule with the models, flags and personas that it names: the same words over another model are another definition. */
function meaningOf(study: Study, rule: Rule): unknown {
  const named = new Set(atomsOf(rule).map((atom) => atom.name));
  const cutoffs = new Set(cutoffsOf(rule));
  const models = [...study.models].filter(
    ([name]) => cutoffs.has(name) || named.has(`${name}_points`) || named.has(`${name}_p`),
  );
  for (const [, spec] of models) for (const name of namesIn(spec)) named.add(name);
  const flags = [...study.flags].filter(([name]) => named.has(name));
  const personas = [...study.personas].filter(([name]) => named.has(name));
  return {
    rule: print(rule),
    models: models.map(([name, spec]) => [name, plain(spec)]),
    flags: flags.map(([name, flag]) => [name, plain(flag)]),
    personas: personas.map(([name, when]) => [name, print(when)]),
  };
}

const namesIn = (spec: ModelSpec): readonly string[] =>
  spec.kind === "points"
    ? spec.points.flatMap((term) =>
        term.kind === "per" ? [term.feature] : atomsOf(term.when).map((atom) => atom.name),
      )
    : [];

/** Settings as JSON, rules in their canonical text, without where they stand in the file. */
function plain(settings: object): unknown {
  const isRule = (key: string, value: unknown): value is Predicate =>
    key === "when" && typeof value === "object" && value !== null && "kind" in value;
  const text = JSON.stringify(settings, (key, value: unknown) => {
    if (key === "path" || key === "text") return undefined;
    if (value instanceof Map) return [...value];
    return isRule(key, value) ? print(value) : value;
  });
  return JSON.parse(text);
}

/** Each candidate with the earliest as_of at which it, under any name, was seen. */
export function withFirstSeen(own: readonly Candidate[], log: readonly Try[]): readonly Candidate[] {
  return own.map((c) => {
    const seen = log.filter((other) => other.digest === c.digest).map((other) => other.firstSeen);
    return { ...c, firstSeen: [c.firstSeen, ...seen].sort()[0] ?? c.firstSeen };
  });
}

/** Adds what is new, each file written beside and renamed. */
export async function logCandidates(out: string, lineage: string, own: readonly Candidate[]): Promise<void> {
  const known = new Set((await readCandidates(out, lineage)).map((c) => `${c.digest} ${c.firstSeen}`));
  const folder = folderOf(out, lineage);
  await mkdir(folder, { recursive: true });
  for (const c of own) {
    if (known.has(`${c.digest} ${c.firstSeen}`)) continue;
    const file = join(folder, `${c.digest}-${c.firstSeen}.json`);
    await writeFile(`${file}.${process.pid}`, `${canonical(c)}\n`);
    await rename(`${file}.${process.pid}`, file);
  }
}

/**
 * What of the log enters a run's hash: digests and first-seen dates, sorted, without the run's own tries. A definition
 * of this run that an earlier as_of has seen enters, since its quarters are judged by that date.
 */
export function logDigest(log: readonly Try[], own: readonly Candidate[], asOf: string): readonly string[] {
  const mine = new Set(own.map((c) => c.digest));
  const first = new Map<string, string>();
  for (const c of log) {
    if (mine.has(c.digest) && c.firstSeen >= asOf) continue;
    const seen = first.get(c.digest);
    if (seen === undefined || c.firstSeen < seen) first.set(c.digest, c.firstSeen);
  }
  return [...first].map(([digest, seen]) => `${digest} ${seen}`).sort();
}
