import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isByHand } from "../../base/by-hand.ts";
import { canonical } from "../../base/canonical.ts";
import { defined } from "../../base/defined.ts";
import { atomsOf } from "../../rules/names.ts";
import { print } from "../../rules/print.ts";
import { usesOf } from "../../rules/reference.ts";
import type { Predicate, Rule } from "../../rules/tree.ts";
import { scopeOf } from "../../study/scope.ts";
import type { Capacity, ModelSpec, Study } from "../../study/type.ts";
import { sha256 } from "./folder.ts";
import { clearStaging, makeFolder, refuseWriting, writeWhole } from "./whole.ts";

/**
 * The log of every definition ever tried on a lineage of data. It is kept outside the run folders, so that deleting a
 * run does not erase a try. There is one small file for each definition and each as_of at which it was tried, and its
 * name says everything (`<digest>-<as_of>.json`, `<digest>-<as_of>-incumbent.json`). Files are never rewritten, so no
 * process can spoil or lose another's entry, and none can be half-written.
 */
export interface Try {
  readonly digest: string;
  /** as_of of the run that tried it, `2026-10-01` */
  readonly firstSeen: string;
  /** whether it was the incumbent there, and so not a try; entries without this are tries */
  readonly incumbent?: true;
}

export interface Candidate extends Try {
  readonly name: string;
  readonly text: string;
}

const folderOf = (out: string, lineage: string): string =>
  join(out, ".candidates", encodeURIComponent(lineage).replaceAll(".", "%2E"));

const entry = /^([0-9a-f]{16})-(\d{4}-\d{2}-\d{2})(-incumbent)?\.json$/;

export async function readCandidates(out: string, lineage: string): Promise<readonly Try[]> {
  const names = await readdir(folderOf(out, lineage)).catch(() => []);
  return names.sort().flatMap((name) => {
    const [, digest, firstSeen, incumbent] = entry.exec(name) ?? [];
    return digest === undefined || firstSeen === undefined ? [] : [{ digest, firstSeen, ...as(incumbent) }];
  });
}

/**
 * The study's definitions as candidates, each with the digest of its meaning: the name is not a part of a definition's
 * identity.
 */
export function candidatesOf(study: Study, asOf: string): readonly Candidate[] {
  return [...study.definitions].map(([name, { rule, text, incumbent }]) => ({
    digest: sha256(canonical(meaningOf(study, rule))).slice(0, 16),
    firstSeen: asOf,
    name,
    text,
    ...as(incumbent ? "incumbent" : undefined),
  }));
}

const as = (role: string | undefined): Pick<Try, "incumbent"> =>
  role === undefined ? {} : { incumbent: true };

/**
 * Everything that decides who meets a rule and what counts as its outcome: the models, flags and personas that it
 * names, how activities are counted, the outcome, and who is excluded. Under a fitted model also what it learns from
 * (features, bins, calibration, the seed of its folds); where capacity decides, the slots. The same words over
 * anything else are another definition, and another try.
 */
function meaningOf(study: Study, rule: Rule): unknown {
  const named = new Set(atomsOf(rule).map((atom) => atom.name));
  const scores = usesOf(rule, scopeOf(study)).flatMap(({ of }) => (of.kind === "score" ? [of] : []));
  const models = [...study.models].filter(([name]) => scores.some(({ model }) => model === name));
  for (const [, spec] of models) for (const name of namesIn(spec)) named.add(name);
  const { features, outcome, exclude, capacity } = study;
  for (const atom of exclude === null ? [] : atomsOf(exclude)) named.add(atom.name);
  const fitted = models.some(([, spec]) => !isByHand(spec));
  const calibrated = fitted || scores.some(({ what }) => what === "p" || what === "grade");
  const mine = (entries: Iterable<readonly [string, unknown]>): unknown =>
    sorted(
      [...entries].filter(([name]) => fitted || named.has(name)).map(([name, value]) => [name, plain(value)]),
    );
  return {
    rule: print(rule),
    models: models.map(([name, spec]) => [name, plain(spec)]),
    flags: mine(study.flags),
    personas: mine([...study.personas].map(([name, when]) => [name, { when }])),
    exclude: exclude === null ? null : print(exclude),
    outcome: plain(outcome),
    open: {
      handoff: study.handoff,
      lost: [...study.lost].sort(),
      sameDay: study.sameDay,
      ...(study.recycle === undefined ? {} : { recycle: [...study.recycle].sort() }),
    },
    rows: rowsOf(study),
    types: sorted([...features.types].filter(([name]) => fitted || named.has(name))),
    counts: { cap: features.cap, halfLife: features.halfLife, rename: sorted(features.rename) },
    learnt: fitted
      ? {
          known: [...features.knownAtCreation].sort(),
          windows: features.windows,
          bins: sorted(features.bins),
          signs: sorted(features.signs),
          ...(study.moments.kind === "decisions" ? {} : { moments: study.moments }),
        }
      : null,
    calibration: calibrated
      ? { kind: study.calibration, seed: study.seed, embargo: study.backtest.embargo }
      : null,
    slots:
      scores.some(({ what }) => what === "cutoff" || what === "best") && capacity !== null
        ? slotsOf(study, capacity)
        : null,
  };
}

/** Which rows count and who acted, whatever the names and the number of the files. */
function rowsOf({ sources }: Study): unknown {
  const each = (of: readonly object[], keys: readonly string[]): unknown =>
    [
      ...new Set(
        of.map((source) =>
          canonical(plain(Object.fromEntries(Object.entries(source).filter(([key]) => keys.includes(key))))),
        ),
      ),
    ].sort();
  return {
    leads: each(sources.leads, ["where"]),
    activities: each(sources.activities, ["where", "by"]),
    stages: each(sources.stages, ["where"]),
  };
}

