import { slug } from "../../base/text.ts";
import type { QuarterFacts } from "../../result/type.ts";
import { type QuarterMark, quarterMark, quarterPanel, volumePanel } from "../charts/quarters.ts";
import type { Chart } from "../charts/type.ts";
import {
  type Figure,
  name,
  type Section,
  type Table,
  type Text,
  tag,
  term,
  text,
  words,
} from "../document.ts";
import { count, hundredths, percent, signed } from "../format.ts";
import { type Definition, judged, quarterNames, type Subject } from "../subject.ts";
import { scoreOf } from "../units.ts";
import { cell, estimateCell, numberCell } from "./cells.ts";

/** Small multiples shown at once; the rest unfold. */
const shownPanels = 12;

/** Each definition quarter by quarter: its wins, and its volume against the slots. */
export function quarters(subject: Subject): Section | null {
  if (quarterNames(subject).length === 0) return null;
  return {
    id: "quarters",
    title: "Quarter by quarter",
    short: "Quarters",
    blocks: [winsFigure(subject), volumeFigure(subject)],
  };
}

/** A file name for a definition's panel: its place keeps it unique whatever its name. */
export const panelId = (kind: string, d: Definition): string =>
  [kind, String(d.place + 1).padStart(2, "0"), slug(d.name).slice(0, 40)]
    .filter((part) => part !== "")
    .join("-");

/** The foremost and the incumbent first when there are more panels than can be seen at once. */
export function shownFirst(
  subject: Subject,
  of: readonly Definition[],
): { shown: readonly Definition[]; more: readonly Definition[] } {
  if (of.length <= shownPanels) return { shown: of, more: [] };
  const first = of.filter((d) => d === subject.foremost || d === subject.incumbent);
  const order = [...first, ...of.filter((d) => !first.includes(d))];
  return { shown: order.slice(0, shownPanels), more: order.slice(shownPanels) };
}

const others = ({ incumbent }: Subject, d: Definition): ReadonlyMap<string, QuarterFacts> =>
  new Map(
    incumbent === null || d === incumbent ? [] : incumbent.facts.quarters.map((q) => [q.quarter, q] as const),
  );

function winsFigure(subject: Subject): Figure {
  const names = quarterNames(subject);
  const marksOf = (d: Definition): QuarterMark[] => {
    const of = others(subject, d);
    return d.facts.quarters.map((q) =>
      quarterMark(q, q.winsPerSlot, of.get(q.quarter)?.winsPerSlot ?? null, 100),
    );
  };
  const all = subject.definitions.flatMap(marksOf);
  const highest = 1.06 * Math.max(1, ...all.map((m) => (m.provisional ? (m.value ?? 0) : (m.high ?? 0))));
  const panel = (d: Definition): Chart => ({
    id: panelId("quarters", d),
    label: d.name,
    alternative: `${d.name}: wins of 100 slots by quarter: ${d.facts.quarters
      .map((q) => `${q.quarter} ${q.winsPerSlot.value === null ? "none" : hundredths(q.winsPerSlot.value)}`)
      .join(", ")}.`,
    wide: quarterPanel(
      marksOf(d).map((m) => ({ ...m, high: m.high === null ? null : Math.min(m.high, highest) })),
      names,
      { title: "wins of 100 slots", highest },
      d.colour,
    ),
    narrow: null,
  });
  const { shown, more } = shownFirst(subject, subject.definitions);
  return {
    kind: "figure",
    id: "wins-by-quarter",
    title: winsTitle(subject),
    note: winsNote(subject),
    charts: shown.map(panel),
    more: more.map(panel),
    table: quarterTable(subject),
  };
}

function winsTitle({ foremost, incumbent }: Subject): Text {
  if (foremost === null) return ["Wins of 100 slots, quarter by quarter"];
  const compared = judged(foremost).filter((q) => q.difference !== null && q.difference.value !== null);
  if (incumbent === null || compared.length === 0)
    return text`Wins of 100 slots of ${name(foremost.name)}, quarter by quarter`;
  const ahead = compared.filter((q) => q.difference?.value != null && q.difference.low > 0).length;
  const behind = compared.filter((q) => q.difference?.value != null && q.difference.high < 0).length;
  const of = `${compared.length} judged quarter${compared.length === 1 ? "" : "s"}`;
  if (ahead === 0 && behind === 0)
    return text`No quarter by itself sets ${name(foremost.name)} apart from ${name(incumbent.name)}`;
  return text`${name(foremost.name)} was ahead of ${name(incumbent.name)} beyond chance in ${ahead} of ${of}${behind > 0 ? `, behind in ${behind}` : ""}`;
}

function winsNote(subject: Subject): Text {
  const facts = subject.definitions.flatMap((d) => d.facts.quarters);
  const parts: Text[] = [
    text`95% ${term("interval", "intervals")}, clustered by account; the axis is the same in every panel.`,
  ];
  if (subject.incumbent !== null) parts.push(text` Grey dashes: ${name(subject.incumbent.name)}.`);
  if (facts.some((q) => q.provisional))
    parts.push(
      text` Pale and dashed: ${term("provisional")}, of the part of the quarter that is ${term("mature")}.`,
    );
  if (facts.some((q) => !q.prospective))
    parts.push(
      facts.every((q) => !q.prospective)
        ? text` All points are hollow: ${term("not prospective")}.`
        : text` Hollow: ${term("not prospective")}.`,
    );
  return parts.flat();
}

