import type { Exploration } from "../../result/type.ts";
import { oneLine } from "../escape.ts";
import type { Subject } from "../subject.ts";

/** The data of the page's explorer: grids as the library computed them, without what it does not show. */
export interface ExplorerData {
  /** `opportunities` */
  readonly many: string;
  /** cells of fewer leads than this are withheld */
  readonly minGroup: number;
  /** definitions whose grids are only in explore/, for lack of room */
  readonly elsewhere: readonly string[];
  readonly grids: readonly Grid[];
  /** index of the one that is shown first */
  readonly first: number;
}

type Whole = Pick<
  Exploration["cells"],
  "volume" | "served" | "worked" | "wins" | "precision" | "idle" | "overflow"
>;

export interface Grid
  extends Pick<
    Exploration,
    "definition" | "score" | "levels" | "capacities" | "slots" | "segments" | "pilots"
  > {
  readonly label: string;
  readonly incumbent: boolean;
  readonly cutoffs: Exploration["cutoffs"];
  readonly periods: readonly {
    readonly period: string;
    readonly provisional: boolean;
    readonly reason: string | null;
  }[];
  readonly cells: Whole;
  readonly segmentCells: Exploration["segmentCells"];
  readonly references: Exploration["references"];
}

/** How many characters of grids the page may hold. */
const room = 1_200_000;

/**
 * Grids for the page: first the foremost definition's, then the incumbent's, then the others as far as there is room.
 */
export function explorerData(
  { definitions, foremost, incumbent, outcome }: Subject,
  explored: ReadonlyMap<string, Exploration>,
): ExplorerData | null {
  const rank = (name: string): number => (name === foremost?.name ? 0 : name === incumbent?.name ? 1 : 2);
  const wanted = [...definitions].sort((a, b) => rank(a.name) - rank(b.name) || a.place - b.place);
  const elsewhere: string[] = [];
  const grids: Grid[] = [];
  let used = 0;
  for (const d of wanted) {
    const of = explored.get(d.name);
    if (of === undefined) continue;
    const grid = gridOf(of, d.facts.incumbent);
    used += JSON.stringify(grid).length;
    if (grids.length > 0 && used > room) elsewhere.push(oneLine(d.name));
    else grids.push(grid);
  }
  const [first] = explored.values();
  if (first === undefined || grids.length === 0) return null;
  const place = (grid: Grid): number =>
    definitions.findIndex(({ name }) => oneLine(name) === grid.definition);
  const sorted = grids.sort((a, b) => place(a) - place(b));
  const chosen = sorted.find(
    (g) => g.score !== null && foremost !== null && g.definition === oneLine(foremost.name),
  );
  const movable = chosen ?? sorted.find((g) => g.score !== null);
  return {
    many: outcome.many,
    minGroup: first.minGroup,
    elsewhere,
    grids: sorted,
    first: movable === undefined ? 0 : sorted.indexOf(movable),
  };
}

function gridOf(of: Exploration, incumbent: boolean): Grid {
  const { volume, served, worked, wins, precision, idle, overflow } = of.cells;
  return {
    definition: oneLine(of.definition),
    label: oneLine(of.label ?? of.definition),
    incumbent,
    score: of.score,
    levels: of.levels,
    cutoffs: of.cutoffs.map((c) => ({
      ...c,
      definition: c.definition === null ? null : oneLine(c.definition),
    })),
    capacities: of.capacities,
    periods: of.periods.map(({ period, provisional, reason }) => ({ period, provisional, reason })),
    slots: of.slots,
    segments: of.segments.map(({ by, value }) => ({ by: oneLine(by), value: oneLine(value) })),
    cells: { volume, served, worked, wins, precision, idle, overflow },
    segmentCells: of.segmentCells,
    pilots: of.pilots,
    references: of.references,
  };
}

/** JSON that is safe in a script element: no `<` ends the element, no line separator breaks the script. */
export const asScriptData = (data: ExplorerData): string =>
  JSON.stringify(data)
    .replace(/</g, "\\u003c")
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
