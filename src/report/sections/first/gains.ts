import { digitsOf, sideOf } from "../../../base/estimate.ts";
import { estimateRow, forest, someOf } from "../../charts/definitions/forest.ts";
import { type Figure, name, type Text, term, text, words } from "../../document.ts";
import { fixed, hundredths, percent, signed, signedBy, spanOf } from "../../format.ts";
import { type Definition, period, related, type Subject } from "../../subject.ts";
import { estimates, tableOf, texts } from "../table.ts";
import { known, range, tagOf, todayIs } from "./speech.ts";

const mostRows = 12;
const perHundred = (x: number): string => signed(100 * x);

/** Each candidate compared with the incumbent, in outcomes a quarter; null: nothing can be compared. */
export function gains(subject: Subject): Figure | null {
  const { incumbent, outcome, result } = subject;
  const { smallestGain, level } = result.decision;
  const rows = subject.definitions.flatMap((d) => {
    const e = known(d.candidate?.perQuarter.difference);
    return e === null || d.candidate === null ? [] : [{ d, c: d.candidate, e }];
  });
  if (rows.length === 0 || incumbent === null) return null;
  const title = gainTitle(subject);
  const { shown, left } = foremostRows(rows, subject, (row) => row.e.value);
  const digits = Math.max(...rows.map(({ e }) => digitsOf(e)));
  const chart = forest({
    id: "difference",
    alternative: `${words(title)}. Difference in ${outcome.many} a quarter with its interval for ${someOf(shown.map(({ d }) => d.name))}.`,
    rows: shown.map(({ d, c, e }) => ({
      name: d.name,
      colour: d.colour,
      value: e.value,
      low: e.low,
      high: e.high,
      ...(c.perQuarter.decides === null ? {} : { decides: c.perQuarter.decides }),
      words: `${signed(e.value, digits)} (${range(e, digits)})`,
    })),
    axis: `${outcome.many} a quarter, compared with ${incumbent.name.length > 24 ? "the incumbent" : incumbent.name}`,
    mark: { at: 0, label: "same as today" },
    ...(smallestGain === null
      ? {}
      : {
          bar: {
            at: smallestGain,
            label: `smallest gain worth it: ${fixed(smallestGain, Number.isInteger(smallestGain) ? 0 : 1)}`,
          },
        }),
    from: null,
  });
  return {
    kind: "figure",
    id: "difference",
    title,
    note: text`Thick: 95% ${term("interval", "intervals")}${related(subject)}.${
      rows.some(({ c }) => c.perQuarter.decides !== null) && level > 0.9501
        ? ` Ticks: ${percent(level)}, the level that decides.`
        : ""
    } ${period(subject)}. What unworked leads might have become is not included.${left}${todayIs(subject)}`,
    charts: [chart],
    table: tableOf(
      `Compared with ${incumbent.name}`,
      rows,
      [
        texts("Candidate", ({ d }) => [name(d.name)]),
        estimates(`${capital(outcome.many)} a quarter`, ({ e }) => e, signedBy(1)),
        estimates("Per 100 slots", ({ c }) => c.difference, perHundred),
        estimates("Without leads that sales already had", ({ c }) => c.withoutLate, perHundred),
        texts(
          "Quarters",
          ({ c: { quarters } }) => spanOf(quarters),
          ({ c: { quarters } }) => (quarters.length > 1 ? `${quarters.length} quarters` : ""),
        ),
        texts(
          "Verdict",
          ({ c }) => tagOf(c) ?? "none",
          ({ c }) => c.reason,
        ),
      ],
      { colour: ({ d }) => d.colour },
    ),
  };
}

const capital = (of: string): string => `${of.charAt(0).toUpperCase()}${of.slice(1)}`;

/** The rows that a chart has room for: past a dozen the best ones, always with the one that the verdict is about. */
function foremostRows<T extends { readonly d: Definition }>(
  rows: readonly T[],
  { foremost }: Subject,
  by: (row: T) => number,
): { readonly shown: readonly T[]; readonly left: string } {
  if (rows.length <= mostRows) return { shown: rows, left: "" };
  const best = [...rows].sort((a, b) => by(b) - by(a) || a.d.place - b.d.place).slice(0, mostRows);
  const own = rows.find(({ d }) => d === foremost);
  const shown = own === undefined || best.includes(own) ? best : [...best.slice(0, -1), own];
  return {
    shown,
    left: ` The best ${shown.length} are drawn; the other ${rows.length - shown.length} are in the table.`,
  };
}

function gainTitle({ foremost, incumbent, outcome }: Subject): Text {
  const e = known(foremost?.candidate?.perQuarter.difference);
  if (foremost === null || incumbent === null || e === null)
    return ["How the candidates compare cannot be said"];
  const ahead = { "1": "more", "0": null, "-1": "fewer" }[sideOf(e)];
  const digits = digitsOf(e);
  return ahead === null
    ? text`These data show no difference between ${name(foremost.name)} and ${name(incumbent.name)}`
    : text`${name(foremost.name)} would bring ${fixed(Math.abs(e.value), digits)} ${ahead} ${outcome.many} a quarter than ${name(incumbent.name)}, in the leads as they were worked`;
}

/** Without an incumbent: each definition by itself. */
export function standing(subject: Subject): Figure | null {
  const { outcome } = subject;
  const rows = subject.definitions.flatMap((d) => {
    const e = known(d.facts.pooled.winsPerSlot);
    return e === null ? [] : [{ d, e }];
  });
  if (rows.length === 0) return null;
  const { shown, left } = foremostRows(rows, subject, (row) => row.e.value);
  const apart = new Set(rows.map(({ d }) => d.facts.pooled.covers.join())).size > 1;
  return {
    kind: "figure",
    id: "standing",
    title: [`${capital(outcome.many)} per 100 slots, definition by definition`],
    note: text`${term("wins per slot", `${capital(outcome.many)} per slot`)} with 95% ${term("interval", "intervals")}${related(subject)}; ${apart ? "not all over the same quarters, see the table" : period(subject)}.${left}`,
    charts: [
      forest({
        id: "standing",
        alternative: `${capital(outcome.many)} per 100 slots with its interval for ${someOf(shown.map(({ d }) => d.name))}.`,
        rows: shown.map(({ d, e }) => estimateRow(d.name, d.colour, e, hundredths, 100)),
        axis: `${outcome.many} per 100 slots`,
        mark: null,
        from: 0,
      }),
    ],
    table: tableOf(
      `${capital(outcome.many)} per 100 slots`,
      rows,
      [
        texts("Definition", ({ d }) => [name(d.name)]),
        estimates(`${capital(outcome.many)} per 100 slots`, ({ e }) => e, hundredths),
        texts(
          "Quarters",
          ({ d }) => spanOf(d.facts.pooled.covers),
          ({ d }) => `${d.facts.pooled.covers.length}`,
        ),
      ],
      { colour: ({ d }) => d.colour },
    ),
  };
}
