import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { modelsReport } from "../../src/backtest/compare/models.ts";
import { judgeStudy } from "../../src/backtest/decide/study.ts";
import type { Estimated } from "../../src/base/estimate.ts";
import { hash32, random } from "../../src/base/random.ts";
import type { DecisionFacts, DefinitionFacts, ModelFacts } from "../../src/result/type.ts";
import type { Weights } from "../../src/weights/type.ts";
import { fitStudy } from "../../src/workbench/fit.ts";
import { load } from "../../src/workbench/load.ts";
import { simulateTo } from "../../src/workbench/simulate.ts";
import { openStudy } from "../../src/workbench/study-file.ts";

/** A simulated world through the whole workbench (simulate, open, load, fit, judge), less the run folder and the report. */
export interface World {
  readonly seed: number;
  /** by name: pooled and by quarter, O/E at crossing */
  readonly definitions: Readonly<Record<string, DefinitionFacts>>;
  readonly decision: DecisionFacts;
  /** by name: what ships, and how it did on moments that it was not fitted to */
  readonly models: Readonly<Record<string, ModelFacts>>;
  readonly weights: Readonly<Record<string, Weights>>;
  readonly seconds: number;
}

export interface WorldOptions {
  /** default 4,000; or what a seed makes it */
  readonly leads?: number | ((seed: number) => number);
  /** of the text of the study that `simulate` writes; default: as it is */
  readonly edit?: (study: string) => string;
  /** keeps edited worlds apart in the cache; needed where `edit` or `models` is given */
  readonly name?: string;
  /** whether the models are evaluated, too; default: they are */
  readonly models?: boolean;
}

/**
 * As many leads as come when the number of accounts is chance, too: Poisson, 2,000 on average. Accounts of 1 to 5 leads
 * (2 on average, their squares 5.75) make 4,000 leads with a standard deviation of sqrt(2,000 x 5.75).
 */
export const asManyAsCome = (seed: number): number =>
  Math.round(4_000 + Math.sqrt(2_000 * 5.75) * random(hash32("leads", seed)).normal());

/** The study without the model that takes long to fit, and what names it. */
export const pointsAlone = (study: string): string =>
  study
    .split("\n")
    .filter((line) => !line.includes("logit"))
    .join("\n");

/** The 105 default worlds on which bars are held: `leadline simulate --leads 4000 --seed 1` to 105. */
export const defaultSeeds: readonly number[] = Array.from(
  { length: Number(process.env.LEADLINE_WORLDS ?? 105) },
  (_, i) => i + 1,
);

const known = new Map<string, Promise<World>>();

/** A world is made once a process, whoever asks. */
export function world(seed: number, options: WorldOptions = {}): Promise<World> {
  if ((options.edit !== undefined || options.models !== undefined) && options.name === undefined)
    throw new RangeError("a world of another kind needs a name");
  const leads = typeof options.leads === "function" ? options.leads(seed) : (options.leads ?? 4000);
  const key = `${seed} ${leads} ${options.name ?? ""}`;
  const made = known.get(key) ?? make(seed, leads, options);
  known.set(key, made);
  return made;
}

/** Worlds one after the other. */
export async function worlds(seeds: readonly number[], options: WorldOptions = {}): Promise<World[]> {
  const all: World[] = [];
  for (const seed of seeds) all.push(await world(seed, options));
  return all;
}

async function make(
  seed: number,
  leads: number,
  { edit, models: evaluated = true }: WorldOptions,
): Promise<World> {
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "leadline-world-"));
  try {
    await simulateTo({ leads, seed, out: folder });
    const file = join(folder, "study.yaml");
    if (edit !== undefined) {
      const text = readFileSync(file, "utf8");
      const edited = edit(text);
      if (edited === text) throw new RangeError("the edit finds nothing to change in the study");
      writeFileSync(file, edited);
    }
    const { study } = await openStudy(file);
    const loaded = await load(study, folder, {});
    const fitted = await fitStudy(loaded);
    const judged = await judgeStudy(loaded, fitted, { watch: {}, firstSeen: new Map() });
    const models = evaluated ? (await modelsReport(loaded, fitted)).models : {};
    return {
      seed,
      definitions: judged.definitions,
      decision: judged.decision,
      models,
      weights: Object.fromEntries(
        Object.entries(models).flatMap(([name, { weights }]) => (weights === null ? [] : [[name, weights]])),
      ),
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What many worlds say of one estimate: its mean, and how often its interval holds a value. */
export function over(estimates: readonly (Estimated | null | undefined)[]): Over {
  const all = estimates.flatMap((e) => (e?.value == null ? [] : [e]));
  const n = all.length;
  const mean = all.reduce((sum, e) => sum + e.value, 0) / n;
  const variance = all.reduce((sum, e) => sum + (e.value - mean) ** 2, 0) / Math.max(1, n - 1);
  return {
    n,
    mean,
    /** of the mean */
    error: Math.sqrt(variance / n),
    holds: (truth) => all.filter((e) => e.low <= truth && truth <= e.high).length / n,
  };
}

export interface Over {
  /** worlds that have a value */
  readonly n: number;
  readonly mean: number;
  /** Monte Carlo error of the mean */
  readonly error: number;
  /** share of intervals that hold a value */
  readonly holds: (truth: number) => number;
}
