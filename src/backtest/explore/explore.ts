import { computed, type Keep } from "../../base/keep.ts";
import { noWeekMature } from "../../base/messages/models/unknown.ts";
import { type Group, groupsOf } from "../../features/groups.ts";
import type { Exploration } from "../../result/type.ts";
import type { Definition } from "../../study/type.ts";
import type { Data } from "../data.ts";
import type { Basis } from "../decide/study.ts";
import type { FittedStudy } from "../fit/fitted.ts";
import { judgedFolds } from "../judge/scene.ts";
import { levelOf } from "../judge/verdict/tries.ts";
import type { ReplayOptions } from "../replay/type.ts";
import { serving } from "../serve/served.ts";
import type { Replayed, Setting } from "../type.ts";
import { type Moved, type Walked, walkCuts, writtenAt } from "./asked.ts";
import { cellDraft, rounded, type Seen, segmentDraft, writeCell, writeSegment } from "./cells.ts";
import { perDay, thinned } from "./grid.ts";
import { pilotsOf } from "./pilots.ts";
import { referencesOf } from "./references.ts";
import { type Grouped, grouped } from "./segments.ts";
import { type Rates, served, type Waiting, waiting, weeksOf } from "./waiting.ts";

/** A period of the grid: one fold, or the mean of all judged folds. */
interface Period {
  readonly name: string;
  readonly folds: readonly number[];
  readonly provisional: boolean;
}

/** One cut-off of the grid, the study's own or an explored one, as it is replayed at each rate. */
interface Row {
  readonly p: number | null;
  readonly own: boolean;
  readonly definition: string | null;
  readonly at: (rate: number) => Replayed;
}

/**
 * What each definition would have brought at other cut-offs and capacities: the grid of explore/<definition>.json. All
 * cut-offs of a score come from one walk; each cell is served and counted as the definition's own quarter is. A
 * definition without a cut-off on one score is explored over capacities alone. O(instants x ladders + cut-offs x
 * capacities x crossings log crossings).
 */
export async function explore(
  data: Data,
  fitted: FittedStudy,
  basis: Basis,
  run: string,
  options: ReplayOptions = {},
  keep: Keep = computed,
): Promise<ReadonlyMap<string, Exploration>> {
  const [stated] = basis.at;
  if (stated === undefined || stated.definitions.length === 0) return new Map();
  const shipped = new Map([...stated.shipped].map(([name, { p }]) => [name, p]));
  const walked = await walkCuts(data, fitted, shipped, options);
  const segments = groupsOf(data, mostLevels);
  const incumbent = stated.definitions.find((d) => d.incumbent) ?? null;
  const references = new Map<string, Exploration["references"]>();
  const explored = new Map<string, Exploration>();
  for (const [d, own] of stated.definitions.entries()) {
    const definition = data.study.definitions.get(own.name);
    if (definition === undefined) throw new RangeError(`the study has no definition ${own.name}`);
    const moved = walked.moved.get(own.name) ?? null;
    const rows = rowsOf(basis, d, definition, moved, walked.moved.size);
    const { minGroup, decide, outcome } = data.study;
    const asked: Asked = {
      own,
      score: moved?.cut.model ?? null,
      label: definition.label,
      text: definition.text,
      outcome: outcome.kind === "stage" ? outcome.reaches : "",
      minGroup,
      smallestGain: decide.smallestGain,
      basis: {
        setting: basis.setting,
        rates: basis.at.map(({ rate }) => rate),
        order: basis.order,
        history: basis.history,
      },
      incumbent,
      everyone: walked.everyone,
      segments,
    };
    const crossed = rows.map(({ p, own: isOwn, definition: written, at }) => ({
      p,
      isOwn,
      written,
      // only the definition's own crossings may differ from rate to rate
      at: isOwn ? basis.at.map((_, r) => at(r)) : at(0),
    }));
    const grid = await keep({ grid: asked, crossed }, isGrid, () => explorationOf(asked, rows, references));
    explored.set(own.name, { schemaVersion: 1, run, ...grid });
  }
  return explored;
}

/** All that the grid of one definition is made from, beside its rows. */
interface Asked {
  readonly own: Replayed;
  /** the model whose score is cut off; null: there is none */
  readonly score: string | null;
  readonly label: string | null;
  readonly text: string;
  readonly outcome: string;
  readonly minGroup: number;
  readonly smallestGain: number | null;
  readonly basis: Rates;
  readonly incumbent: Replayed | null;
  /** everyone at creation, by fold */
  readonly everyone: Walked["everyone"];
  readonly segments: readonly Group[];
}

type Grid = Omit<Exploration, "schemaVersion" | "run">;

const isGrid = (value: unknown): value is Grid =>
  typeof value === "object" && value !== null && "cells" in value && "references" in value;

