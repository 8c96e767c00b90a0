import { sideOf } from "../../../base/estimate.ts";
import { slug } from "../../../base/text.ts";
import type { QuarterFacts } from "../../../result/type.ts";
import {
  type QuarterMark,
  quarterMark,
  quarterPanel,
  volumePanel,
} from "../../charts/definitions/quarters.ts";
import type { Chart } from "../../charts/type.ts";
import {
  type Figure,
  list,
  name,
  paragraph,
  type Section,
  type Table,
  type Text,
  tag,
  term,
  text,
  words,
} from "../../document.ts";
import { capital, hundredths, listed, percent, signed, whole } from "../../format.ts";
import { type Definition, judged, quarterNames, related, type Subject } from "../../subject.ts";
import { scoreOf } from "../../units.ts";
import { cell, eventsText } from "../cells.ts";
import { type ColumnOf, estimates, numbers, onRight, tableOf, texts } from "../table.ts";

/** How many small multiples are shown at once; the rest unfold. */
const shownPanels = 12;

/** Each definition quarter by quarter: its outcomes, and its volume against the slots. */
export function quarters(subject: Subject): Section | null {
  if (quarterNames(subject).length === 0) return null;
  // nothing to draw: no definition has a figure in any quarter
  if (subject.definitions.every((d) => d.facts.quarters.every((q) => q.winsPerSlot.value === null)))
    return {
      id: "quarters",
      title: "Quarter by quarter",
      short: "Quarters",
      blocks: [paragraph(text`No quarter has figures yet.`), list(reasons(subject))],
    };
  return {
    id: "quarters",
    title: "Quarter by quarter",
    short: "Quarters",
    blocks: [winsFigure(subject), volumeFigure(subject)],
  };
}

/** Why there are no figures, each reason once with its quarters. */
function reasons({ definitions }: Subject): readonly Text[] {
  const of = new Map<string, Set<string>>();
  for (const d of definitions)
    for (const q of d.facts.quarters) {
      const why = q.reason ?? (q.winsPerSlot.value === null ? q.winsPerSlot.reason : "");
      of.set(why, (of.get(why) ?? new Set()).add(q.quarter));
    }
  return [...of].map(([why, names]) => text`${listed([...names])}: ${why}.`);
}

/** A file name for a definition's panel: its place makes it unique whatever its name. */
export const panelId = (kind: string, d: Definition): string =>
  [kind, String(d.place + 1).padStart(2, "0"), slug(d.name).slice(0, 40)]
    .filter((part) => part !== "")
    .join("-");

/** The foremost and the incumbent first, when there are more panels than can be seen at once. */
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
  const { outcome } = subject;
  const axisTitle = `${outcome.many} per 100 slots`;
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
    alternative: `${d.name}: ${axisTitle} by quarter: ${d.facts.quarters
      .map((q) => `${q.quarter} ${q.winsPerSlot.value === null ? "none" : hundredths(q.winsPerSlot.value)}`)
      .join(", ")}.`,
    wide: quarterPanel(
      marksOf(d),
      names,
      { title: axisTitle, highest },
      d.colour,
      subject.result.funnel.events,
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
    table: winsTable(subject),
  };
}

function winsTitle({ foremost, incumbent, outcome }: Subject): Text {
  const what = `${capital(outcome.many)} per 100 slots`;
  if (foremost === null) return [`${what}, quarter by quarter`];
  const compared = judged(foremost).filter((q) => q.difference !== null && q.difference.value !== null);
  if (incumbent === null || compared.length === 0)
    return text`${what} by ${name(foremost.name)}, quarter by quarter`;
  const ahead = compared.filter((q) => q.difference !== null && sideOf(q.difference) > 0).length;
  const behind = compared.filter((q) => q.difference !== null && sideOf(q.difference) < 0).length;
  const of = `${compared.length} quarter${compared.length === 1 ? "" : "s"}`;
  if (ahead === 0 && behind === 0)
    return text`In no single quarter is ${name(foremost.name)} clearly different from ${name(incumbent.name)}`;
  const rest = compared.length - ahead - behind;
  const others =
    rest === 0 ? "" : `; in the other${rest === 1 ? "" : ` ${rest}`} there was no clear difference`;
  return ahead === 0
    ? text`${name(foremost.name)} was clearly worse than ${name(incumbent.name)} in ${behind} of ${of}${others}`
    : text`${name(foremost.name)} clearly beat ${name(incumbent.name)} in ${ahead} of ${of}${behind > 0 ? `, and was clearly worse in ${behind}` : ""}${others}`;
}

function winsNote(subject: Subject): Text {
  const facts = subject.definitions.flatMap((d) => d.facts.quarters);
  const parts: Text[] = [
    text`95% ${term("interval", "intervals")}${related(subject)}; the axis is the same in every panel. An arrow: the interval goes on.`,
  ];
  if (subject.incumbent !== null) parts.push(text` Grey dashes: ${name(subject.incumbent.name)}.`);
  if (facts.some((q) => q.provisional))
    parts.push(
      text` Pale, dashed: the quarter is not complete yet (${term("provisional")}), and only its ${term("mature")} leads count.`,
    );
  if (facts.some((q) => !q.prospective))
    parts.push(
      facts.every((q) => !q.prospective)
        ? text` Hollow points: these quarters were over before the definition was written (${term("not prospective")}), so it may have been fitted to them.`
        : text` Hollow points: over before the definition was written (${term("not prospective")}).`,
    );
  return [...parts.flat(), eventsText(eventsIn(subject))];
}

