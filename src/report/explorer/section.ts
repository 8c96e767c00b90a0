import type { Exploration } from "../../result/type.ts";
import { type Frontier, type FrontierPoint, frontierChart } from "../charts/definitions/frontier.ts";
import { type Block, name, paragraph, type Section, text } from "../document.ts";
import { capital, count, fixed, hundredths, percent, whole } from "../format.ts";
import { cell } from "../sections/cells.ts";
import { onRight, tableOf, texts } from "../sections/table.ts";
import type { Definition, Subject } from "../subject.ts";
import { type ExplorerData, explorerData } from "./data.ts";

/**
 * What other cut-offs and capacities would have brought: a still picture with its numbers for every reader, and
 * controls where the page's script runs. All values come from explore/.
 */
export function explorer(subject: Subject, explored: ReadonlyMap<string, Exploration>): Section | null {
  const data = explorerData(subject, explored);
  if (data === null) return null;
  const still = stillPicture(subject, explored);
  return {
    id: "explorer",
    title: "What if: another cut-off, another capacity",
    short: "Explorer",
    appendix: true,
    blocks: [
      { kind: "explorer", data: data satisfies ExplorerData },
      ...(still === null
        ? []
        : [{ kind: "details" as const, summary: ["As a still picture, with its numbers"], blocks: [still] }]),
      paragraph(
        text`Every value comes from the files in explore/, computed when the report was made; docs/report.md says how.`,
        "note",
      ),
    ],
  };
}

interface Row extends FrontierPoint {
  readonly p: number | null;
  readonly own: boolean;
  readonly served: number;
  readonly idle: number;
  readonly overflow: number;
}

/** Cells of the mean of the judged quarters at the stated capacity, without withheld ones. */
function rowsOf(grid: Exploration): readonly Row[] {
  const stated = grid.capacities.findIndex((c) => c.stated);
  if (grid.periods[0]?.period !== "judged" || stated < 0) return [];
  return grid.cutoffs.flatMap(({ p, own }, c): Row[] => {
    const at = stated * grid.cutoffs.length + c;
    const { volume, served, idle, overflow, wins } = grid.cells;
    const [v, s, i, o] = [volume[at], served[at], idle[at], overflow[at]];
    const [w, low, high] = [wins.value[at], wins.low[at], wins.high[at]];
    if (v == null || s == null || i == null || o == null || w == null || low == null || high == null)
      return [];
    return [{ p, own, volume: v, served: s, idle: i, overflow: o, wins: w, low, high }];
  });
}

function stillPicture(subject: Subject, explored: ReadonlyMap<string, Exploration>): Block | null {
  const movable = subject.definitions.filter((d) => explored.get(d.name)?.score != null);
  const d = movable.find((m) => m === subject.foremost) ?? movable[0];
  const grid = d === undefined ? undefined : explored.get(d.name);
  if (d === undefined || grid === undefined) return null;
  const rows = rowsOf(grid);
  if (rows.length < 2) return null;
  const { many } = subject.outcome;
  const stated = grid.capacities.findIndex((c) => c.stated);
  const slots = grid.slots[stated] ?? 0;
  const title = text`${capital(many)} by the cut-off of ${name(grid.score ?? "")} in ${name(d.name)}`;
  const frontier: Frontier = {
    curve: rows.filter(({ own }) => !own).sort((a, b) => a.volume - b.volume),
    marks: subject.definitions.flatMap((of) => markOf(of, explored)),
    references: (["oldestFirst", "atRandom"] as const).flatMap((key) => {
      const of = grid.references[key];
      const [served, wins] = [of.served[stated], of.wins.value[stated]];
      return served == null || wins == null
        ? []
        : [{ name: key === "atRandom" ? "at random" : "oldest first", served, wins }];
    }),
    slots,
    many,
  };
  return {
    kind: "figure",
    id: "frontier",
    title,
    note: text`Each point of the line is a cut-off as a predicted chance, at the stated capacity, a mean judged quarter; the band is its ${percent(grid.levels.explored)} interval, wider than 95% since one is picked among many. Larger dots: the definitions as the study has them. Dotted: all leads passed on at creation, the oldest first or at random.${
      rows.some(({ own }) => own)
        ? ` The study's own cut-off has its ${percent(grid.levels.own)} interval${moves(d) ? ", and counts each quarter at the cut-off that it had then" : ""}.`
        : ""
    }`,
    charts: [
      frontierChart(
        frontier,
        `${capital(many)} a quarter by leads that qualify; capacity is ${count(Math.round(slots))}. ${rows
          .filter((_, i) => i % 4 === 0)
          .map((row) => `${chance(row)}: ${whole(row.volume)} leads, ${fixed(row.wins, 1)}`)
          .join("; ")}.`,
      ),
    ],
    table: tableOf(
      `${d.name} by its cut-off, a mean judged quarter at the stated capacity`,
      rows,
      [
        texts("Predicted chance", chance),
        onRight("Qualify", (row) => cell(whole(row.volume))),
        onRight("Get a slot", (row) => cell(whole(row.served))),
        onRight(capital(many), (row) =>
          cell(fixed(row.wins, 1), `${fixed(row.low, 1)} to ${fixed(row.high, 1)}`),
        ),
        onRight("Unused slots", (row) => cell(whole(row.idle))),
        onRight("No slot free", (row) => cell(whole(row.overflow))),
      ],
      { strong: ({ own }) => own },
    ),
  };
}

/** Whether the definition's cut-off was another chance in some quarters. */
const moves = ({ facts }: Definition): boolean =>
  new Set(facts.quarters.flatMap(({ cutoff }) => (cutoff === null ? [] : [hundredths(cutoff.p ?? 0)]))).size >
  1;

const chance = ({ p, own }: Pick<Row, "p" | "own">): string =>
  own
    ? `the study's own${p === null ? "" : ` (${hundredths(p)}% today)`}`
    : p === 0
      ? "everybody"
      : `${hundredths(p ?? 0)}% or more`;

function markOf(d: Definition, explored: ReadonlyMap<string, Exploration>) {
  const grid = explored.get(d.name);
  const row = grid === undefined ? undefined : rowsOf(grid).find(({ own }) => own);
  return row === undefined ? [] : [{ name: d.name, colour: d.colour, ...row }];
}
