import type { CandidateFacts, PilotRead, SwapFacts } from "../../../result/type.ts";
import {
  type Block,
  type Cell,
  code,
  list,
  name,
  type Table,
  type Text,
  term,
  text,
} from "../../document.ts";
import { count, fixed, interval, percent, signed, spanOf } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { cell, numberCell } from "../cells.ts";
import { known } from "./speech.ts";

const perHundred = (x: number): string => signed(100 * x);

/** The evidence for the verdict in numbers: which leads would change hands, and how large the doubts are. */
export const evidence = (c: CandidateFacts, subject: Subject): readonly Block[] => [list(doubts(c, subject))];

/** The leads that would change hands: those it adds to the right of the middle, those it drops to the left. */
export function ledger(c: CandidateFacts, { outcome, result }: Subject): Table {
  // ties make parts of leads: what falls short of the number that is asked for is not rounded up to it
  const { leastWorkedWins } = result.decision;
  const short = (n: number): number => (n < leastWorkedWins ? Math.floor(n + 1e-9) : n);
  const most = Math.max(1, c.swapIns.n, c.swapOuts.n);
  const row = (what: string, s: SwapFacts, side: 1 | -1): { cells: Cell[] } => ({
    cells: [
      cell(what),
      { ...numberCell(s.n), bar: (side * s.n) / most },
      s.worked === null ? cell("\u2013", "not recorded") : numberCell(s.worked),
      numberCell(s.wins),
      s.workedWins === null ? cell("\u2013", "not recorded") : numberCell(short(s.workedWins)),
    ],
  });
  return {
    kind: "table",
    caption: `Leads that would change hands: ${c.quarters.length === 0 ? "no quarter compared" : spanOf(c.quarters)}`,
    cards: true,
    columns: [
      { title: [""] },
      { title: ["Leads"], number: true },
      { title: [term("worked", "Recorded as worked")], number: true },
      { title: [capitalMany(outcome.manyDid)], number: true },
      { title: ["Of these recorded as worked"], number: true },
    ],
    rows: [row("It adds", c.swapIns, 1), row("It drops", c.swapOuts, -1)],
  };
}

const capitalMany = (did: string): string => `${did.charAt(0).toUpperCase()}${did.slice(1)}`;

function doubts(c: CandidateFacts, subject: Subject): Text[] {
  const { result, winning, outcome } = subject;
  const incumbent = subject.incumbent?.name ?? "the incumbent";
  const items: Text[] = [];
  const { swapIns } = c;
  const alone = swapIns.workedWins === null ? 0 : Math.round(swapIns.wins - swapIns.workedWins);
  if (alone > 0)
    items.push(
      text`${count(alone)} of the leads it adds ${alone === 1 ? outcome.oneDid : outcome.manyDid} without a recorded hand-over: check whether reps skip the step that ${code("worked")} names.`,
    );
  items.push(bounds(c));
  if (c.policy !== null) items.push(hadAllBeenWorked(c.policy));
  const late = known(c.withoutLate);
  if (late !== null)
    items.push(
      text`Leaving out leads that sales already had (${term("late")}): ${perHundred(late.value)} per 100 slots (${interval(late, perHundred)}).`,
    );
  if (c.lateDecides !== null)
    items.push(
      c.lateDecides === "with"
        ? text`At the level that decides, ${name(c.name)} beats ${name(incumbent)} only if we count leads that sales already had. The definition did not find those leads, so they cannot justify a change.`
        : text`At the level that decides, ${name(c.name)} beats ${name(incumbent)} only if we leave out leads that sales already had.`,
    );
  const { m, declared, level, smallestGain, leastWorkedWins } = result.decision;
  const read = c.pilotRead;
  if (read !== undefined) items.push(pilotItem(read, subject));
  items.push(
    text`${typeof read?.verdict === "string" ? "For candidates without a pilot: we" : "We"} compared ${m === 1 ? "one candidate" : `${count(m)} candidates`}${m > declared ? ` (${count(m - declared)} of them in earlier runs)` : ""}, so a change must hold at ${percent(level)}${m > 1 ? " instead of 95%" : ""}, with at least ${count(leastWorkedWins)} worked leads among those it adds that ${outcome.manyDid}.`,
  );
  items.push(
    smallestGain === null
      ? text`The study does not say how small a gain is worth the trouble (${code("decide.smallest_gain")}), so a pilot is sized to show the gain seen so far.`
      : text`A gain of ${count(smallestGain)} ${outcome.many} a quarter is the smallest that the study calls worth the trouble: a pilot is sized to show it.`,
  );
  const { pilot } = c;
  if (c.verdict === "pilot")
    items.push(
      text`${code("leadline pilot plan")} draws the leads of the pilot before anyone looks at them, and ${code("leadline pilot read")} says what became of them.`,
    );
  if (pilot.shorter !== null) items.push([pilot.shorter]);
  items.push(text`A lead counts if it ${winning} of when it first ${term("crossing", "qualified")}.`);
  return items;
}

