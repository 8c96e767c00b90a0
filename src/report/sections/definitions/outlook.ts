import { counted } from "../../../base/text.ts";
import type { ForecastFacts } from "../../../result/type.ts";
import { type Block, list, name, paragraph, type Section, type Text, text } from "../../document.ts";
import { capital, decimals, fixed, interval, listed, whole } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { cell } from "../cells.ts";
import { estimates, numbers, onRight, tableOf, texts } from "../table.ts";

type Of = ForecastFacts["definitions"][string];

/**
 * Too wide, too narrow, or about right: what each definition should pass on next quarter; and whether the last review's
 * forecast came true.
 */
export function outlook(subject: Subject): Section | null {
  const { forecast } = subject.result;
  if (forecast === null) return null;
  const known = subject.definitions.flatMap((d) => {
    const of = forecast.definitions[d.name];
    return of === undefined ? [] : [{ d, of }];
  });
  if (known.every(({ of }) => of.volume.value === null)) return null;
  const { many } = subject.outcome;
  const blocks: Block[] = [
    paragraph(
      text`Sales has ${whole(forecast.slots)} slots in ${forecast.quarter}, the next quarter to begin. What each definition should pass on then, were it in force:`,
    ),
    list(known.flatMap(({ d, of }) => (of.volume.value === null ? [] : [fitSentence(d.name, of, forecast)]))),
    tableOf(
      `Leads that should qualify in ${forecast.quarter}`,
      known,
      [
        texts("Definition", ({ d }) => [name(d.name)]),
        estimates("Qualify", ({ of }) => of.volume, whole),
        onRight("More than the slots", ({ of }) =>
          cell(of.overflowChance === null ? "\u2013" : chance(of.overflowChance)),
        ),
        numbers("Unused slots", ({ of }) => of.unusedSlots),
        numbers("No slot free", ({ of }) => of.withoutSlot),
        estimates(capital(many), ({ of }) => of.outcomes, decimals(1)),
        numbers("Same quarter a year before", ({ of }) => of.yearBefore),
        onRight("Past forecasts that held", ({ of }) =>
          cell(of.past.of === 0 ? "\u2013" : `${of.past.within} of ${of.past.of}`, held(of)),
        ),
      ],
      { colour: ({ d }) => d.colour },
    ),
    paragraph(
      text`Intervals of leads are at ${fixed(100 * forecast.level, 0)}%: the weeks of past quarters give the level (exponential smoothing) and how much weeks vary (negative binomial; pure chance alone would give narrower ones: ${listed(
        known.flatMap(({ d, of }) =>
          of.poisson === null ? [] : [`${d.name} ${whole(of.poisson.low)} to ${whole(of.poisson.high)}`],
        ),
      )}). What finds no slot in its week is lost, and so is an unused slot. ${capital(many)} are at 95%, from the judged quarters.`,
      "note",
    ),
    ...lastReview(subject, forecast),
  ];
  return { id: "outlook", title: titleOf(known), short: "Next quarter", appendix: true, blocks };
}

const chance = (p: number): string =>
  p < 0.005 ? "under 1%" : p > 0.995 ? "over 99%" : `${fixed(100 * p, 0)}%`;

const held = ({ past }: Of): string =>
  past.p === null ? "" : `${past.p < 0.05 ? "not as often as they should" : "as often as they should"}`;

function titleOf(known: readonly { readonly d: { readonly name: string }; readonly of: Of }[]): string {
  const which = (fit: Of["fit"]): string =>
    listed(known.flatMap(({ d, of }) => (of.fit === fit ? [d.name] : [])));
  const parts = (["fits", "too wide", "too narrow"] as const).flatMap((fit) => {
    const names = which(fit);
    const several = known.filter(({ of }) => of.fit === fit).length > 1;
    return names === ""
      ? []
      : [`${names} ${fit === "fits" ? (several ? "fit" : "fits") : `${several ? "are" : "is"} ${fit}`}`];
  });
  return parts.length === 0 ? "Next quarter" : `Next quarter: ${parts.join("; ")}`;
}

/** `about 120 leads`, `about 1 lead`, `fewer than 1 lead`. */
const aboutLeads = (n: number): string =>
  n < 0.5 ? "fewer than 1 lead" : `about ${counted(Math.round(n), "lead")}`;

function fitSentence(of: string, f: Of, { slots, quarter }: ForecastFacts): Text {
  const leads = text`${f.volume.value === null ? "" : aboutLeads(f.volume.value)} (${interval(f.volume, whole)}) should qualify in ${quarter}`;
  const unused = `about ${whole(f.unusedSlots ?? 0)} of ${whole(slots)} slots would stay unused`;
  const without = `${aboutLeads(f.withoutSlot ?? 0)} would find no slot`;
  const more = `the chance that more qualify than there are slots is ${chance(f.overflowChance ?? 0)}`;
  switch (f.fit) {
    case "too wide":
      return text`${name(of)} is too wide: ${leads}, and ${without}.`;
    case "too narrow":
      return text`${name(of)} is too narrow: ${leads}, and ${unused}.`;
    default:
      return text`${name(of)} fits: ${leads}; ${more}, and as leads do not come evenly ${unused} in some weeks.`;
  }
}

function lastReview(subject: Subject, forecast: ForecastFacts): Block[] {
  const { last } = forecast;
  if (last === null) return [];
  const { many } = subject.outcome;
  const rows = subject.definitions.flatMap((d) => {
    const of = last.definitions[d.name];
    return of === undefined ? [] : [{ d, of }];
  });
  if (rows.length === 0) return [];
  const over = rows.filter(({ of }) => of.came !== null && of.within !== null);
  const within = over.filter(({ of }) => of.within).length;
  const title =
    over.length === 0
      ? text`Last review (${last.asOf}) spoke of ${last.quarter}, which is not over yet.`
      : text`Last review (${last.asOf}) said what ${last.quarter} would bring: ${within} of ${over.length} forecasts came true.`;
  const before =
    last.verdict === null
      ? []
      : [
          paragraph(
            text`Its verdict was ${last.verdict}${last.candidate === null ? "" : text` for ${name(last.candidate)}`}; now it is ${subject.result.decision.verdict ?? "none"}${subject.result.decision.candidate === null ? "" : text` for ${name(subject.result.decision.candidate)}`}.`,
          ),
        ];
  return [
    { kind: "heading", text: ["What last review said, and what came"] },
    paragraph(title),
    ...before,
    tableOf(
      `${last.quarter}: said on ${last.asOf}, and what came`,
      rows,
      [
        texts("Definition", ({ d }) => [name(d.name)]),
        estimates("Leads: said", ({ of }) => of.said, whole),
        numbers(
          "Came",
          ({ of }) => of.came,
          whole,
          ({ of }) => (of.within === null ? "not over yet" : of.within ? "as said" : "not as said"),
        ),
        estimates(`${capital(many)}: said`, ({ of }) => of.outcomesSaid, decimals(1)),
        numbers(
          "Came",
          ({ of }) => of.outcomesCame,
          whole,
          ({ of }) => (of.outcomesCame === null ? "not known yet" : ""),
        ),
      ],
      { colour: ({ d }) => d.colour },
    ),
  ];
}
