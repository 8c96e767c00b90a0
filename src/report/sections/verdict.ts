import { counted } from "../../base/text.ts";
import type { CandidateFacts } from "../../result/type.ts";
import { forest, someOf } from "../charts/forest.ts";
import {
  type Block,
  type Figure,
  list,
  name,
  paragraph,
  type Section,
  type Text,
  term,
  text,
  words,
} from "../document.ts";
import { count, hundredths, interval, listed, ofHundred, percent, signed } from "../format.ts";
import { type Definition, period, type Subject } from "../subject.ts";
import { cell, estimateCell } from "./cells.ts";

const mostRows = 12;

const perHundred = (x: number): string => signed(100 * x);

/** The sentence that can be read aloud, what it rests on, and what would change our mind. */
export function verdict(subject: Subject): Section {
  const { result, foremost } = subject;
  const { decision } = result;
  const c = decision.verdict === null ? null : (foremost?.candidate ?? null);
  const blocks: Block[] = [paragraph([decision.sentence], "lead")];
  if (c !== null) blocks.push(paragraph(["What would change our mind"], "note"), list(doubts(c, subject)));
  else blocks.push(...withoutVerdict(subject));
  const figure =
    decision.candidates.length > 0 && subject.incumbent !== null ? differences(subject) : standing(subject);
  if (figure !== null) blocks.push(figure);
  return { id: "verdict", title: verdictTitle(decision.verdict), short: "Verdict", blocks };
}

const verdictTitle = (verdict: string | null): string =>
  verdict === null ? "No verdict" : `The verdict: ${verdict}`;

function withoutVerdict({ result, definitions }: Subject): Block[] {
  const models = Object.keys(result.models).length;
  const left = [
    ...(definitions.length > 0 ? ["the definitions side by side"] : []),
    ...(models > 0
      ? [models === 1 ? "how its model ranks and what it weighs" : "how its models rank and what they weigh"]
      : []),
    ...(result.funnel.stages.length > 0 ? ["the funnel"] : []),
    "the data",
  ];
  return [paragraph(text`What this report can show all the same: ${listed(left)}.`)];
}