/** What the candidate's registered pilot says, or why it does not count. */
function pilotItem(read: PilotRead, { outcome }: Subject): Text {
  const found = `${count(read.outcomes)} of the ${count(read.mature)} leads that sales was to work in its random pilot ${outcome.manyDid}`;
  if (read.reason !== null) return text`${found}, but that does not count: ${read.reason}.`;
  const { changeFrom, dropBelow } = read;
  const bars = [
    ...(changeFrom === null ? [] : [`a change from ${count(changeFrom)}`]),
    ...(dropBelow === null ? [] : [`dropped below ${count(dropBelow)}`]),
  ];
  const worked = read.worked === null ? "" : `; sales worked ${count(read.worked)} of them`;
  return text`${found}${worked}. ${bars.length === 0 ? "It" : `It is ${bars.join(", ")}, and`} ${bars.length === 0 ? "decides" : "that decides"} at 95% for this candidate alone, since ${code("leadline pilot plan")} registered it and drew the leads at random.`;
}

function bounds(c: CandidateFacts): Text {
  if (c.monotoneLow === null)
    return c.swapIns.worked === null
      ? text`The study does not say which leads were worked (${code("worked:")}), so it cannot be said what the unworked ones would have brought.`
      : text`What the difference would be had all been worked cannot be computed.`;
  const worst =
    c.worstCaseLow === null
      ? text``
      : c.worstCaseLow < 0
        ? text` In the ${term("worst case")} (no unworked lead that it adds would have counted, every one that it drops would) it could be a loss of ${percentless(-c.worstCaseLow)} per 100 slots.`
        : text` In the ${term("worst case")} the gain is still ${percentless(c.worstCaseLow)} per 100 slots.`;
  const low =
    c.monotoneLow < 0
      ? text`If working a lead never does harm, the result is no worse than ${perHundred(c.monotoneLow)} per 100 slots (${term("monotone low end")}).`
      : text`If working a lead never does harm, the gain is at least ${percentless(c.monotoneLow)} per 100 slots (${term("monotone low end")}).`;
  return [...low, ...worst];
}

/** What the worked leads say of the others, how far that is discounted, and what would turn it. */
function hadAllBeenWorked({
  g,
  low,
  difference,
  turnsAt,
  picked,
}: NonNullable<CandidateFacts["policy"]>): Text {
  const d = known(difference);
  if (d === null) return text``;
  const times = (x: number): string => `${fixed(x, 1)} times`;
  const turns =
    low <= 0
      ? ""
      : turnsAt === null
        ? ", and above 0 at any discount"
        : `, and would be 0 at ${times(turnsAt)}`;
  const chosen =
    picked === null
      ? ""
      : ` Of the leads that it adds and today\u2019s definition never passed on, sales picked ${percent(picked.share)} by itself; they brought ${times(picked.ratio)} what was to be expected.`;
  return text`Had sales worked all leads, the difference would be ${perHundred(d.value)} per 100 slots (${interval(d, perHundred)}), as far as the worked ones tell. We take those that it did not work to be ${times(g)} worse than they look (${term("discount")}): the low end is then ${perHundred(low)} per 100 slots${turns}.${chosen}`;
}

const percentless = (x: number): string => (100 * x).toFixed(1);
