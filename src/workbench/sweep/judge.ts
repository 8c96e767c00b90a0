import { type JudgedStudy, judgeStudy } from "../../backtest/decide/study.ts";
import type { FittedStudy } from "../../backtest/fit/fitted.ts";
import type { Scene } from "../../backtest/judge/scene.ts";
import type { Tries } from "../../backtest/judge/verdict/tries.ts";
import { serving } from "../../backtest/serve/served.ts";
import { canonical } from "../../base/canonical.ts";
import { exits, fault, LeadlineError } from "../../base/errors.ts";
import { varyValue } from "../../base/messages/study/study.ts";
import type { Watch } from "../../base/progress.ts";
import type { History } from "../../history/type.ts";
import type { FitOutcome } from "../../models/type.ts";
import type { PilotTaken } from "../../result/type.ts";
import { usesOf } from "../../rules/reference.ts";
import { placeOf } from "../../study/places.ts";
import { scopeOf } from "../../study/scope.ts";
import type { Definition, ModelSpec, Study } from "../../study/type.ts";
import type { Setting, Variant } from "../../study/vary.ts";
import { fitStudy } from "../fit.ts";
import { type Candidate, candidatesOf, plain } from "../folder/candidates.ts";
import { readings } from "../load.ts";
import type { Loaded } from "../loaded.ts";

/** One candidate at one capacity, in all variants in which it means the same. */
export interface SweptRow {
  readonly candidate: Candidate;
  readonly settings: readonly Setting[];
  readonly capacity: NonNullable<Study["capacity"]>;
  readonly facts: JudgedStudy["definitions"][string];
  readonly decided: JudgedStudy["decision"]["candidates"][number] | null;
  readonly scene: Scene;
}

export interface Swept {
  readonly rows: readonly SweptRow[];
  /** the incumbent at each capacity */
  readonly incumbents: readonly Pick<SweptRow, "candidate" | "capacity" | "facts">[];
}

export interface SweepTries {
  readonly firstSeen: ReadonlyMap<string, number>;
  readonly others: Tries["others"];
  /** a try of this sweep, seen first at this as_of */
  readonly own: Tries["others"][number];
}

/** A variant, and each of its definitions with everything that gives it its meaning. */
interface Named {
  readonly variant: Variant;
  readonly candidates: readonly Candidate[];
}

/**
 * Judges every variant. Shared work is done once: features for all variants with the same ones, one fit for each
 * distinct model, and one replay for all definitions under the same fits and capacity. O(distinct fits).
 */
export async function judgeVariants(
  variants: readonly Variant[],
  history: History,
  tries: SweepTries,
  pilots: readonly PilotTaken[],
  options: { readonly threads: number; readonly watch: Watch },
): Promise<Swept> {
  const named = variants.map((variant) => ({ variant, candidates: candidatesOf(variant.study, "") }));
  const digests = new Set(
    named.flatMap(({ candidates }) => candidates.flatMap((c) => (c.incumbent === true ? [] : [c.digest]))),
  );
  const rows = new Map<string, SweptRow>();
  const incumbents = new Map<string, Swept["incumbents"][number]>();
  for (const alike of groupsOf(named, ({ variant }) => canonical(plain(variant.study.features)))) {
    const fits = await fitsOf(alike, history, options);
    const together = groupsOf(
      alike,
      ({ variant: { study } }) =>
        `${slotsKey(study)} ${modelsOf(study)
          .map(([name, spec]) => fitKey(study, name, spec))
          .join()}`,
    );
    for (const same of together) {
      const judged = await judgeTogether(same, fits, {
        rows,
        digests,
        tries,
        pilots,
        watch: options.watch,
        named,
      });
      for (const [key, row] of judged.rows) rows.set(key, row);
      for (const [key, row] of judged.incumbents) if (!incumbents.has(key)) incumbents.set(key, row);
    }
  }
  return { rows: [...rows.values()], incumbents: [...incumbents.values()] };
}