function doubts(c: CandidateFacts, { result, incumbent, winning }: Subject): Text[] {
  const of = incumbent?.name ?? "the incumbent";
  const { swapIns, swapOuts, pilot } = c;
  const items: Text[] = [];
  const adds =
    swapIns.worked === null
      ? text`${name(c.name)} adds ${count(swapIns.n)} leads (${term("swap-ins")}), of which ${count(swapIns.wins)} won; who was ${term("worked")} is not known.`
      : text`Of the ${count(swapIns.n)} leads that ${name(c.name)} adds (${term("swap-ins")}), history ${term("worked")} ${count(swapIns.worked)}${swapIns.n > 0 ? ` (${ofHundred(swapIns.worked / swapIns.n)} of 100)` : ""}; ${count(swapIns.wins)} won${winsWorked(swapIns)}.`;
  items.push(adds);
  items.push(
    text`Of the ${count(swapOuts.n)} that it drops (${term("swap-outs")}), ${
      swapOuts.worked === null ? "an unknown number" : count(swapOuts.worked)
    } were worked and ${count(swapOuts.wins)} won.`,
  );
  items.push(boundsOf(c, of));
  if (c.withoutLate.value !== null && c.difference.value !== null)
    items.push(
      text`Without crossings after sales already had the lead (${term("late")}): ${perHundred(c.withoutLate.value)} wins of 100 slots (${interval(c.withoutLate, perHundred)}).`,
    );
  if (pilot.n !== null)
    items.push(
      text`A pilot: a random ${count(pilot.n)} of the leads it adds, worked whatever their score, would settle it${pilot.reason === null ? "" : ` (${pilot.reason})`}.`,
    );
  else if (pilot.reason !== null) items.push(text`No pilot can be sized: ${pilot.reason}.`);
  const { m, smallestGain } = result.decision;
  items.push(
    text`${counted(m, "candidate")} compared, so a change must hold at ${percent(1 - 0.05 / Math.max(1, m))}${
      smallestGain === null
        ? "; the study names no smallest gain worth having, so it can never say keep."
        : `; keep needs every candidate's high end below ${count(smallestGain)} wins a quarter.`
    } A win: a lead that ${winning} of its ${term("crossing")}.`,
  );
  return items;
}

function winsWorked({ wins, workedWins }: CandidateFacts["swapIns"]): string {
  if (!(wins > 0) || workedWins === null) return "";
  return workedWins === wins ? ", all of them worked" : `, ${count(workedWins)} of them worked`;
}

function boundsOf(c: CandidateFacts, incumbent: string): Text {
  const g =
    c.g === null
      ? "Leads that nobody worked count only with what they won by themselves"
      : `The estimated worth of leads that nobody worked is divided by ${c.g.toFixed(2)}`;
  const low = c.monotoneLow === null ? "not known" : perHundred(c.monotoneLow);
  const worst = c.worstCaseLow === null ? "not known" : perHundred(c.worstCaseLow);
  return text`${g}: so counted, the low end (${term("monotone low end")}) is ${low} wins of 100 slots against ${name(incumbent)}, and ${worst} in the ${term("worst case")}.`;
}

/** The chart under the verdict: each candidate against the incumbent. */
function differences(subject: Subject): Figure | null {
  const { incumbent } = subject;
  const rows = subject.definitions.flatMap((d) => {
    const e = d.facts.pooled.difference;
    return e === null || e.value === null ? [] : [{ d, e: { ...e, value: e.value } }];
  });
  if (rows.length === 0 || incumbent === null) return null;
  const title = differenceTitle(subject);
  const { shown, left } = foremostRows(rows, subject, (row) => row.e.value);
  const chart = forest({
    id: "difference",
    alternative: `${words(title)}. Difference in wins of 100 slots with its interval for ${someOf(shown.map(({ d }) => d.name))}.`,
    rows: shown.map(({ d, e }) => ({
      name: d.name,
      colour: d.colour,
      value: 100 * e.value,
      low: 100 * e.low,
      high: 100 * e.high,
      words: `${perHundred(e.value)} (${interval(e, perHundred)})`,
    })),
    axis: "wins of 100 slots, less the incumbent\u2019s",
    mark: { at: 0, label: "as the incumbent" },
    from: null,
  });
  return {
    kind: "figure",
    id: "difference",
    title,
    note: text`Paired on the leads that only one of the two serves; 95% ${term("interval", "intervals")}, clustered by account; ${period(subject)}. As observed: what unworked leads would have won is not in it.${left}`,
    charts: [chart],
    table: {
      kind: "table",
      caption: "Difference to the incumbent, wins of 100 slots",
      columns: [
        { title: ["Candidate"] },
        { title: ["Observed"], number: true },
        { title: ["Without late"], number: true },
        { title: ["Verdict"] },
      ],
      rows: rows.map(({ d, e }) => ({
        colour: d.colour,
        cells: [
          cell([name(d.name)]),
          estimateCell(e, perHundred),
          estimateCell(d.candidate?.withoutLate ?? null, perHundred),
          cell(d.candidate?.verdict ?? "none", d.candidate?.reason ?? ""),
        ],
      })),
    },
  };
}

/** Rows that a chart can hold: past a dozen the best, the one that the verdict speaks of always among them. */
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
    left: ` The best ${shown.length} are drawn; the other ${rows.length - shown.length} stand in the table.`,
  };
}

function differenceTitle({ foremost, incumbent }: Subject): Text {
  const e = foremost?.facts.pooled.difference;
  if (foremost === null || incumbent === null || e === null || e === undefined || e.value === null)
    return ["How the candidates compare cannot be said"];
  const ahead = e.low > 0 ? "more" : e.high < 0 ? "fewer" : null;
  return ahead === null
    ? text`No difference between ${name(foremost.name)} and ${name(incumbent.name)} that these data can show`
    : text`As observed, ${name(foremost.name)} wins ${hundredths(Math.abs(e.value))} ${ahead} of 100 slots than ${name(incumbent.name)}`;
}

/** Without an incumbent: each definition by itself. */
function standing(subject: Subject): Figure | null {
  const rows = subject.definitions.flatMap((d) => {
    const e = d.facts.pooled.winsPerSlot;
    return e.value === null ? [] : [{ d, e }];
  });
  if (rows.length === 0) return null;
  const title: Text = ["Wins of 100 slots, definition by definition"];
  const { shown, left } = foremostRows(rows, subject, (row) => row.e.value ?? 0);
  return {
    kind: "figure",
    id: "standing",
    title,
    note: text`${term("wins per slot", "Wins per slot")} with 95% ${term("interval", "intervals")}, clustered by account; ${period(subject)}.${left}`,
    charts: [
      forest({
        id: "standing",
        alternative: `Wins of 100 slots with its interval for ${someOf(shown.map(({ d }) => d.name))}.`,
        rows: shown.map(({ d, e }) => ({
          name: d.name,
          colour: d.colour,
          value: 100 * (e.value ?? 0),
          low: 100 * ("low" in e ? e.low : 0),
          high: 100 * ("high" in e ? e.high : 0),
          words: `${hundredths(e.value ?? 0)} (${interval(e, hundredths)})`,
        })),
        axis: "wins of 100 slots",
        mark: null,
        from: 0,
      }),
    ],
    table: {
      kind: "table",
      caption: "Wins of 100 slots",
      columns: [{ title: ["Definition"] }, { title: ["Wins of 100 slots"], number: true }],
      rows: rows.map(({ d, e }): { colour: string; cells: ReturnType<typeof cell>[] } => ({
        colour: d.colour,
        cells: [cell([name(d.name)]), estimateCell(e, hundredths)],
      })),
    },
  };
}
