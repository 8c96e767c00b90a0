import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { NEVER } from "../../src/base/time.ts";
import { civil, studyWith } from "../helpers/study.ts";
import { times } from "../helpers/thorough.ts";
import { activitySource, leadSource, load, stageSource } from "./support/files.ts";
import { naive, type Tables } from "./support/naive.ts";

const funnel = ["lead", "mql", "sql", "won"];
const lost = ["junk", "lost"];
const asOf = civil("2026-02-06", "23:59:59");
const study = studyWith({
  asOf,
  funnel,
  lost,
  outcome: { kind: "stage", reaches: "sql", withinDays: 5, level: "lead" },
  sources: {
    leads: [leadSource({ account: "email" })],
    activities: [activitySource({ known: "known", by: { kind: "column", column: "by", map: new Map() } })],
    stages: [stageSource()],
  },
});

/** Few days and few times of day, so that stamps tie; rows double, dates mix with times, some are nonsense. */
function world(seed: number): Tables {
  const rng = random(seed);
  const pick = <T>(items: readonly T[]): T => items[rng.below(items.length)] as T;
  const date = (): string => `2026-02-0${1 + rng.below(7)}`;
  const stamp = (): string =>
    pick([
      date(),
      `${date()} 00:00:00`,
      `${date()} 12:00:00`,
      `${date()} 23:59:59`,
      `${date()} 12:00:00`,
      "soon",
    ]);
  const domains = ["acme.com", "ACME.com", "gmail.com", "x.example", ""];
  const id = (): string => `L${rng.below(44)}`;
  return {
    leads: Array.from({ length: 40 }, (_, i) => [
      `L${i}`,
      pick([date(), stamp()]),
      pick([`u${i}@${pick(domains)}`, pick(domains)]),
    ]),
    activities: Array.from({ length: 160 }, () => [
      id(),
      pick(["Visit", "Demo request"]),
      stamp(),
      pick(["", "", stamp()]),
      pick(["lead", "Sales", ""]),
    ]),
    stages: Array.from({ length: 120 }, () => [id(), pick([...funnel, ...lost, "odd"]), stamp()]),
  };
}

const csv = (header: string, rows: readonly (readonly string[])[]): string =>
  `${header}\n${rows.map((row) => row.join(",")).join("\n")}\n`;

describe("a history of ties, dates and nonsense", () => {
  it.each(Array.from({ length: times(3, 6) }, (_, i) => i))(
    "is what the contract says, row by row (world %i)",
    async (seed) => {
      const tables = world(seed);
      const history = await load(
        {
          "leads.csv": csv("lead_id,created_at,email", tables.leads),
          "activities.csv": csv("lead_id,activity,at,known,by", tables.activities),
          "stages.csv": csv("lead_id,stage,at", tables.stages),
        },
        study,
      );
      const expected = naive(tables, asOf, funnel, lost, 2);
      const { leads, accounts, activities, stages } = history;
      expect(leads.ids).toEqual(expected.ids);
      expect([...leads.account].map((a) => accounts.keys[a])).toEqual(expected.keys);
      expect([...leads.created]).toEqual(expected.created);
      expect(stages.first.map((stamps) => [...stamps])).toEqual(expected.first);
      expect([...stages.refused]).toEqual(expected.refused);
      const read = leads.ids.map((_, lead) =>
        Array.from({ length: (activities.start[lead + 1] ?? 0) - (activities.start[lead] ?? 0) }, (_, k) => {
          const i = (activities.start[lead] ?? 0) + k;
          return [activities.visible[i], activities.at[i], activities.types[activities.type[i] ?? 255]];
        }),
      );
      expect(read).toEqual(expected.activities);
      // the worlds do hold what they are meant to try
      expect(expected.refused).toContain(1);
      expect(expected.first.flat()).toContain(NEVER);
      expect(activities.count).toBeGreaterThan(20);
    },
  );
});
