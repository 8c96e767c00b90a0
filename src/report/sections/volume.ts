import { type VolumePoint, volumePrecision } from "../charts/volume-precision.ts";
import { name, type Section, type Text, text, words } from "../document.ts";
import { count, fixed, frequency, hundredths, ofHundred } from "../format.ts";
import { type Definition, period, type Subject } from "../subject.ts";
import { cell, estimateCell, numberCell } from "./cells.ts";

/** Past so many points only the ones that the verdict speaks of are labelled. */
const mostLabels = 10;

/** More leads, or better ones: each definition's volume against the share of it that wins. */
export function volume(subject: Subject): Section | null {
  const few = subject.definitions.length <= mostLabels;
  const points = subject.definitions.flatMap((d): VolumePoint[] => {
    const { pooled } = d.facts;
    const e = pooled.precisionAll;
    if (e.value === null || pooled.quarters === 0) return [];
    return [
      {
        name: d.name,
        colour: d.colour,
        volume: pooled.volume / pooled.quarters,
        precision: 100 * e.value,
        low: 100 * e.low,
        high: 100 * e.high,
        labelled: few || d === subject.foremost || d === subject.incumbent,
      },
    ];
  });
  const first = subject.definitions[0]?.facts.pooled;
  if (points.length === 0 || first === undefined) return null;
  const title = volumeTitle(subject);
  return {
    id: "volume",
    title: "Volume against precision",
    short: "Volume and precision",
    blocks: [
      {
        kind: "figure",
        id: "volume-precision",
        title,
        note: text`Every lead that crosses, served or not, in the mean judged quarter; 95% intervals, clustered by account; ${period(subject)}. Above the line some find no slot; below it slots stay idle.`,
        charts: [
          volumePrecision(
            points,
            first.slots / Math.max(1, first.quarters),
            `${words(title)}. ${points
              .slice(0, 12)
              .map(
                (p) => `${p.name}: ${count(p.volume)} leads a quarter, ${fixed(p.precision, 0)} of 100 win`,
              )
              .join("; ")}.`,
          ),
        ],
        table: {
          kind: "table",
          caption: "Volume and precision of all who crossed",
          columns: [
            { title: ["Definition"] },
            { title: ["Cross, a quarter"], number: true },
            { title: ["Wins of 100 that cross"], number: true },
          ],
          rows: subject.definitions.map((d) => ({
            colour: d.colour,
            cells: [
              cell([name(d.name)]),
              numberCell(
                d.facts.pooled.quarters === 0 ? null : d.facts.pooled.volume / d.facts.pooled.quarters,
              ),
              estimateCell(d.facts.pooled.precisionAll, hundredths),
            ],
          })),
        },
      },
    ],
  };
}

function volumeTitle({ foremost, incumbent }: Subject): Text {
  const of = (d: Definition) => ({ n: d.facts.pooled.volume, e: d.facts.pooled.precisionAll });
  if (foremost === null || incumbent === null) {
    const only = foremost ?? incumbent;
    return only === null
      ? ["Volume against precision"]
      : text`Of those who cross under ${name(only.name)}, ${frequency(of(only).e)} win`;
  }
  const [a, b] = [of(foremost), of(incumbent)];
  if (a.e.value === null || b.e.value === null || b.n === 0) return ["Volume against precision"];
  const times = a.n / b.n;
  const volume =
    times > 1.05
      ? `lets ${fixed(times, 1)} times as many leads cross`
      : times < 0.95
        ? `lets ${ofHundred(times)} leads cross for every 100`
        : "lets about as many leads cross";
  const apart =
    a.e.low > b.e.high ? "and more of them win" : a.e.high < b.e.low ? "and fewer of them win" : null;
  return apart === null
    ? text`${name(foremost.name)} ${volume} as ${name(incumbent.name)}; no difference in how many of 100 win that these data can show`
    : text`${name(foremost.name)} ${volume} as ${name(incumbent.name)}, ${apart}: ${ofHundred(a.e.value)} of 100 against ${ofHundred(b.e.value)}`;
}
