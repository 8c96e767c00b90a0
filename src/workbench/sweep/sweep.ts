import { join } from "node:path";
import { nested } from "../../backtest/judge/verdict/nested.ts";
import { levelOf } from "../../backtest/judge/verdict/tries.ts";
import { exits, LeadlineError, refuse } from "../../base/errors.ts";
import {
  noCandidate,
  nothingVaried,
  notSweepable,
  sweepSentence,
  sweepUnpicked,
} from "../../base/messages/models/sweep.ts";
import { noCapacityStated, noDates } from "../../base/messages/models/unknown.ts";
import { outcomeWords } from "../../base/outcome-words.ts";
import { type Watch, yieldNow } from "../../base/progress.ts";
import { DAY, dayOf, isoDate } from "../../base/time.ts";
import { version } from "../../base/version.ts";
import { learntKinds } from "../../models/kinds.ts";
import { renderSweep } from "../../report/sweep.ts";
import type { PilotTaken, Sweep } from "../../result/type.ts";
import { placeOf } from "../../study/places.ts";
import type { Study } from "../../study/type.ts";
import { type Variant, variantsOf } from "../../study/vary.ts";
import { warningFacts } from "../facts.ts";
import { candidatesOf, logCandidates, othersTried, readCandidates } from "../folder/candidates.ts";
import { runHash, writeRun } from "../folder/folder.ts";
import { type Loaded, leadsOf } from "../loaded.ts";
import { pilotsBeside } from "../pilot/register.ts";
import { pilotsTaken } from "../pilot/taken.ts";
import { load } from "../pipeline.ts";
import { restingOn, secondsOf, startOf } from "../run.ts";
import { openStudy } from "../study-file.ts";
import { judgeVariants, type Swept, type SweptRow } from "./judge.ts";

export interface SweepOptions {
  /** path of the study file */
  readonly study: string;
  /** folder for sweeps, beside the runs; default `reports` */
  readonly out?: string;
  /** folder of the registers of pilots; default `pilots` beside `out` */
  readonly pilots?: string;
  readonly seed?: number;
  readonly threads?: number;
  readonly watch?: Watch;
}

export interface SweepOutcome {
  readonly sweep: Sweep;
  readonly folder: string;
}

/**
 * All combinations of the settings that `vary` lists, judged against each other:
 *
 *   study.yaml ─► variants     ─► features ─► fits that   ─► one replay   ─► nested pick ─► sweep.json, .html, .md
 *   vary          history once    once a set  are another    a capacity
 *
 * Every candidate is logged, as it would be by as many runs. The headline is what picking the best at each quarter's
 * start would have brought, by what was known then.
 *
 * @throws LeadlineError exit 2 (study file, nothing varied), 3 (the data cannot answer), 4 (a file)
 */
export async function sweep(options: SweepOptions): Promise<SweepOutcome> {
  const { watch = {}, out = "reports", threads = 1 } = options;
  const { study, folder: from } = await openStudy(options.study, options.seed);
  if (study.vary.length === 0) refuse(exits.usage, nothingVaried(), { file: study.file });
  refuseUnsweepable(study);
  const { variants, faults } = variantsOf(study, learntKinds());
  if (faults.length > 0) throw new LeadlineError(exits.usage, faults);
  const loaded = await load(study, from, watch);
  const { warnings } = loaded;
  const { history } = leadsOf(loaded);

  const asOf = isoDate(dayOf(study.asOf));
  const log = await readCandidates(out, study.lineage);
  const all = variants.flatMap((variant) => candidatesOf(variant.study, asOf));
  const others = othersTried(log, all);
  const own = { firstSeen: startOf(asOf), lastSeen: startOf(asOf) + DAY - 1 };
  const pilots = await pilotsIn(loaded, variants, asOf, options.pilots ?? pilotsBeside(out));
  const swept = await judgeVariants(
    variants,
    history,
    {
      own,
      firstSeen: new Map(
        log
          .filter(({ firstSeen }) => firstSeen < asOf)
          .sort((a, b) => (a.firstSeen < b.firstSeen ? 1 : -1))
          .map(({ digest, firstSeen }) => [digest, startOf(firstSeen)]),
      ),
      others: others.map(secondsOf),
    },
    pilots,
    { threads, watch },
  );
  await yieldNow(watch);
  const candidates = [...swept.rows, ...swept.incumbents].map(({ candidate }) => ({
    ...candidate,
    firstSeen: asOf,
  }));
  // absent without one, so that sweeps keep their names
  const inputs = { ...restingOn({ study, history }), ...(pilots.length === 0 ? {} : { pilots }) };
  const name = `sweep-${asOf}-${runHash(inputs)}`;
  const found = factsOf(study, swept, {
    name,
    asOf,
    variants: variants.length,
    others: others.length,
    warnings: warningFacts(warnings),
  });
  const folder = join(out, study.study, name);
  const report = await renderSweep(found);
  const files = new Map([
    ["sweep.json", `${JSON.stringify(found, null, 1)}\n`],
    ["study.yaml", study.text],
    ["sweep.html", report.html],
    ["sweep.md", report.markdown],
    ...[...report.tables].map(([file, csv]): [string, string] => [`charts/${file}`, csv]),
    ...[...report.charts].map(([file, svg]): [string, string] => [`charts/${file}`, svg]),
  ]);
  await logCandidates(out, study.lineage, candidates);
  await writeRun(folder, { leadline: version, run: name, study: study.study, inputs }, files, "");
  return { sweep: found, folder };
}