function groupsOf<T>(items: readonly T[], key: (item: T) => string): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** Models that a definition of the study needs: no others are fitted. */
function modelsOf(study: Study): readonly (readonly [string, ModelSpec])[] {
  const scope = scopeOf(study);
  const asked = new Set(
    [...study.definitions.values()].flatMap(({ rule }) =>
      usesOf(rule, scope).flatMap(({ of }) => (of.kind === "score" ? [of.model] : [])),
    ),
  );
  return [...study.models].filter(([name]) => asked.has(name));
}

const fitKey = (study: Study, name: string, spec: ModelSpec): string =>
  canonical([name, plain(spec), study.calibration]);

const slotsKey = ({ capacity }: Study): string => canonical(plain(capacity));

interface Fits {
  readonly loaded: Loaded;
  /** with the models of one variant */
  under(study: Study): FittedStudy;
}

/** Every distinct model among the variants with the same features, fitted once in each judged fold. */
async function fitsOf(
  [first, ...rest]: readonly [Named, ...Named[]],
  history: History,
  options: { readonly threads: number; readonly watch: Watch },
): Promise<Fits> {
  const loaded = loadedOf(first.variant, history, options.watch);
  const walks = new Map<
    string,
    { readonly fitted: FittedStudy; readonly called: ReadonlyMap<string, string> }
  >();
  const all = [first, ...rest].map(({ variant }) => variant.study);
  for (const alike of groupsOf(all, ({ calibration }) => calibration)) {
    const [{ calibration }] = alike;
    const wanted = new Map(
      alike.flatMap((study) =>
        modelsOf(study).map(([name, spec]) => [fitKey(study, name, spec), { name, spec }]),
      ),
    );
    // a name for each distinct model; the first one keeps its own
    const called = new Map<string, string>();
    const models = new Map<string, ModelSpec>();
    for (const [key, { name, spec }] of wanted) {
      let own = name;
      for (let i = 2; models.has(own); i++) own = `${name} ${i}`;
      called.set(key, own);
      models.set(own, spec);
    }
    const fitted = await fitStudy(
      { ...loaded, study: { ...loaded.study, calibration, models } },
      { ...options, ships: false },
    );
    walks.set(calibration, { fitted, called });
  }
  return {
    loaded,
    under: (study) => {
      const walk = walks.get(study.calibration);
      if (walk === undefined) throw new RangeError(`nothing was fitted for ${study.calibration}`);
      const { fitted, called } = walk;
      const own = (models: ReadonlyMap<string, FitOutcome>): ReadonlyMap<string, FitOutcome> =>
        new Map(
          modelsOf(study).flatMap(([name, spec]) => {
            const outcome = models.get(called.get(fitKey(study, name, spec)) ?? "");
            return outcome === undefined ? [] : [[name, outcome] as const];
          }),
        );
      return {
        ...fitted,
        walk: {
          folds: fitted.walk.folds.map((fold) => ({ ...fold, models: own(fold.models) })),
          final: { ...fitted.walk.final, models: own(fitted.walk.final.models) },
        },
      };
    },
  };
}

/** Loads a variant. Where its rules name a feature that it does not have, the fault names the variant's settings. */
function loadedOf({ study, settings }: Variant, history: History, watch: Watch): Loaded {
  try {
    return readings(study, history, watch);
  } catch (error) {
    const [first] = error instanceof LeadlineError && error.exit === exits.usage ? error.faults : [];
    if (first === undefined) throw error;
    const said = settings.map(({ path, text }) => `${path} ${text}`).join(", ");
    const { file } = study;
    throw new LeadlineError(exits.usage, [
      fault(varyValue("", said, first.what, first.mend), placeOf({ file, places: new Map() }, "vary")),
    ]);
  }
}