function quarterTable({ definitions, result }: Subject): Table {
  return {
    kind: "table",
    caption: "Every definition in every quarter",
    columns: [
      { title: ["Definition"] },
      { title: ["Quarter"] },
      { title: ["Wins of 100 slots"], number: true },
      { title: ["Against incumbent"], number: true },
      { title: ["Wins of 100 served"], number: true },
      { title: ["Crossed"], number: true },
      { title: ["Served"], number: true },
      { title: ["Slots"], number: true },
      { title: ["Idle"], number: true },
      { title: ["Overflow"], number: true },
      { title: ["Found in time"], number: true },
      { title: ["Cut-off"], number: true },
    ],
    rows: definitions.flatMap((d) =>
      d.facts.quarters.map((q, i) => ({
        ...(i === 0 ? { colour: d.colour } : {}),
        cells: [
          cell([name(d.name)]),
          cell([q.quarter, ...tagsOf(q)], q.reason ?? ""),
          estimateCell(q.winsPerSlot, hundredths),
          estimateCell(q.difference, (x) => signed(100 * x)),
          estimateCell(q.precision, hundredths),
          ...[q.volume, q.served, q.slots, q.idle, q.overflow].map((n) =>
            numberCell(q.reason === null ? n : null),
          ),
          estimateCell(q.recall, percent),
          q.cutoff === null
            ? cell("\u2013")
            : cell(scoreOf(q.cutoff, result), q.cutoff.p === null ? "" : `${percent(q.cutoff.p)} promised`),
        ],
      })),
    ),
  };
}

const tagsOf = (q: QuarterFacts): Text => (q.provisional ? [" ", tag("provisional")] : []);

function volumeFigure(subject: Subject): Figure {
  const names = quarterNames(subject);
  const slotsOf = new Map(subject.result.capacity?.quarters.map((q) => [q.quarter, q.slots]));
  const marksOf = (d: Definition) =>
    d.facts.quarters
      .filter((q) => q.reason === null)
      .map((q) => ({
        quarter: q.quarter,
        served: q.served,
        overflow: q.overflow,
        slots: slotsOf.get(q.quarter) ?? q.slots,
        provisional: q.provisional,
      }));
  const highest =
    1.12 *
    Math.max(
      1,
      ...subject.definitions.flatMap((d) => marksOf(d).map((m) => Math.max(m.served + m.overflow, m.slots))),
    );
  const panel = (d: Definition): Chart => ({
    id: panelId("volume", d),
    label: d.name,
    alternative: `${d.name}: leads served and slots by quarter: ${d.facts.quarters
      .map((q) => `${q.quarter} ${q.reason === null ? `${count(q.served)} of ${count(q.slots)}` : "none"}`)
      .join(", ")}.`,
    wide: volumePanel(marksOf(d), names, highest, d.colour),
    narrow: null,
  });
  const { shown, more } = shownFirst(subject, subject.definitions);
  const title = volumeTitle(subject);
  return {
    kind: "figure",
    id: "volume-by-quarter",
    title,
    note: text`Filled: ${term("served")}. Dashed outline: ${term("overflow")}, no slot left in their week. Under the line: ${term("idle")} slots. Counts, no estimates${
      subject.definitions.some((d) => d.facts.quarters.some((q) => q.provisional))
        ? "; a provisional quarter shows only the leads that are mature"
        : ""
    }.`,
    charts: shown.map(panel),
    more: more.map(panel),
    table: {
      ...quarterTable(subject),
      caption: `${words(title)}: the counts`,
      columns: [
        "Definition",
        "Quarter",
        "Crossed",
        "Late",
        "Served",
        "Slots",
        "Idle",
        "Overflow",
        "Over the new cut-off at the start",
      ].map((title, i) => ({ title: [title], number: i > 1 })),
      rows: subject.definitions.flatMap((d) =>
        d.facts.quarters.map((q, i) => ({
          ...(i === 0 ? { colour: d.colour } : {}),
          cells: [
            cell([name(d.name)]),
            cell([q.quarter, ...tagsOf(q)]),
            ...[q.volume, q.late, q.served, q.slots, q.idle, q.overflow, q.stockAtSwitch].map((n) =>
              numberCell(q.reason === null ? n : null),
            ),
          ],
        })),
      ),
    },
  };
}

function volumeTitle({ foremost, incumbent }: Subject): Text {
  const filled = (d: Definition): string => {
    const { served, slots } = d.facts.pooled;
    return slots > 0 ? `${Math.round((100 * served) / slots)} of 100 slots` : "no slot";
  };
  if (foremost === null)
    return incumbent === null
      ? ["Leads against slots"]
      : text`${name(incumbent.name)} fills ${filled(incumbent)}`;
  return incumbent === null
    ? text`${name(foremost.name)} fills ${filled(foremost)}`
    : text`${name(foremost.name)} fills ${filled(foremost)}, ${name(incumbent.name)} ${filled(incumbent).replace(/ of 100 slots$/, "")}`;
}
