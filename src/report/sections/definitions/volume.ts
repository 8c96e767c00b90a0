import { type VolumePoint, volumePrecision } from "../../charts/definitions/volume-precision.ts";
import { name, type Section, type Text, text, words } from "../../document.ts";
import { capital, count, fixed, frequency, hundredths, ofHundred } from "../../format.ts";
import { type Definition, period, related, type Subject } from "../../subject.ts";
import { estimates, numbers, tableOf, texts } from "../table.ts";

/** With more points than this only those that the verdict is about are labelled. */
const mostLabels = 10;

/** More leads, or better ones: each definition's volume against the share of it that reaches the outcome. */
export function volume(subject: Subject): Section | null {
  const { outcome } = subject;
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
    title: "More leads, or better ones",
    short: "Volume and precision",
    appendix: true,
    blocks: [
      {
        kind: "figure",
        id: "volume-precision",
        title,
        note: text`All leads that qualify, per quarter on average; 95% intervals${related(subject)}; ${period(subject)}. Above the line: more than sales can take. Below: unused slots.`,
        charts: [
          volumePrecision(
            points,
            first.slots / Math.max(1, first.quarters),
            `${words(title)}. ${points
              .slice(0, 12)
              .map(
                (p) =>
                  `${p.name}: ${count(Math.round(p.volume))} leads a quarter, ${fixed(p.precision, 0)} in 100 ${outcome.manyDid}`,
              )
              .join("; ")}.`,
            outcome.many,
          ),
        ],
        table: tableOf(
          "Volume and success rate of all that qualified",
          subject.definitions,
          [
            texts("Definition", (d) => [name(d.name)]),
            numbers("Qualify, a quarter", ({ facts: { pooled } }) =>
              pooled.quarters === 0 ? null : pooled.volume / pooled.quarters,
            ),
            estimates(
              `${capital(outcome.many)} per 100 that qualify`,
              (d) => d.facts.pooled.precisionAll,
              hundredths,
            ),
          ],
          { colour: (d) => d.colour },
        ),
      },
    ],
  };
}

function volumeTitle({ foremost, incumbent, outcome }: Subject): Text {
  const of = (d: Definition) => ({ n: d.facts.pooled.volume, e: d.facts.pooled.precisionAll });
  if (foremost === null || incumbent === null) {
    const only = foremost ?? incumbent;
    return only === null
      ? ["Volume against success rate"]
      : text`Of the leads that ${name(only.name)} passes on, ${frequency(of(only).e)} ${outcome.manyDid}`;
  }
  const [a, b] = [of(foremost), of(incumbent)];
  if (a.e.value === null || b.e.value === null || b.n === 0) return ["Volume against success rate"];
  const times = a.n / b.n;
  const volume =
    times > 1.05
      ? `passes on ${fixed(times, 1)} times as many leads`
      : times < 0.95
        ? `passes on ${ofHundred(times)}% as many leads`
        : "passes on about as many leads";
  const apart = a.e.low > b.e.high ? "better ones" : a.e.high < b.e.low ? "weaker ones" : null;
  return apart === null
    ? // intervals that overlap do not show that two definitions are equal: the numbers, and no claim
      text`${name(foremost.name)} ${volume} as ${name(incumbent.name)}; ${ofHundred(a.e.value)} in 100 ${outcome.manyDid}, ${ofHundred(b.e.value)} of ${name(incumbent.name)}'s`
    : text`${name(foremost.name)} ${volume} as ${name(incumbent.name)}, and ${apart}: ${ofHundred(a.e.value)} in 100 ${outcome.manyDid}, against ${ofHundred(b.e.value)}`;
}