/** Variants with the same fits and capacity, in one replay; definitions with the same meaning are walked once. */
async function judgeTogether(
  same: readonly [Named, ...Named[]],
  { loaded, under }: Fits,
  sweep: {
    readonly rows: ReadonlyMap<string, SweptRow>;
    readonly digests: ReadonlySet<string>;
    readonly tries: SweepTries;
    readonly pilots: readonly PilotTaken[];
    readonly watch: Watch;
    readonly named: readonly Named[];
  },
) {
  const [{ variant: first }] = same;
  const { tries } = sweep;
  const definitions = new Map<string, Definition>();
  const asked = new Map<string, Candidate>();
  const found = {
    rows: new Map<string, SweptRow>(),
    incumbents: new Map<string, Swept["incumbents"][number]>(),
  };
  const { capacity } = first.study;
  if (capacity === null) return found;
  const keyOf = (c: Candidate): string => `${c.digest} ${c.name} ${slotsKey(first.study)}`;
  for (const { variant, candidates } of same)
    for (const candidate of candidates) {
      const definition = variant.study.definitions.get(candidate.name);
      const key = keyOf(candidate);
      if (
        definition === undefined ||
        sweep.rows.has(key) ||
        [...asked.values()].some((c) => keyOf(c) === key)
      )
        continue;
      let name = candidate.name;
      for (let i = 2; definitions.has(name); i++) name = `${candidate.name} ${i}`;
      definitions.set(name, definition);
      asked.set(name, candidate);
    }
  const mine = [...asked.values()].filter((c) => c.incumbent !== true);
  if (mine.length === 0) return found;
  const study = { ...first.study, definitions };
  const others = [...sweep.digests].filter((digest) => !mine.some((c) => c.digest === digest));
  const judged = await judgeStudy({ ...loaded, study }, under(first.study), {
    watch: sweep.watch,
    firstSeen: new Map(
      [...asked].map(([name, { digest }]) => [name, tries.firstSeen.get(digest) ?? tries.own.firstSeen]),
    ),
    pilots: [...asked].flatMap(([name, { name: candidate, digest }]) =>
      sweep.pilots
        .filter((taken) => taken.candidate === candidate && taken.digest === digest)
        .map((taken) => ({ ...taken, candidate: name })),
    ),
    others: [...tries.others, ...others.map(() => tries.own)],
  });
  const { basis } = judged;
  const [replays] = basis?.at ?? [];
  if (basis === null || replays === undefined) return found;
  const at = serving(basis.setting);
  const replayed = (name: string) => replays.definitions.find((d) => d.name === name) ?? null;
  const incumbent = replays.definitions.find((d) => d.incumbent) ?? null;
  for (const [name, candidate] of asked) {
    const facts = judged.definitions[name];
    const definition = replayed(name);
    if (facts === undefined || definition === null) continue;
    if (candidate.incumbent === true) {
      found.incumbents.set(slotsKey(study), { candidate, capacity, facts });
      continue;
    }
    found.rows.set(keyOf(candidate), {
      candidate,
      settings: settingsOf(sweep.named, candidate, slotsKey(study)),
      capacity,
      facts,
      decided: judged.decision.candidates.find((c) => c.name === name) ?? null,
      scene: { serving: at, definition, incumbent },
    });
  }
  return found;
}

/**
 * The settings that a candidate at a capacity depends on: those with the same value in all variants in which it means
 * the same.
 */
function settingsOf(named: readonly Named[], { digest, name }: Candidate, slots: string): readonly Setting[] {
  const same = named.filter(
    ({ variant, candidates }) =>
      slotsKey(variant.study) === slots && candidates.some((c) => c.digest === digest && c.name === name),
  );
  const varies = (path: string): boolean =>
    new Set(named.flatMap(({ variant }) => textAt(variant, path))).size > 1;
  return (same[0]?.variant.settings ?? []).filter(
    ({ path }) => !varies(path) || new Set(same.flatMap(({ variant }) => textAt(variant, path))).size === 1,
  );
}

const textAt = ({ settings }: Variant, path: string): readonly string[] =>
  settings.filter((s) => s.path === path).map(({ text }) => text);