/**
 * The finished pilots that count for a variant, each once: a variant of another meaning is another candidate, which its
 * neighbour's pilot says nothing of.
 */
async function pilotsIn(
  loaded: Loaded,
  variants: readonly Variant[],
  asOf: string,
  folder: string,
): Promise<readonly PilotTaken[]> {
  const found = new Map<string, PilotTaken>();
  const asked = new Set<string>();
  for (const { study } of variants) {
    const own = candidatesOf(study, asOf);
    const key = own.map(({ name, digest }) => `${name} ${digest}`).join();
    if (asked.has(key)) continue;
    asked.add(key);
    for (const taken of await pilotsTaken({ ...loaded, study }, own, folder))
      if (taken.refused === null) found.set(taken.candidate, taken);
  }
  return [...found.values()];
}

function refuseUnsweepable(study: Study): void {
  const why =
    study.outcome.kind === "column"
      ? noDates
      : study.capacity === null
        ? noCapacityStated
        : [...study.definitions.values()].every((d) => d.incumbent)
          ? noCandidate
          : null;
  if (why !== null) refuse(exits.usage, notSweepable(why), placeOf(study, "vary"));
}

const capacityOf = ({ reps, leadsPerRepPerDay }: SweptRow["capacity"]) => ({ reps, leadsPerRepPerDay });

function factsOf(
  study: Study,
  { rows, incumbents }: Swept,
  of: {
    readonly name: string;
    readonly asOf: string;
    readonly variants: number;
    readonly others: number;
    readonly warnings: Sweep["warnings"];
  },
): Sweep {
  const own = new Set(rows.map(({ candidate }) => candidate.digest)).size;
  const tried = own + of.others;
  const { naive, ...chain } = nested(rows.map(({ scene }) => scene));
  const reaches = study.outcome.kind === "stage" ? study.outcome.reaches : study.outcome.column;
  return {
    schemaVersion: 1,
    leadline: version,
    study: study.study,
    sweep: of.name,
    asOf: of.asOf,
    outcome: reaches,
    varied: study.vary.map(({ path, values }) => ({ path, values: values.map(({ text }) => text) })),
    variants: of.variants,
    tried,
    level: levelOf(tried),
    incumbents: incumbents.map(({ candidate, capacity, facts }) => ({
      definition: candidate.name,
      capacity: capacityOf(capacity),
      winsPerSlot: facts.pooled.winsPerSlot,
    })),
    rows: rows.map(({ candidate, settings, capacity, facts, decided }) => ({
      definition: candidate.name,
      settings: settings.map(({ path, text }) => ({ path, value: text })),
      digest: candidate.digest,
      capacity: capacityOf(capacity),
      slots: facts.pooled.slots,
      volume: facts.pooled.volume,
      served: facts.pooled.served,
      wins: facts.pooled.wins,
      winsPerSlot: facts.pooled.winsPerSlot,
      precision: facts.pooled.precision,
      difference: facts.pooled.difference,
      decides: decided?.decides ?? null,
      verdict: decided?.verdict ?? null,
      reason: decided?.reason ?? null,
      quarters: facts.quarters.map(({ quarter, winsPerSlot, difference }) => ({
        quarter,
        winsPerSlot,
        difference,
      })),
    })),
    nested: {
      ...chain,
      quarters: chain.quarters.map(({ quarter, picked, by }) => ({ quarter, row: picked, by })),
    },
    naive,
    sentence: sentenceOf(own, chain, reaches),
    warnings: of.warnings,
  };
}

/** @param tried candidates of this sweep: it picks among no others */
function sentenceOf(tried: number, chain: Omit<ReturnType<typeof nested>, "naive">, reaches: string): string {
  const { winsPerSlot, difference, hindsight } = chain;
  if (winsPerSlot.value === null) return sweepUnpicked(tried, winsPerSlot.reason);
  return sweepSentence({
    tried,
    quarters: chain.quarters.filter(({ picked }) => picked !== null).length,
    wins: winsPerSlot.value,
    difference: difference === null || difference.value === null ? null : difference,
    naive: hindsight.value,
    outcome: outcomeWords(reaches),
  });
}
