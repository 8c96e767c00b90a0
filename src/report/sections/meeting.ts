import { counted } from "../../base/text.ts";
import type { TraitFacts } from "../../result/type.ts";
import {
  type Block,
  heading,
  list,
  name,
  paragraph,
  type Section,
  steps,
  type Text,
  text,
} from "../document.ts";
import { count, frequency, interval, listed, ofHundred } from "../format.ts";
import type { Definition, Subject } from "../subject.ts";
import { modelsOf } from "./models/kinds.ts";

type Trait = TraitFacts["winners"][number];

/** For sales: what qualifies a lead and what came of it; then the agenda of the meeting, each step with its figure. */
export function meeting(subject: Subject): Section | null {
  const forSales = [...qualifies(subject), ...looks(subject), ...feedback(subject), ...examples(subject)];
  if (subject.definitions.length === 0 || forSales.length === 0) return null;
  const blocks: Block[] = [
    heading(["What sales gets, and what it said"]),
    list(forSales),
    heading(["Agenda"]),
    paragraph(["Seven steps, each with the figure to talk about."], "note"),
    steps(agenda(subject)),
  ];
  return { id: "meeting", title: "For sales, and the agenda", short: "For sales", blocks };
}

const called = ({ name: own, facts: { label } }: Definition): Text => [name(label ?? own)];

function qualifies({ incumbent, foremost }: Subject): Text[] {
  const said = (d: Definition, when: string): Text =>
    text`${called(d)} ${when}: ${d.facts.says.replace(/\.$/, "")}.`;
  return [
    ...(incumbent === null ? [] : [said(incumbent, "decides today who is passed to sales")]),
    ...(foremost === null ? [] : [said(foremost, "is what this review looks at")]),
  ];
}

const traitText = ({ feature, level, rate }: Trait): string =>
  `${feature} ${level}${rate.value === null ? "" : ` (${ofHundred(rate.value)} in 100)`}`;

function looks({ result, outcome }: Subject): Text[] {
  const { winners, others } = result.funnel.traits;
  return [
    ...(winners.length === 0
      ? []
      : [text`More often ${outcome.manyDid}: ${listed(winners.slice(0, 3).map(traitText))}.`]),
    ...(others.length === 0
      ? []
      : [text`Seldom ${outcome.manyDid}: ${listed(others.slice(0, 3).map(traitText))}.`]),
  ];
}

function feedback({ result }: Subject): Text[] {
  const { acceptance } = result.funnel;
  if (acceptance === null || acceptance.n === 0) return [];
  const reasons = acceptance.reasons.filter(({ n }) => n !== null).slice(0, 3);
  return [
    text`Of the leads passed on, sales accepted ${frequency(acceptance.accepted)} within ${counted(acceptance.days, "day")}, lost ${frequency(acceptance.rejected)} before, and did neither with ${frequency(acceptance.waiting)}.`,
    ...(reasons.length === 0
      ? []
      : [
          text`Said no because of: ${listed(reasons.map(({ reason, stage, n }) => `${reason ?? `${stage}, no reason given`} (${count(n ?? 0)})`))}.`,
        ]),
  ];
}

/**
 * The best and the weakest made-up lead of the model that the definition scores by, or else of the first model that has
 * some.
 */
function examples(subject: Subject): Text[] {
  const { foremost } = subject;
  const models = modelsOf(subject).filter(({ facts }) => facts.reasons.length > 0);
  const model = models.find((m) => m.name === foremost?.facts.cutoff?.model) ?? models[0];
  if (model === undefined) return [];
  const chance = (p: number | null): string => (p === null ? "" : `, ${ofHundred(p)} in 100`);
  const ranked = [...model.facts.reasons].sort((a, b) => b.score - a.score);
  const ends = ranked.filter((_, i) => i === 0 || i === ranked.length - 1);
  return ends.map(
    (lead) =>
      text`An example, made up (${lead.lead}${chance(lead.p)}): ${
        lead.reasons.length === 0
          ? "an average lead in every way"
          : lead.reasons.map((r) => r.text).join("; ")
      }.`,
  );
}

/** Personas, sales' criteria, fit, behaviour, forecast, trigger events, revisit. */
function agenda(subject: Subject): Text[] {
  const { result, outcome, foremost, incumbent } = subject;
  const { traits, acceptance, activities, conversions, events } = result.funnel;
  const personas = (conversions[0]?.groups ?? []).filter(({ by, n }) => by === "persona" && n !== null);
  const rateOf = (group: string): string => {
    const rate = conversions
      .find(({ from, to }) => from === result.study.funnel[0] && to === result.study.outcome.stage)
      ?.groups.find((g) => g.by === "persona" && g.group === group)?.rate;
    return rate === undefined || rate.value === null ? "" : ` ${ofHundred(rate.value)} in 100`;
  };
  const best = activities.rows.filter(({ rank }) => rank !== null).slice(0, 2);
  const spoken = foremost ?? incumbent;
  const next = spoken?.facts.pooled.nextQuarter;
  const reason = acceptance?.reasons.find(({ reason: of, n }) => of !== null && n !== null);
  const [latest] = events.slice(-1);
  return [
    text`Personas. ${
      personas.length === 0
        ? "The study names none (personas): who do we sell to?"
        : `${listed(personas.slice(0, 4).map(({ group }) => `${group}${rateOf(group)}`))} ${outcome.manyDid}.`
    }`,
    text`Sales' criteria. ${
      acceptance === null || acceptance.accepted.value === null
        ? "What makes sales take a lead? The data do not say."
        : `Sales accepted ${ofHundred(acceptance.accepted.value)} in 100${reason === undefined ? "; which criteria are missing from the definition?" : `; the reason given most for a no is ${reason.reason}.`}`
    }`,
    text`Fit. ${
      traits.winners[0] === undefined
        ? "No trait known at creation sets buyers apart."
        : `First among the traits of buyers: ${traitText(traits.winners[0])}.`
    }`,
    text`Behaviour. ${
      best.length === 0
        ? "No activity is clearly better or worse than the others."
        : `Followed by ${outcome.many} most often: ${listed(best.map(({ activity, shrunk }) => `${activity}${shrunk.value === null ? "" : ` (${ofHundred(shrunk.value)} in 100)`}`))}.`
    }`,
    text`Forecast. ${
      spoken === null || next === undefined || next.value === null
        ? "Too few quarters are judged to say what the next one brings."
        : text`${called(spoken)}: ${ofHundred(next.value)} ${outcome.many} per 100 slots next quarter (${interval(next, ofHundred)}).`
    }`,
    text`Trigger events. ${
      latest === undefined
        ? "None is entered (sources.events): what happened in the market or on the site that a rate may show?"
        : `${counted(events.length, "event")}, the latest ${latest.label} on ${latest.date}. A date beside a change is no cause.`
    }`,
    text`Revisit. ${
      result.decision.verdict === "pilot"
        ? "When the pilot's leads have had their time."
        : "When another quarter can be judged."
    }`,
  ];
}
