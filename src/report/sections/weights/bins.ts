import type { ModelFacts } from "../../../result/type.ts";
import { type Cell, muted, name, type Row, type Table, type Text, tag } from "../../document.ts";
import { count, fixed, hundredths, signedBy } from "../../format.ts";
import { pointsText, type Unit } from "../../units.ts";
import { cell, numberCell } from "../cells.ts";

type Weights = NonNullable<ModelFacts["weights"]>;
export type Bins = ModelFacts["bins"][number];

/** Bins with fewer leads than this are marked. */
const fewLeads = 10;
/** How many levels of a bin are named; the weights file names all. */
const namedLevels = 4;

/** Points as bars from zero, feature by feature, with the number of leads and their outcome rate. */
export function binTable(
  caption: string,
  of: readonly Bins[],
  facts: ModelFacts,
  weights: Weights,
  unit: Unit,
): Table {
  const longest = Math.max(
    1e-9,
    ...of.flatMap(({ bins }) => bins.filter((b) => (b.n ?? 0) >= fewLeads).map((b) => Math.abs(b.points))),
  );
  return {
    kind: "table",
    caption,
    columns: [
      { title: ["Feature and bin"] },
      { title: [unit.title] },
      { title: ["Leads"], number: true },
      { title: ["Outcomes"], number: true },
      { title: ["Per 100"], number: true },
      { title: [{ as: "term", of: "WOE", text: "WOE" }], number: true },
    ],
    rows: of.flatMap((feature) => [
      { cells: [cell(headText(feature))] },
      ...shownBins(feature, facts, weights).map((b): Row => {
        const few = b.n < fewLeads;
        const points: Cell = {
          ...cell(pointsText(b.points, unit)),
          bar: b.points / longest,
          faint: few,
        };
        return {
          cells: [
            cell(few ? [b.label, " ", tag("few")] : b.label),
            points,
            numberCell(b.n, rounded),
            numberCell(b.positives, rounded),
            numberCell(few ? null : b.positives / b.n, hundredths),
            numberCell(few ? null : b.woe, signedBy(2)),
          ],
        };
      }),
    ]),
  };
}

/**
 * The feature's name, its information value beside what noise would have, and a mark where it has no more than noise.
 */
function headText({ attribute, iv, noiseFloor }: Bins): Text {
  if (iv === null) return [name(attribute)];
  if (noiseFloor === null) return [name(attribute), muted(` IV ${fixed(iv, 3)}`)];
  return [
    name(attribute),
    muted(` IV ${fixed(iv, 3)}, noise to ${fixed(noiseFloor, 3)}`),
    ...(iv <= noiseFloor ? [" ", tag("no more than noise")] : []),
  ];
}

/** A bin whose counts are not withheld. */
type ShownBin = Bins["bins"][number] & { readonly n: number; readonly positives: number };

const isShown = (b: Bins["bins"][number]): b is ShownBin => b.n !== null && b.positives !== null;

/**
 * Bins with fewer leads than this, and those that are withheld, are left out: a lead's moments share its weight, so
 * they would be fractions of a lead.
 */
const leastShown = 5;

/** Bins with enough leads. Where a model takes few values, levels without points share one row. */
function shownBins({ attribute, bins }: Bins, { shown }: ModelFacts, weights: Weights): readonly ShownBin[] {
  const labels = labelsOf(attribute, weights);
  const filled = bins
    .map((b, i) => ({ ...b, label: labels?.[i] ?? b.label }))
    .filter(isShown)
    .filter((b) => b.n >= leastShown);
  const without = filled.filter((b) => b.points === 0);
  if (!shown.together || without.length < 2) return filled;
  const sum = (of: "n" | "positives"): number => without.reduce((total, b) => total + b[of], 0);
  const rest = { label: "any other", points: 0, n: sum("n"), positives: sum("positives"), woe: null };
  return [...filled.filter((b) => b.points !== 0), rest];
}

function labelsOf(attribute: string, weights: Weights): readonly (string | null)[] | null {
  const of = weights.attributes.find((a) => a.kind === "bins" && a.name === attribute);
  if (of?.kind !== "bins") return null;
  const counts = weights.inputs.find((i) => i.name === attribute)?.type === "count";
  return of.bins.map((bin) => {
    if (bin.kind === "category" && bin.values.length > namedLevels)
      return `${bin.values.slice(0, namedLevels - 1).join(", ")} and ${count(bin.values.length - namedLevels + 1)} more`;
    if (!counts) return null;
    return bin.kind === "range" ? countLabel(bin) : bin.kind === "not_observed" ? "not observed" : bin.kind;
  });
}

/** Bins of a count in whole numbers: `0`, `1 to 2`, `3 and more` for `under 0.5`, `0.5 to 2.5`, `2.5 and more`. */
function countLabel({ low, high }: { readonly low: number | null; readonly high: number | null }): string {
  const first = low === null ? 0 : Math.ceil(low);
  if (high === null) return `${count(first)} and more`;
  const last = Math.ceil(high) - 1;
  return first === last ? count(first) : `${count(first)} to ${count(last)}`;
}

/** Leads are shared out over their moments: one decimal below ten, whole numbers above. */
const rounded = (n: number): string => (n < 9.95 ? count(n) : count(Math.round(n)));
