import { sideOf } from "../../../base/estimate.ts";
import type { MoneyFacts, WorthFacts } from "../../../result/type.ts";
import {
  type Block,
  code,
  list,
  name,
  paragraph,
  type Section,
  type Text,
  term,
  text,
  words,
} from "../../document.ts";
import {
  capital,
  hundredths,
  interval,
  listed,
  money,
  ofHundred,
  percent,
  signedMoney,
} from "../../format.ts";
import { type Definition, period, related, type Subject } from "../../subject.ts";
import { scoreOf } from "../../units.ts";
import { estimates, tableOf, texts } from "../table.ts";

/** Each definition in money, and from which chance on a lead pays; null: the study states no costs. */
export function worth(subject: Subject): Section | null {
  const { result, incumbent, outcome } = subject;
  const of = result.money;
  const rows = subject.definitions.flatMap((d) => {
    const facts = of?.definitions[d.name];
    return facts === undefined ? [] : [{ d, facts }];
  });
  if (of === undefined || rows.length === 0) return null;
  const blocks: Block[] = [
    paragraph(priceOf(of, outcome)),
    tableOf(
      `In the study's money, judged quarters together: ${period(subject)}`,
      rows,
      [
        texts("Definition", ({ d }) => [name(d.name)]),
        estimates("Net a quarter", ({ facts }) => facts.perQuarter, money),
        incumbent !== null &&
          estimates("Versus incumbent, a quarter", ({ facts }) => facts.difference, signedMoney),
        estimates("Net per slot", ({ facts }) => facts.perSlot, money),
        estimates("Net per lead with a slot", ({ facts }) => facts.perLead, money),
        estimates(
          `${capital(outcome.many)} per 100 leads with a slot`,
          ({ d }) => d.facts.pooled.precision,
          hundredths,
        ),
        texts("Do its leads pay?", ({ facts }) => (facts.perLead.value === null ? "\u2013" : facts.pays)),
      ],
      { sortable: true, cards: true, colour: ({ d }) => d.colour },
    ),
  ];
  const advice = [...unpaid(rows, of), ...belowBreakEven(subject, of), ...scores(subject, of)];
  if (advice.length > 0) blocks.push(list(advice));
  blocks.push(
    paragraph(
      text`Net: ${outcome.many} of leads with a slot times their value, less the cost of working those leads; an unused slot costs and earns nothing. ${term("interval", "Intervals")} are 95%${related(subject)}, and count how many leads come as chance too. Every one counts in full, as if none had come without sales\u2019 work: where some would have, leads bring less than this. The verdict is by ${outcome.many} per slot, not by money.`,
      "note",
    ),
  );
  return { id: "worth", title: words(titleOf(subject, of)), short: "In money", blocks };
}

/** What a lead costs and an outcome is worth, and from which chance on working it pays. */
function priceOf({ workedLead, outcomeValue, breakEven }: MoneyFacts, outcome: Subject["outcome"]): Text {
  const costs = text`A worked lead costs ${money(workedLead)} and one ${outcome.one} is worth ${money(outcomeValue)}`;
  if (breakEven > 1) return text`${costs}: working a lead costs more than it can ever bring.`;
  if (breakEven === 0) return text`${costs}, so working any lead pays.`;
  return text`${costs}, so working leads pays where ${atLeast(breakEven)} in 100 of them ${outcome.manyDid.replace(/^became/, "become")} (the ${term("break-even")} chance).`;
}

/** `1.6`, `0.04`: with the decimals that a small chance needs */
const atLeast = (p: number): string => (p > 0 && p < 0.001 ? (100 * p).toPrecision(1) : ofHundred(p));

function titleOf({ foremost, incumbent }: Subject, { definitions }: MoneyFacts): Text {
  const of = foremost === null ? undefined : definitions[foremost.name];
  const d = of?.difference ?? null;
  if (foremost === null || incumbent === null || d === null || d.value === null)
    return ["What the definitions bring in money"];
  const side = sideOf(d);
  return side === 0
    ? text`In money these data show no difference between ${name(foremost.name)} and ${name(incumbent.name)}: ${signedMoney(d.value)} a quarter (${interval(d, signedMoney)})`
    : text`In money ${name(foremost.name)} would bring ${money(Math.abs(d.value))} a quarter ${side > 0 ? "more" : "less"} than ${name(incumbent.name)} (${interval(d, signedMoney)})`;
}

type Worth = { readonly d: Definition; readonly facts: WorthFacts };

/** Definitions whose leads cost more than they bring, and those of which it cannot be said. */
function unpaid(rows: readonly Worth[], { breakEven }: MoneyFacts): readonly Text[] {
  const names = (pays: WorthFacts["pays"]): readonly string[] =>
    rows.flatMap(({ d, facts }) => (facts.perLead.value !== null && facts.pays === pays ? [d.name] : []));
  const [no, unsure] = [names("no"), names("cannot tell")];
  return [
    ...(no.length === 0
      ? []
      : [
          breakEven > 1
            ? text`Leads of ${listed(no)} cost more than they bring, and so would those of any definition.`
            : text`Leads of ${listed(no)} cost more than they bring: a narrower definition would save money, and unused slots would be cheaper than these.`,
        ]),
    ...(unsure.length === 0
      ? []
      : [text`Whether leads of ${listed(unsure)} pay cannot be said: break-even lies within the interval.`]),
  ];
}

/** Cut-offs from capacity that fill slots with leads that are not worth their cost. */
const belowBreakEven = ({ definitions }: Subject, { breakEven }: MoneyFacts): readonly Text[] =>
  definitions.flatMap(({ name: of, facts: { cutoff } }) =>
    cutoff === null || cutoff.p === null || cutoff.p >= breakEven || breakEven > 1
      ? []
      : [
          text`${name(of)} would fill the slots down to a chance of ${percent(cutoff.p)}, which is below break-even: with ${code(`p_at_least: ${rounded(breakEven)}`)} in its place some slots would stay unused, at a gain.`,
        ],
  );

const rounded = (p: number): string => String(Number(p.toPrecision(3)));

/** From which score on a lead pays, by model. */
function scores({ result }: Subject, { cutoffs, breakEven }: MoneyFacts): readonly Text[] {
  const known = Object.entries(cutoffs).flatMap(([model, { score, reason }]) =>
    score === null || reason !== null ? [] : [`${model} ${scoreOf({ model, score }, result)}`],
  );
  return known.length === 0 || breakEven <= 0
    ? []
    : [
        text`Scores from which on a lead\u2019s predicted chance is at least break-even: ${listed(known)} (${code(`p_at_least: ${rounded(breakEven)}`)}).`,
      ];
}