/** @param known references by the folds of their periods: definitions that have these in common share them */
function explorationOf(of: Asked, rows: readonly Row[], known: Map<string, Exploration["references"]>): Grid {
  const { own, basis, minGroup, segments } = of;
  const periods = periodsOf(basis.setting, own);
  const weeks = weeksOf(basis, periods);
  const key = JSON.stringify(periods.map(({ folds }) => folds));
  const references = known.get(key) ?? referencesOf(basis, periods, of.everyone, weeks);
  known.set(key, references);
  const grid = gridOf(basis, rows, periods, weeks, segments, minGroup);
  return {
    definition: own.name,
    label: of.label,
    text: of.text,
    outcome: of.outcome,
    score: of.score,
    levels: { own: ownLevel, explored: levelOf(rows.length - 1) },
    minGroup,
    cutoffs: rows.map(({ p, own: isOwn, definition: written }) => ({
      p: p === null ? null : rounded(p),
      own: isOwn,
      definition: written,
    })),
    capacities: basis.order.map((r) => {
      const rate = basis.rates[r] ?? basis.setting.rate;
      return { leadsPerDay: perDay(rate), ...rate, stated: r === 0, atHistory: r === basis.history };
    }),
    periods: periods.map(({ name, folds, provisional }, p) => ({
      period: name,
      quarters: folds.length,
      provisional,
      reason:
        weeks[p]?.[0]?.length === 0
          ? noWeekMature
          : folds.length === 1
            ? (own.folds[folds[0] ?? -1]?.reason ?? null)
            : null,
    })),
    slots: grid.slots,
    segments: grid.segments.map(({ by, group }) => ({ by, value: group })),
    cells: grid.cells,
    segmentCells: grid.segmentCells,
    pilots: pilotsOf(serving(basis.setting), own, of.incumbent, of.smallestGain),
    references,
  };
}

const ownLevel = 0.95;
/** How many levels of one column have a segment of their own. */
const mostLevels = 8;
const judgedPeriod = "judged";

/** Rows of the grid by rising chance; the study's own is at the place of its chance, or first. */
function rowsOf(
  basis: Basis,
  d: number,
  definition: Definition,
  moved: Moved | null,
  among: number,
): readonly Row[] {
  const own: Row = {
    p: moved?.own ?? null,
    own: true,
    definition: definition.text,
    at: (r) => {
      const replayed = basis.at[r]?.definitions[d];
      if (replayed === undefined) throw new RangeError(`definition ${d} is not replayed at rate ${r}`);
      return replayed;
    },
  };
  if (moved === null) return [own];
  const explored = moved.chances.map((p, c): Row & { readonly crossings: number } => {
    // a quarter without figures of its own has none at any cut-off
    const refused = own.at(0).folds;
    const folds = moved.at.map((of, k) => {
      const reason = refused[k]?.reason ?? null;
      return reason === null ? of(c) : { reason };
    });
    const replayed: Replayed = {
      name: own.at(0).name,
      incumbent: false,
      folds: folds.map((at) => ({
        crossings: "reason" in at ? null : at,
        reason: "reason" in at ? at.reason : null,
        stock: 0,
        cutoff: null,
        prospective: false,
      })),
    };
    return {
      p,
      own: false,
      // a model that the definition brings along has the definition's name, and cannot be written without it
      definition: moved.cut.model === own.at(0).name ? null : writtenAt(definition.rule, moved.cut, p),
      at: () => replayed,
      crossings: folds.reduce((n, at) => n + ("reason" in at ? 0 : at.leads.length), 0),
    };
  });
  const kept = thinned(
    explored.filter(({ crossings }) => crossings > 0),
    ({ crossings }) => crossings * basis.at.length * among,
  );
  const place = kept.findIndex(({ p }) => own.p === null || (p ?? 0) > own.p);
  return place < 0 ? [...kept, own] : [...kept.slice(0, place), own, ...kept.slice(place)];
}

function periodsOf(setting: Setting, own: Replayed): readonly Period[] {
  const judged = judgedFolds(setting, [own]);
  return [
    ...(judged.length === 0 ? [] : [{ name: judgedPeriod, folds: judged, provisional: false }]),
    ...setting.folds.map((fold, k) => ({ name: fold.quarter.name, folds: [k], provisional: !fold.judged })),
  ];
}

/** Every cell of one definition; a cell that too few leads qualify for stays null. */
function gridOf(
  basis: Rates,
  rows: readonly Row[],
  periods: readonly Period[],
  weeks: ReturnType<typeof weeksOf>,
  segments: readonly Group[],
  least: number,
) {
  const explored = levelOf(rows.length - 1);
  const capacities = basis.order.length;
  const cells = cellDraft(periods.length * capacities * rows.length);
  const [first] = periods;
  // only for the mean of all judged quarters: in a single quarter most would be withheld
  const parted = first?.name === judgedPeriod ? segments : [];
  const segmentCells = segmentDraft(parted.length * capacities * rows.length);
  rows.forEach((row, i) => {
    periods.forEach(({ folds }, p) => {
      let queue: Waiting | null = null;
      let groups: Grouped | null = null;
      basis.order.forEach((r, c) => {
        const replayed = row.at(r);
        const own = weeks[p]?.[c] ?? [];
        if (own.length === 0) return;
        if (queue?.replayed !== replayed) {
          queue = waiting(basis.setting, replayed, folds, own);
          groups = null;
        }
        if (queue === null) return;
        const n = queue.lead.length;
        if (!row.own && n > 0 && n < least) return;
        const seen: Seen = {
          set: served(queue, own),
          quarters: folds.length,
          level: row.own ? ownLevel : explored,
        };
        writeCell(cells, (p * capacities + c) * rows.length + i, seen);
        if (p > 0 || parted.length === 0) return;
        groups ??= grouped(parted, queue.lead, least);
        groups.forEach((group, s) => {
          if (group !== null) writeSegment(segmentCells, (s * capacities + c) * rows.length + i, seen, group);
        });
      });
    });
  });
  return {
    cells,
    segmentCells,
    segments: parted,
    slots: weeks.flatMap((of, p) =>
      of.map((own) =>
        rounded(own.reduce((sum, week) => sum + week.slots, 0) / (periods[p]?.folds.length ?? 1)),
      ),
    ),
  };
}
