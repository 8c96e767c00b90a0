import type {
  FoundProfiles,
  FoundTaken,
  HalfLifeFacts,
  ProfileFacts,
  TakenFacts,
} from "../../../result/type.ts";
import { bound, halfLifePanel } from "../../charts/models/half-life.ts";
import { colours } from "../../charts/theme.ts";
import {
  type Block,
  details,
  type Figure,
  name,
  paragraph,
  type Table,
  type Text,
  text,
} from "../../document.ts";
import { count, decimals, fixed } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { cell } from "../cells.ts";
import { numbers, onRight, tableOf, texts } from "../table.ts";

/** How many small multiples are shown at once; the rest unfold. */
const shownPanels = 6;

/** How fast activity goes stale: the profile behind the shipped weights, and what each quarter's fit found. */
export function halfLives({ result }: Subject): readonly Block[] {
  const facts = result.halfLives;
  if (facts === null) return [];
  const { final } = facts;
  const profiles = profilesOf(final);
  const blocks: Block[] =
    profiles.length === 0
      ? [paragraph(text`No half-life was found for the weights that ship: ${final.reason ?? ""}.`)]
      : [figure(facts, profiles)];
  return facts.quarters.length === 0
    ? blocks
    : [...blocks, details(["What each quarter\u2019s fit found"], [byQuarter(facts)])];
}

interface Named extends ProfileFacts {
  /** null: all activities together, without those that have their own */
  readonly activity: string | null;
}

const profilesOf = ({ common, own }: FoundProfiles): readonly Named[] => [
  ...(common === null ? [] : [{ activity: null, ...common }]),
  ...(own ?? []),
];

function figure({ grid, final, ownFrom }: HalfLifeFacts, profiles: readonly Named[]): Figure {
  const colour = colours.plain;
  const alone = profiles.length === 1;
  const panels = profiles.map((p, i) => ({
    id: alone ? "half-life" : `half-life-${String(i + 1).padStart(2, "0")}`,
    label: p.activity ?? (alone ? "all activities" : "the other activities"),
    alternative: `Profile of the half-life of ${p.activity ?? "all activities"}: ${spoken(p)}.`,
    wide: halfLifePanel({ ...p, falls: p.falls.flatMap(drawn) }, colour),
    narrow: null,
  }));
  const shared =
    final.own === null
      ? `Below ${count(ownFrom)} outcomes all activities share one half-life.`
      : "An activity has its own where that predicts better by more than chance; the others share one.";
  return {
    kind: "figure",
    id: "half-life",
    title: title(profiles, grid.at(-1) ?? 0),
    note: text`How far twice the log-likelihood falls from its top; the band, up to ${fixed(bound, 2)}, holds the half-lives that ${count(final.wins)} outcomes do not exclude (95%); the dot is what the weights take, of a fixed grid. ${shared} It says what predicts, not what brings a win about.`,
    charts: panels.slice(0, shownPanels),
    ...(panels.length > shownPanels ? { more: panels.slice(shownPanels) } : {}),
    table: tableOf("Half-lives of the weights that ship", profiles, [
      texts("Activity", (p) => (p.activity === null ? (alone ? "all" : "others") : [name(p.activity)])),
      numbers("Taken, days", (p) => p.taken, count),
      onRight("Best, days", (p) => cell(p.value === null ? "plain counts" : days(p.value), range(p))),
      numbers("Plain counts fall", (p) => p.plain, decimals(1)),
    ]),
  };
}

const drawn = ({
  halfLife,
  fall,
}: ProfileFacts["falls"][number]): readonly { halfLife: number; fall: number }[] =>
  fall === null ? [] : [{ halfLife, fall }];

const days = (x: number): string => fixed(x, x < 9.95 ? 1 : 0);

/** `3.6 to 6.7`, `3.6 and more`, `up to 6.7` */
function range({ low, high }: ProfileFacts): string {
  if (low === null) return high === null ? "any" : `up to ${days(high)}`;
  return high === null ? `${days(low)} and more` : `${days(low)} to ${days(high)}`;
}

const spoken = (p: ProfileFacts): string =>
  p.value === null
    ? "no half-life predicts better than plain counts"
    : `best at ${days(p.value)} days (${range(p)})`;

/** @param longest half-life in days that the records reach back for: nothing is known beyond it */
function title(profiles: readonly Named[], longest: number): Text {
  const found = profiles.filter((p) => p.taken !== null).sort((a, b) => (a.taken ?? 0) - (b.taken ?? 0));
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined)
    return text`No half-life under ${count(longest)} days predicts better than plain counts: what was done long ago counts as much`;
  if (profiles.length === 1 && first.activity === null)
    return first.value === null
      ? text`Activity counts half as much after ${count(first.taken ?? 0)} days`
      : text`Activity counts half as much after some ${days(first.value)} days (${range(first)})`;
  const soonest = text`${first.activity === null ? "Other activity" : name(first.activity)} counts half as much after ${count(first.taken ?? 0)} days`;
  if (first === last) return text`${soonest}; what else was done long ago counts as much`;
  const slowest = last.activity === null ? "other activity" : name(last.activity);
  return first.taken === last.taken
    ? text`${soonest}, and so does ${slowest}`
    : text`${soonest}, ${slowest} only after ${count(last.taken ?? 0)}`;
}

const byQuarter = ({ quarters }: HalfLifeFacts): Table =>
  tableOf("Each found on what was known before its quarter", quarters, [
    texts("Quarter", (q) => q.quarter),
    numbers("Outcomes", (q) => q.wins),
    texts("Taken", taken, (q) => q.reason ?? ""),
  ]);

function taken({ reason, common, own }: FoundTaken): string {
  if (reason !== null) return "none";
  const said = (p: TakenFacts): string => (p.taken === null ? "plain counts" : `${count(p.taken)} days`);
  const alone = (own ?? []).map((p) => `${p.activity} ${said(p)}`);
  if (common !== null) alone.push(alone.length === 0 ? said(common) : `others ${said(common)}`);
  return alone.join(", ");
}
