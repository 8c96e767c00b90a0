import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import type { Audit, History } from "../../src/history/index.ts";
import { studyWith } from "../helpers/study.ts";
import { times } from "../helpers/thorough.ts";
import { activitySource, leadSource, load, stageSource } from "./support/files.ts";

const study = studyWith({
  sources: {
    leads: [leadSource({ account: "email" })],
    activities: [activitySource({ known: "known" })],
    stages: [stageSource()],
  },
});

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const copy = [...items];
  const rng = random(seed);
  for (let i = copy.length - 1; i > 0; i--) {
    const j = rng.below(i + 1);
    const [a, b] = [copy[i] as T, copy[j] as T];
    copy[i] = b;
    copy[j] = a;
  }
  return copy;
}

/** A small dirty world with ties, duplicates, orphans, rejects and colleagues. */
function world(seed: number): { leads: string[]; activities: string[]; stages: string[] } {
  const rng = random(seed);
  const pick = <T>(items: readonly T[]): T => items[rng.below(items.length)] as T;
  const day = (): string => `2026-0${1 + rng.below(6)}-0${1 + rng.below(3)}`;
  const stamp = (): string => pick([day(), `${day()} 0${rng.below(3)}:00:00`, "soon", ""]);
  const domains = ["acme.com", "gmail.com", "ünï.example", ""];
  const leads = Array.from(
    { length: 30 },
    (_, i) => `L${i},${pick([day(), stamp()])},u${i}@${pick(domains)},${pick(["1", "2", "3.5", "x", ""])}`,
  );
  const activities = Array.from(
    { length: 120 },
    () => `L${rng.below(33)},${pick(["Visit", "Demo", "Webinar"])},${stamp()},${pick(["", stamp()])}`,
  );
  const stages = Array.from(
    { length: 60 },
    () => `L${rng.below(33)},${pick(["sql", "won", "odd"])},${stamp()}`,
  );
  return {
    leads: [...leads, leads[3] as string],
    activities: [...activities, ...activities.slice(0, 9)],
    stages,
  };
}

const read = (w: ReturnType<typeof world>): Promise<History> =>
  load(
    {
      "leads.csv": `lead_id,created_at,email,size\n${w.leads.join("\n")}\n`,
      "activities.csv": `lead_id,activity,at,known\n${w.activities.join("\n")}\n`,
      "stages.csv": `lead_id,stage,at\n${w.stages.join("\n")}\n`,
    },
    study,
  );

describe("a history", () => {
  it("does not depend on the order of rows, but for the lines of rejects", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 0, max: 1e6 }),
        async (seed, order) => {
          const w = world(seed);
          const one = await read(w);
          const other = await read({
            leads: shuffled(w.leads, order),
            activities: shuffled(w.activities, order),
            stages: shuffled(w.stages, order),
          });
          const { audit: a, ...rest } = one;
          const { audit: b, ...otherRest } = other;
          expect(otherRest).toEqual(rest);
          expect(b.digest).toBe(a.digest);
          const without = ({ rejects, refused = [], ...said }: Audit): unknown => ({
            ...said,
            rejects: rejects.map((r) => ({ ...r, line: 0 })),
            refused: refused.map(({ line, ...r }) => JSON.stringify(r)).sort(),
          });
          expect(without(b)).toEqual(without(a));
        },
      ),
      { numRuns: times(1, 4), seed: 11 },
    );
  });

  it("has another digest when a value changes", async () => {
    const [leads, activities, stages] = [["a,2026-01-01,,1"], ["a,Demo,2026-02-01,"], ["a,won,2026-03-01"]];
    const worlds = [
      { leads, activities, stages },
      { leads: ["a,2026-01-01,,2"], activities, stages },
      { leads: ["a,2026-01-01,x@acme.com,1"], activities, stages },
      { leads, activities: ["a,Demo,2026-02-01,2026-02-02"], stages },
      { leads, activities: ["a,Visit,2026-02-01,"], stages },
      { leads, activities, stages: ["a,won,2026-03-01 00:00:01"] },
      { leads, activities, stages: ["a,sql,2026-03-01"] },
    ];
    const digests = new Set<string>();
    for (const w of worlds) digests.add((await read(w)).audit.digest);
    expect(digests.size).toBe(worlds.length);
  });
});
