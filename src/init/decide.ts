import { grouped } from "../base/text.ts";
import { DAY, NEVER } from "../base/time.ts";
import { countName } from "../rules/reference.ts";
import type { Draft, Facts, Plan } from "./type.ts";
import { funnelOrder, stageOf } from "./words.ts";

/** Horizons that people commonly state, in days. */
const horizons = [7, 14, 30, 45, 60, 90, 120, 180, 270, 365];
/** The share of the outcomes over a long time that a horizon must include. */
const mostOutcomes = 0.8;
/** The number of outcomes from which on a model of each kind can be fitted. */
const enough = { logit: 50, close: 100, card: 200 } as const;
/** The number of outcomes from which on a stage can be learnt. */
const enoughOutcomes = 50;
/** The last days over which capacity is looked at. */
const lately = 180;

/** The choices for a first study, from what the loaded data shows. Pure. Null facts: nothing is dated. */
export function decide(draft: Draft, facts: Facts | null, positives: number, leads: number): Plan {
  const [funnel, lost] = facts === null ? [["lead"], []] : stagesOf(facts);
  const outcome = facts === null ? null : outcomeOf(facts, funnel);
  const before = outcome === null ? [] : funnel.slice(1, funnel.indexOf(outcome.stage));
  const handoff = ["sal", "sql"].find((stage) => before.includes(stage)) ?? null;
  const incumbent = before.includes("mql") ? "mql" : null;
  const wins = outcome === null || facts === null ? positives : winsOf(facts, outcome.stage);
  const base = wins / Math.max(1, leads);
  const perDay = facts === null ? null : capacityOf(facts, handoff ?? incumbent);
  const span = facts === null ? 0 : (facts.asOf - earliest(facts.created)) / DAY;
  const models = modelsOf(draft, facts, wins);
  return {
    funnel,
    lost,
    outcome,
    handoff,
    incumbent,
    perDay,
    windows: span < 180 ? [7, 30] : [7, 30, 90],
    models,
    definitions: facts === null ? [] : definitionsOf(facts, models.length > 0, { incumbent, base, perDay }),
  };
}

const earliest = (stamps: Int32Array): number => stamps.reduce((least, t) => Math.min(least, t), NEVER);
const count = (stamps: Int32Array): number => stamps.reduce((n, t) => n + (t === NEVER ? 0 : 1), 0);
const winsOf = (facts: Facts, stage: string): number => count(facts.reached.get(stage) ?? new Int32Array());

/**
 * Stages in the order in which leads pass them: each comes before the stages that it precedes in most leads that have
 * both.
 */
function stagesOf({ reached }: Facts): readonly [funnel: string[], lost: string[]] {
  const stages = [...reached].filter(([, stamps]) => count(stamps) > 0);
  const passing = stages.filter(([name]) => stageOf(name) !== "lost" && name !== "lead");
  const usual = (name: string): number => {
    const at = funnelOrder.indexOf(name);
    return at < 0 ? funnelOrder.length : at;
  };
  const before = (a: Int32Array, b: Int32Array): number => {
    let sum = 0;
    for (let i = 0; i < a.length; i++) {
      const [x, y] = [a[i] ?? NEVER, b[i] ?? NEVER];
      if (x !== NEVER && y !== NEVER) sum += Math.sign(y - x);
    }
    return sum;
  };
  const ahead = new Map(
    passing.map(([name, stamps]) => [
      name,
      passing.reduce((n, [other, theirs]) => n + (other === name ? 0 : Math.sign(before(stamps, theirs))), 0),
    ]),
  );
  const ordered = passing.sort(
    ([a, x], [b, y]) =>
      (ahead.get(b) ?? 0) - (ahead.get(a) ?? 0) ||
      usual(a) - usual(b) ||
      count(y) - count(x) ||
      (a < b ? -1 : 1),
  );
  return [
    ["lead", ...ordered.map(([name]) => name)],
    stages.flatMap(([name]) => (stageOf(name) === "lost" ? [name] : [])),
  ];
}