/** The events within the quarters that are drawn. */
const eventsIn = (subject: Subject) => {
  const names = quarterNames(subject);
  return subject.result.funnel.events.filter(({ quarter }) => names.includes(quarter));
};

/** A definition in one of its quarters. */
interface InQuarter {
  readonly d: Definition;
  readonly q: QuarterFacts;
}

/** Every definition in every quarter; a definition's first row has its colour. */
const quarterTable = (
  caption: string,
  { definitions }: Subject,
  columns: readonly ColumnOf<InQuarter>[],
): Table =>
  tableOf(
    caption,
    definitions.flatMap((d) => d.facts.quarters.map((q) => ({ d, q }))),
    [texts("Definition", ({ d }) => [name(d.name)]), ...columns],
    { colour: ({ d, q }) => (q === d.facts.quarters[0] ? d.colour : undefined) },
  );

/** A count of a quarter; none where the quarter has no figures. */
const inQuarter = (title: string, of: (q: QuarterFacts) => number | null): ColumnOf<InQuarter> =>
  numbers(title, ({ q }) => (q.reason === null ? of(q) : null));

const winsTable = (subject: Subject): Table =>
  quarterTable("Every definition in every quarter", subject, [
    texts(
      "Quarter",
      ({ q }) => [q.quarter, ...tagsOf(q)],
      ({ q }) => q.reason ?? "",
    ),
    estimates(`${capital(subject.outcome.many)} per 100 slots`, ({ q }) => q.winsPerSlot, hundredths),
    estimates(
      "Versus incumbent",
      ({ q }) => q.difference,
      (x) => signed(100 * x),
    ),
    estimates("Per 100 leads with a slot", ({ q }) => q.precision, hundredths),
    inQuarter("Qualified", (q) => q.volume),
    inQuarter("With a slot", (q) => q.served),
    inQuarter("Slots", (q) => q.slots),
    inQuarter("Unused slots", (q) => q.idle),
    inQuarter("No slot free", (q) => q.overflow),
    estimates("Caught in time", ({ q }) => q.recall, percent),
    onRight("Cut-off", ({ q: { cutoff } }) =>
      cutoff === null
        ? cell("\u2013")
        : cell(scoreOf(cutoff, subject.result), cutoff.p === null ? "" : `${percent(cutoff.p)} predicted`),
    ),
  ]);

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
    alternative: `${d.name}: leads with a slot, and slots, by quarter: ${d.facts.quarters
      .map((q) => `${q.quarter} ${q.reason === null ? `${whole(q.served)} of ${whole(q.slots)}` : "none"}`)
      .join(", ")}.`,
    wide: volumePanel(marksOf(d), names, highest, d.colour, subject.result.funnel.events),
    narrow: null,
  });
  const { shown, more } = shownFirst(subject, subject.definitions);
  const title = volumeTitle(subject);
  return {
    kind: "figure",
    id: "volume-by-quarter",
    title,
    note: text`Filled: leads with a slot (${term("served")}). Dashed outline: no slot free in their week (${term("overflow")}). Under the line: ${term("idle", "unused slots")}. Actual counts${
      subject.definitions.some((d) => d.facts.quarters.some((q) => q.provisional))
        ? "; for the unfinished quarter, only leads old enough to judge"
        : ""
    }.${eventsText(eventsIn(subject))}`,
    charts: shown.map(panel),
    more: more.map(panel),
    table: quarterTable(`${words(title)}: the counts`, subject, [
      texts("Quarter", ({ q }) => [q.quarter, ...tagsOf(q)]),
      inQuarter("Qualified", (q) => q.volume),
      inQuarter("Already with sales", (q) => q.late),
      inQuarter("With a slot", (q) => q.served),
      inQuarter("Slots", (q) => q.slots),
      inQuarter("Unused slots", (q) => q.idle),
      inQuarter("No slot free", (q) => q.overflow),
      inQuarter("Over the new cut-off at the start", (q) => q.stockAtSwitch),
    ]),
  };
}

function volumeTitle({ foremost, incumbent }: Subject): Text {
  // without a judged quarter there is nothing to summarise
  if ([foremost, incumbent].every((d) => d === null || d.facts.pooled.slots === 0))
    return ["Leads and slots by quarter"];
  const filled = (d: Definition): string => {
    const { served, slots } = d.facts.pooled;
    return slots > 0 ? `${Math.round((100 * served) / slots)}% of the slots` : "no slot";
  };
  if (foremost === null)
    return incumbent === null
      ? ["Leads against slots"]
      : text`${name(incumbent.name)} fills ${filled(incumbent)}`;
  return incumbent === null
    ? text`${name(foremost.name)} fills ${filled(foremost)}`
    : text`${name(foremost.name)} fills ${filled(foremost)}, ${name(incumbent.name)} ${filled(incumbent).replace(/ of the slots$/, "")}`;
}
