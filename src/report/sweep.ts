import type { Estimated } from "../base/estimate.ts";
import { sweepTried } from "../base/messages/models/sweep.ts";
import { outcomeWords } from "../base/outcome-words.ts";
import { counted } from "../base/text.ts";
import type { Sweep, SweepRow } from "../result/type.ts";
import { estimateRow, forest } from "./charts/definitions/forest.ts";
import { drawCharts } from "./charts/draw.ts";
import { colours } from "./charts/theme.ts";
import { figureTables } from "./csv.ts";
import {
  type Block,
  code,
  type Figure,
  name,
  paragraph,
  type Section,
  sentence,
  type Table,
  text,
} from "./document.ts";
import { capital, hundredths, interval, percent, signed } from "./format.ts";
import { markdown } from "./markdown.ts";
import { HtmlWriter } from "./page/html.ts";
import { page } from "./page/page.ts";
import type { Report } from "./render.ts";
import { chartsIn } from "./render.ts";
import { estimates, numbers, tableOf, texts } from "./sections/table.ts";

/** A sweep as a page: the headline, one chart, one table. No figure behind a claim is computed here. */
export async function renderSweep(sweep: Sweep): Promise<Omit<Report, "slide">> {
  const sections: Section[] = [headline(sweep), candidates(sweep), picks(sweep)];
  const drawn = await drawCharts(sections.flatMap(({ blocks }) => blocks.flatMap(chartsIn)));
  const title = `Sweep of ${sweep.study}`;
  const facts = [
    `as of ${sweep.asOf}`,
    counted(sweep.variants, "variant"),
    sweepTried(
      sweep.rows.map(({ digest }) => digest),
      sweep.tried,
    ),
  ].join(" \u00b7 ");
  return {
    html: page(
      {
        title,
        facts,
        made: `Leadline ${sweep.leadline}, ${sweep.sweep}`,
        preparedFor: null,
        foot: `${sweep.study} ${sweep.sweep}`,
      },
      sections,
      new HtmlWriter(drawn),
    ),
    markdown: markdown(title, facts, sections),
    tables: figureTables(sections),
    charts: new Map([...drawn].map(([id, { file }]) => [`${id}.svg`, file])),
  };
}

const perHundred = (x: number): string => signed(100 * x);

/** `adaptive · penalty lasso, reps 8` */
const rowName = ({ definition, settings }: Pick<SweepRow, "definition" | "settings">): string =>
  settings.length === 0
    ? definition
    : `${definition} \u00b7 ${settings.map(({ path, value }) => `${path.slice(path.lastIndexOf(".") + 1)} ${value}`).join(", ")}`;

function headline(sweep: Sweep): Section {
  const { varied } = sweep;
  const blocks: Block[] = [
    paragraph(sentence(sweep.sentence), "lead"),
    paragraph(
      text`Varied: ${varied.flatMap(({ path, values }, i) => [i === 0 ? "" : "; ", code(path), ` ${values.join(" | ")}`])}. Each candidate is a try and is kept in the log: a run of this lineage asks for a difference above 0 at ${percent(sweep.level)} from now on.`,
      "note",
    ),
  ];
  return { id: "verdict", title: "What choosing among them is worth", short: "Headline", blocks };
}

const mostRows = 24;

function candidates(sweep: Sweep): Section {
  const figure = chart(sweep);
  return {
    id: "candidates",
    title: "Every candidate",
    short: "Candidates",
    blocks: [...(figure === null ? [] : [figure]), table(sweep)],
  };
}

/** What rows are compared by: the difference from the incumbent, or outcomes per slot where there is none. */
const measured = ({ difference, winsPerSlot }: SweepRow): Estimated => difference ?? winsPerSlot;