/** The stage to learn, and how long it takes. */
function outcomeOf(facts: Facts, funnel: readonly string[]): Plan["outcome"] {
  const last = funnel.at(-1);
  if (last === undefined || funnel.length < 2) return null;
  const stage =
    ["opportunity", "won", last].find((s) => funnel.includes(s) && winsOf(facts, s) >= enoughOutcomes) ??
    last;
  const stamps = facts.reached.get(stage) ?? new Int32Array();
  // outcomes before anything was recorded would seem to take no time
  const from = Math.max(earliest(facts.created), observedFrom(facts, stamps));
  const span = (facts.asOf - from) / DAY;
  const follow = Math.min(365, Math.floor(span / 2));
  const days: number[] = [];
  for (let i = 0; i < stamps.length; i++) {
    const [birth, at] = [facts.created[i] ?? NEVER, stamps[i] ?? NEVER];
    const after = (at - birth) / DAY;
    if (at !== NEVER && birth >= from && birth + follow * DAY <= facts.asOf && after >= 0 && after <= follow)
      days.push(after);
  }
  const wins = `${grouped(count(stamps))} leads reach it`;
  if (days.length < 10) {
    const guess = Math.max(7, Math.min(90, Math.floor(span / 4)));
    return { stage, days: guess, why: `${wins}; too few to see how long it takes: ${guess} days is a guess` };
  }
  const within = (h: number): number => days.filter((d) => d <= h).length / days.length;
  const fitting = horizons.filter((h) => h <= Math.max(7, span / 3));
  const chosen = fitting.find((h) => within(h) >= mostOutcomes) ?? fitting.at(-1) ?? 7;
  return {
    stage,
    days: chosen,
    why: `${wins}; of the ${grouped(days.length)} who did within ${follow} days, among leads that old, ${Math.round(100 * within(chosen))}% did within ${chosen}`,
  };
}

/** The first day of a stage, where some leads were created before it was recorded. */
function observedFrom({ created }: Facts, stamps: Int32Array): number {
  const first = earliest(stamps);
  const before = created.reduce((n, t) => n + (t < first ? 1 : 0), 0);
  return before > 0.05 * created.length ? first : 0;
}

/** How many leads sales took on a working day recently: the entries of a stage. */
function capacityOf({ reached }: Facts, stage: string | null): Plan["perDay"] {
  const stamps = stage === null ? undefined : reached.get(stage);
  if (stamps === undefined || stage === null) return null;
  const latest = stamps.reduce((most, t) => (t === NEVER ? most : Math.max(most, t)), 0);
  const taken = stamps.reduce((n, t) => n + (t !== NEVER && t > latest - lately * DAY ? 1 : 0), 0);
  const working = (lately * 5) / 7;
  const leads = Math.max(0.1, Math.round((10 * taken) / working) / 10);
  return {
    leads,
    why: `${grouped(taken)} leads entered ${stage} in the last ${lately} days, ${leads} a working day`,
  };
}

function modelsOf(draft: Draft, facts: Facts | null, wins: number): Plan["models"] {
  const activities = (facts?.activities.length ?? 0) > 0;
  if (wins < enough.logit || (draft.candidates.length === 0 && !activities)) return [];
  return [
    { name: "logit", spec: "{ kind: logistic, penalty: ridge }", why: `${grouped(wins)} outcomes` },
    ...(activities && wins >= enough.close
      ? [
          {
            name: "close",
            spec: "{ kind: close_rate }",
            why: "activities by how often those who did them win",
          },
        ]
      : []),
    ...(wins >= enough.card
      ? [{ name: "card", spec: "{ kind: scorecard }", why: "points that can be read by hand" }]
      : []),
  ];
}

/** Activities that ask for sales: plain requests first, then those that come near one. */
const asking = [/demo|trial|contact_us|request|meeting/, /pricing|form/];

function definitionsOf(
  facts: Facts,
  scored: boolean,
  { incumbent, base, perDay }: { incumbent: string | null; base: number; perDay: Plan["perDay"] },
): Plan["definitions"] {
  const asks = asking.map((words) => facts.activities.find(([type, rows]) => words.test(type) && rows >= 50));
  const ask = asks.find((found) => found !== undefined)?.[0];
  const p = Math.max(0.01, Math.round(100 * Math.min(1.5 * base, (1 + base) / 2)) / 100);
  return [
    ...(incumbent === null
      ? []
      : [
          {
            name: "incumbent",
            spec: `{ stage: ${incumbent}, incumbent: true }`,
            why: "as it was run: the stamps that sales received",
          },
        ]),
    ...(ask === undefined
      ? []
      : [
          {
            name: "asked",
            spec: `{ when: "${countName({ kind: "count", activity: ask, window: 30 })} >= 1" }`,
            why: "who asks is called",
          },
        ]),
    ...(scored
      ? [
          {
            name: "likely",
            spec: `{ score: logit, p_at_least: ${p} }`,
            why:
              base > 0.5
                ? "halfway from the share of all leads that reach the outcome to 1"
                : "1.5 times the share of all leads that reach the outcome",
          },
        ]
      : []),
    ...(scored && perDay !== null
      ? [
          {
            name: "adaptive",
            spec: "{ score: logit, cutoff: from_capacity }",
            why: "as many as sales can take",
          },
        ]
      : []),
  ];
}