/** A file of reps is known by its name and columns: a rep who comes or goes makes no other definition. */
const slotsOf = (
  { sources }: Study,
  { reps, leadsPerRepPerDay, maxOpen, holidays, daysOff, leadsPerTouch }: Capacity,
): unknown => ({
  perDay: reps * leadsPerRepPerDay,
  holidays,
  ...defined({ maxOpen, daysOff }),
  ...(sources.staff === undefined
    ? {}
    : { staff: plain(sources.staff), each: leadsPerRepPerDay, leadsPerTouch: leadsPerTouch ?? 1 }),
});

/** Entries in the order of their keys, since a mapping means the same in any order. */
const sorted = <T extends readonly [string, unknown]>(entries: Iterable<T>): readonly T[] =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

const namesIn = (spec: ModelSpec): readonly string[] =>
  isByHand(spec)
    ? spec.points.flatMap((term) =>
        term.kind === "per" ? [term.feature] : atomsOf(term.when).map((atom) => atom.name),
      )
    : [];

/** Settings as JSON, with rules in their canonical text, without their places in the file. */
export function plain(settings: unknown): unknown {
  const isRule = (key: string, value: unknown): value is Predicate =>
    key === "when" && typeof value === "object" && value !== null && "kind" in value;
  const text = JSON.stringify(settings, (key, value: unknown) => {
    if (key === "path" || key === "text") return undefined;
    if (value instanceof Map) return [...value];
    return isRule(key, value) ? print(value) : value;
  });
  return JSON.parse(text);
}

/** Each candidate with the earliest as_of at which it was seen, under any name. */
export function withFirstSeen(own: readonly Candidate[], log: readonly Try[]): readonly Candidate[] {
  return own.map((c) => {
    const seen = log.filter((other) => other.digest === c.digest).map((other) => other.firstSeen);
    return { ...c, firstSeen: [c.firstSeen, ...seen].sort()[0] ?? c.firstSeen };
  });
}

/**
 * Adds new entries, each file complete or absent: two runs at once may write the same entry, with the same content.
 * @throws LeadlineError exit 4 where the folder cannot be written to
 */
export async function logCandidates(out: string, lineage: string, own: readonly Candidate[]): Promise<void> {
  const known = new Set((await readCandidates(out, lineage)).map(lineOf));
  const folder = folderOf(out, lineage);
  await makeFolder(folder);
  try {
    await clearStaging(folder);
    for (const c of own)
      if (!known.has(lineOf(c)))
        await writeWhole(join(folder, `${lineOf(c).replaceAll(" ", "-")}.json`), `${canonical(c)}\n`);
  } catch (error) {
    refuseWriting(folder, error);
  }
}

const lineOf = ({ digest, firstSeen, incumbent }: Try): string =>
  `${digest} ${firstSeen}${incumbent === true ? " incumbent" : ""}`;

/** The tries from which `logDigest` made its lines. */
export const triesIn = (lines: readonly string[]): readonly Try[] =>
  lines.map((line) => {
    const [digest = "", firstSeen = "", role] = line.split(" ");
    return { digest, firstSeen, ...as(role) };
  });

/** A candidate in the log that the run does not define itself, with the as_of of its first and its last try. */
export interface OtherTry {
  readonly digest: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/**
 * What others have tried: each digest once, without the run's own; definitions that were only incumbents are not tries.
 */
export function othersTried(log: readonly Try[], own: readonly Candidate[]): readonly OtherTry[] {
  const mine = new Set(own.map((c) => c.digest));
  const found = new Map<string, OtherTry>();
  for (const { digest, firstSeen, incumbent } of log) {
    if (mine.has(digest) || incumbent === true) continue;
    const seen = found.get(digest) ?? { digest, firstSeen, lastSeen: firstSeen };
    found.set(digest, {
      digest,
      firstSeen: firstSeen < seen.firstSeen ? firstSeen : seen.firstSeen,
      lastSeen: firstSeen > seen.lastSeen ? firstSeen : seen.lastSeen,
    });
  }
  return [...found.values()].sort((a, b) => (a.digest < b.digest ? -1 : 1));
}

/** Candidates with the same meaning as an earlier one in the study: the same try under another name. */
export function copiesIn(own: readonly Candidate[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const copies = new Set<string>();
  for (const { name, digest, incumbent } of own) {
    if (incumbent === true) continue;
    if (seen.has(digest)) copies.add(name);
    seen.add(digest);
  }
  return copies;
}

/**
 * The part of the log that enters a run's hash: digests and as_ofs, sorted, without the run's own tries. A definition
 * of this run that an earlier as_of has seen enters with its first as_of, by which its quarters are judged. For others
 * all enter, since the last try shows which quarters it has looked at.
 */
export function logDigest(log: readonly Try[], own: readonly Candidate[], asOf: string): readonly string[] {
  const mine = new Set(own.map((c) => c.digest));
  const lines = new Set<string>();
  const first = new Map<string, string>();
  for (const c of log) {
    if (!mine.has(c.digest)) lines.add(lineOf(c));
    else if (c.firstSeen < asOf && c.firstSeen < (first.get(c.digest) ?? asOf))
      first.set(c.digest, c.firstSeen);
  }
  for (const [digest, firstSeen] of first) lines.add(lineOf({ digest, firstSeen }));
  return [...lines].sort();
}