function chart(sweep: Sweep): Figure | null {
  const outcome = outcomeWords(sweep.outcome);
  const against = sweep.incumbents.length > 0;
  const known = sweep.rows.flatMap((row, i) => {
    const e = measured(row);
    return e.value === null ? [] : [{ row, e, i }];
  });
  if (known.length === 0) return null;
  const shown = [...known].sort((a, b) => b.e.value - a.e.value).slice(0, mostRows);
  const left = known.length - shown.length;
  const axis = `${outcome.many} per 100 slots${against ? ", compared with the incumbent" : ""}`;
  const format = against ? perHundred : hundredths;
  return {
    kind: "figure",
    id: "sweep",
    title: [
      `${against ? "Against the incumbent" : `${capital(outcome.many)} per slot`}, the best in hindsight first`,
    ],
    note: text`Thick: 95% intervals${against ? `; ticks: ${percent(sweep.level)}, what ${counted(sweep.tried, "try", "tries")} ask for` : ""}. The uppermost look best because they were sorted: the headline has what choosing is worth.${atSeveral(sweep) ? " Rows of another capacity have another number of slots: compare them by what all their slots bring, not per 100." : ""}${left > 0 ? ` ${counted(left, "candidate")} further down ${left === 1 ? "is" : "are"} in the table alone.` : ""}`,
    charts: [
      forest({
        id: "sweep",
        alternative: `${axis} with intervals for ${counted(shown.length, "candidate")}.`,
        rows: shown.map(({ row, e, i }) => ({
          ...estimateRow(rowName(row), i === sweep.naive ? colours.c1 : colours.rest, e, format, 100),
          ...(row.decides === null
            ? {}
            : { decides: { low: 100 * row.decides.low, high: 100 * row.decides.high } }),
        })),
        axis,
        mark: against ? { at: 0, label: "same as today" } : null,
        from: against ? null : 0,
      }),
    ],
    table: table({ ...sweep, rows: shown.map(({ row }) => row) }),
  };
}

/** Whether capacities vary: 100 slots are then another share of each row's own. */
const atSeveral = ({ rows }: Sweep): boolean =>
  new Set(rows.map(({ capacity }) => `${capacity.reps} ${capacity.leadsPerRepPerDay}`)).size > 1;

function table(sweep: Sweep): Table {
  const several = atSeveral(sweep);
  return tableOf(
    `Every candidate${several ? " at every capacity" : ""}`,
    sweep.rows,
    [
      texts(
        "Candidate",
        ({ definition }) => [name(definition)],
        ({ settings }) => settings.map(({ path, value }) => `${path} ${value}`).join(", "),
      ),
      estimates(
        `${capital(outcomeWords(sweep.outcome).many)} per 100 slots`,
        (row) => row.winsPerSlot,
        hundredths,
      ),
      ...(several ? [numbers<SweepRow>("Slots", (row) => row.slots)] : []),
      estimates("Compared with the incumbent", (row) => row.difference, perHundred),
      estimates("Precision", (row) => row.precision, percent),
      numbers("MQLs", (row) => row.volume),
      texts(
        "Verdict",
        (row) => row.verdict ?? "\u2013",
        (row) => row.reason ?? "",
      ),
    ],
    { sortable: true },
  );
}

function picks(sweep: Sweep): Section {
  const { quarters, winsPerSlot, incumbent, difference } = sweep.nested;
  const picked = quarters.map(({ row, ...of }) => ({
    ...of,
    row: row === null ? null : (sweep.rows[row] ?? null),
  }));
  return {
    id: "picks",
    title: "What would have been picked",
    short: "Picks",
    blocks: [
      tableOf("The best at each quarter's start, by the quarters whose outcomes were all known", picked, [
        texts("Quarter", ({ quarter }) => quarter),
        texts("Picked at its start", ({ row }) =>
          row === null ? "none: no quarter was old enough" : rowName(row),
        ),
        numbers("By quarters", ({ by }) => by),
        estimates(
          `${capital(outcomeWords(sweep.outcome).many)} per 100 slots`,
          ({ quarter, row }) => row?.quarters.find((q) => q.quarter === quarter)?.winsPerSlot ?? null,
          hundredths,
        ),
      ]),
      paragraph(
        text`Over the quarters with a pick: ${spoken(winsPerSlot, hundredths)} per 100 slots${incumbent === null ? "" : `, the incumbent ${spoken(incumbent, hundredths)}`}${difference === null ? "" : `, a difference of ${spoken(difference, perHundred)}`}.`,
      ),
    ],
  };
}

const spoken = (e: Estimated, format: (x: number) => string): string =>
  e.value === null ? `unknown (${e.reason})` : `${format(e.value)} (${interval(e, format)})`;
