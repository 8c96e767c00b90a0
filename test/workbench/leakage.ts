import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgeStudy } from "../../src/backtest/decide/study.ts";
import { halfLifeFacts } from "../../src/backtest/fit/half-lives-found.ts";
import { canonical } from "../../src/base/canonical.ts";
import { type Random, random } from "../../src/base/random.ts";
import { DAY, isoSecond } from "../../src/base/time.ts";
import { type SimulatedLead, simulate } from "../../src/simulate/leads.ts";
import { span } from "../../src/simulate/world.ts";
import { fitStudy } from "../../src/workbench/fit.ts";
import { load } from "../../src/workbench/load.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";

/** A lead as the exports have it: what a test may add, change or delete. */
type Exported = Omit<SimulatedLead, "title" | "source" | "stages"> & {
  readonly title: string;
  readonly source: string;
  readonly stages: readonly { readonly stage: string; readonly at: number }[];
};

const embargo = 7 * DAY;
const study = (halfLife: string): string => `leadline: 1
study: leakage
as_of: 2026-10-01
timezone: UTC
seed: 3
sources:
  leads:      { file: leads.csv, id: lead_id, created: created_at, account: domain }
  activities: { file: activities.csv, lead: lead_id, type: activity, at: occurred_at, known: synced_at, by: actor }
  stages:     { file: stages.csv, lead: lead_id, stage: stage, at: entered_at }
funnel: [lead, mql, sal, opportunity]
lost: [disqualified]
handoff: sal
worked: { stage: sal }
outcome: { reaches: opportunity, within: 60 days }
flags: { free_email: { domain_of: email, in: free_mail } }
features:
  known_at_creation: [title, employees, source, email]
  activities: { windows: [7 days, 30 days], half_life: ${halfLife} }
models:
  hand:
    kind: points
    points:
      - { when: "demo_request_30d >= 1", points: 20 }
      - { per: page_view_30d, points: 2, max: 16 }
      - { when: "title IN ('CTO', 'IT Director')", points: 10 }
  logit: { kind: logistic, penalty: ridge }
definitions:
  incumbent: { stage: mql, incumbent: true }
  by_points: { score: hand, cutoff: from_capacity }
  by_logit:  { score: logit, cutoff: from_capacity }
  by_acts:   { top_activities: { by: close_rate, cutoff: from_capacity } }
  by_day:    { score: logit, take: top_of_day }
capacity: { reps: 1, leads_per_rep_per_day: 1, holidays: US }
backtest: { quarters: 2, embargo: 7 days }
`;

const place = scratch();
afterAll(() => place.remove());
let written = 0;

/** What a study is written with. */
interface Written {
  /** as the study states it: `14 days`, or `fit`, by which features learn from labels too */
  readonly halfLife: string;
  /** every stamp without its time of day */
  readonly dates?: boolean;
  /** some leads that sales took come back, and may be taken or win afterwards */
  readonly recycle?: boolean;
  /** how many; by default 1,500 */
  readonly leads?: number;
  /** one fold's future is changed instead of both, and the cases whose faults the others find too are left out */
  readonly brief?: boolean;
}

function write(leads: readonly Exported[], { halfLife, dates = false, recycle = false }: Written): string {
  const stamp = (t: number): string => (dates ? isoSecond(t).slice(0, 10) : isoSecond(t));
  const folder = join(place.folder, String(written++));
  mkdirSync(folder);
  const rows = (header: string, of: (lead: Exported) => readonly string[]): string =>
    `${header}\n${leads.flatMap(of).join("\n")}\n`;
  writeFileSync(
    join(folder, "leads.csv"),
    rows("lead_id,created_at,domain,email,title,employees,source", (l) => [
      [l.id, stamp(l.created), l.domain, l.email, l.title, l.employees, l.source].join(","),
    ]),
  );
  writeFileSync(
    join(folder, "activities.csv"),
    rows("lead_id,activity,occurred_at,synced_at,actor", (l) =>
      l.activities.map((a) => [l.id, a.name, stamp(a.at), stamp(a.known), a.by].join(",")),
    ),
  );
  writeFileSync(
    join(folder, "stages.csv"),
    rows("lead_id,stage,entered_at", (l) => l.stages.map((s) => [l.id, s.stage, stamp(s.at)].join(","))),
  );
  writeFileSync(join(folder, "study.yaml"), `${study(halfLife)}${recycle ? "recycle: [nurture]\n" : ""}`);
  return join(folder, "study.yaml");
}

/** Files to the artefacts of every fold, as canonical JSON: the whole way that `leadline run` goes. */
async function artefactsOf(leads: readonly Exported[], how: Written) {
  const { study: read, folder } = await openStudy(write(leads, how));
  const loaded = await load(read, folder, {});
  const fitted = await fitStudy(loaded);
  const judged = await judgeStudy(loaded, fitted, { watch: {}, firstSeen: new Map() });
  // whom by_day had taken before the quarter, as far as no outcome of the embargo decides it
  const takenBefore = (k: number): string => {
    const byDay = judged.basis?.at[0]?.definitions.find(({ name }) => name === "by_day");
    const of = byDay?.folds[k]?.crossings ?? null;
    const until = fitted.walk.folds[k]?.fold.outcomesUntil ?? 0;
    const rows = Array.from(of?.leads ?? [], (lead, i) => ({
      id: loaded.history.leads.ids[lead],
      time: of?.times[i] ?? 0,
      score: of?.scores?.[i],
    }));
    return canonical(
      rows
        .filter(({ time }) => time <= until)
        .sort((a, b) => a.time - b.time || (String(a.id) < String(b.id) ? -1 : 1)),
    );
  };
  return fitted.walk.folds.map(({ fold, models }, k) => {
    const weights = [...models].map(([name, fit]) => {
      if (!("weights" in fit)) throw new Error(`${name} in ${fold.quarter.name}: ${fit.reason}`);
      return fit.weights;
    });
    const cutoffs = ["by_points", "by_logit", "by_acts"].map(
      (name) => judged.definitions[name]?.quarters[k]?.cutoff,
    );
    if (cutoffs.some((c) => c === null || c === undefined)) throw new Error("no cut-off");
    // with the half-lives and their intervals; of activities that nobody had seen by then there are none
    const halfLives = canonical(halfLifeFacts(fitted)?.quarters[k] ?? null);
    return {
      fold,
      weights: canonical(weights),
      cutoffs: canonical(cutoffs),
      halfLives,
      taken: takenBefore(k),
    };
  });
}

/** Every second lead that sales took and did not win comes back a month later, and every third of these wins after all. */
function returned(lead: Exported, i: number): Exported {
  const taken = lead.stages.find(({ stage }) => stage === "sal");
  if (taken === undefined || i % 2 === 0 || lead.stages.some(({ stage }) => stage === "opportunity"))
    return lead;
  const back = taken.at + 30 * DAY;
  const more = [
    { stage: "nurture", at: back },
    { stage: "mql", at: back + 10 * DAY },
    ...(i % 3 === 0 ? [{ stage: "opportunity", at: back + 40 * DAY }] : []),
  ];
  return { ...lead, stages: [...lead.stages, ...more.filter(({ at }) => at < span.asOf)] };
}

/** When an activity is visible, and so known. */
const seen = (lead: Exported, a: Exported["activities"][number]): number =>
  Math.max(a.at, a.known, lead.created);

/** Leads, activities and stages that were known before s; outcomes by the end given. */
const past = (leads: readonly Exported[], s: number, outcomesUntil = s): Exported[] =>
  leads
    .filter((l) => l.created < s)
    .map((l) => ({
      ...l,
      activities: l.activities.filter((a) => seen(l, a) < s),
      stages: l.stages.filter((e) => e.at < (e.stage === "opportunity" ? outcomesUntil : s)),
    }));

/** The same past, and another future: other leads, levels, numbers, activity types, known times, stages. */
function otherFuture(leads: readonly Exported[], s: number, r: Random, outcomesUntil = s): Exported[] {
  const later = (): number => s + r.below(span.asOf - s);
  const change = (lead: Exported): Exported => {
    const before = past([lead], s, outcomesUntil)[0];
    const known = before?.stages ?? [];
    const until = Math.min(...known.filter((e) => e.stage === "opportunity").map((e) => e.at), Infinity);
    const has = (stage: string): boolean => known.some((e) => e.stage === stage);
    return {
      ...(before ?? {
        ...lead,
        created: Math.max(s, lead.created - r.below(20 * DAY)),
        title: r.below(3) === 0 ? "Chief of Everything" : lead.title,
        source: r.below(3) === 0 ? "aaa" : lead.source,
        employees: r.below(2) === 0 ? 1_000_000 + r.below(1_000) : 0,
        domain: r.below(4) === 0 ? "acme0.com" : lead.domain,
      }),
      activities: [
        ...(before?.activities ?? []),
        ...lead.activities
          .filter((a) => before === undefined || seen(lead, a) >= s)
          .filter(() => r.below(3) > 0)
          .map((a) => ({ ...a, name: r.below(4) === 0 ? "AR Demo" : a.name, known: later() })),
        // occurred long before, synced after s; one type that nobody had seen by then
        ...Array.from({ length: r.below(3) }, () => ({
          name: r.below(2) === 0 ? "Page View" : "Zoom Call",
          at: lead.created - r.below(10 * DAY),
          known: later(),
          by: "lead" as const,
        })),
      ],
      stages: [
        ...known,
        // read where the study names it
        ...["mql", "sal", "disqualified", "nurture", "opportunity"]
          .filter((stage) => !has(stage) && r.below(3) === 0)
          .map((stage) => ({
            stage,
            at: stage === "opportunity" ? outcomesUntil + 1 + r.below(60 * DAY) : later(),
          })),
      ].filter((e) => e.at <= until || e.stage !== "disqualified"),
    };
  };
  const added = [...simulate({ leads: Math.round(leads.length / 5), seed: 77 })].map((lead, i) => ({
    ...lead,
    id: `0new${i}`,
    created: s + r.below(Math.max(1, span.asOf - s)),
  }));
  return [...leads.map(change), ...added];
}

/**
 * Nothing that became known from a fold's quarter on is in any artefact of it. A load and all fits a case: seconds on a
 * quiet machine, a minute on a busy one.
 */
export const describeLeakage = (how: Written) =>
  describe(`no leakage through the whole workbench, ${JSON.stringify(how)}`, { timeout: 300_000 }, () => {
    const artefacts = (leads: readonly Exported[]) => artefactsOf(leads, how);
    const leads: readonly Exported[] = [...simulate({ leads: how.leads ?? 1_500, seed: 5 })].map((lead, i) =>
      how.recycle === true ? returned(lead, i) : lead,
    );
    let base: Awaited<ReturnType<typeof artefactsOf>> = [];
    beforeAll(async () => {
      base = await artefacts(leads);
    });

    it("is worth a test: two folds, which differ", () => {
      expect(base.length).toBeGreaterThanOrEqual(2);
      expect(new Set(base.map((f) => f.weights)).size).toBe(base.length);
      // whom each morning took before a quarter is decided by what was known then, too
      for (const { taken } of base) expect(JSON.parse(taken).length).toBeGreaterThan(30);
      expect(base[0]?.weights).toContain('"platt"');
      expect(base[0]?.weights).toContain("_30d");
      expect(base[0]?.weights).toContain('"half_life"');
      expect(new Set(base.map((f) => f.halfLives)).size).toBe(how.halfLife === "fit" ? base.length : 1);
    });

    if (how.brief !== true)
      it("keeps a fold's weights, calibration and cut-offs when all that became known from s on is deleted", async () => {
        const { fold, weights, cutoffs, halfLives, taken } = base[1] ?? {};
        const s = fold?.start ?? 0;
        // a quarter without a lead is no fold: one that has come and done nothing keeps it
        const first = leads.filter((l) => l.created >= s && l.created < (fold?.end ?? s)).slice(0, 1);
        const left = [...past(leads, s), ...first.map((l) => ({ ...l, activities: [], stages: [] }))];
        const again = (await artefacts(left)).find((f) => f.fold.start === s);
        expect(again?.weights).toBe(weights);
        expect(again?.cutoffs).toBe(cutoffs);
        expect(again?.halfLives).toBe(halfLives);
        expect(again?.taken).toBe(taken);
      });

    it("keeps them when it is changed and added to: levels, numbers, types, known times, stages, leads", async () => {
      for (const [k, { fold, weights, cutoffs, halfLives, taken }] of base
        .slice(0, how.brief === true ? 1 : 2)
        .entries()) {
        const changed = otherFuture(leads, fold.start, random(k + 1));
        const again = (await artefacts(changed)).find((f) => f.fold.start === fold.start);
        expect(again?.weights).toBe(weights);
        expect(again?.cutoffs).toBe(cutoffs);
        expect(again?.halfLives).toBe(halfLives);
        expect(again?.taken).toBe(taken);
      }
    });

    it("learns from no outcome after s - embargo", async () => {
      const { fold, weights, cutoffs, halfLives, taken } = base[0] ?? {};
      const s = fold?.start ?? 0;
      // everybody wins within the embargo: whoever knew it would find nobody open to cross in its days
      const allWin = leads.map((l) =>
        l.created >= s - embargo || l.stages.some((e) => e.stage === "opportunity")
          ? l
          : { ...l, stages: [...l.stages, { stage: "opportunity", at: s - embargo + 1 }] },
      );
      const others = how.brief === true ? [] : [otherFuture(leads, s, random(9), s - embargo + 1)];
      for (const changed of [...others, allWin]) {
        const again = (await artefacts(changed)).find((f) => f.fold.start === s);
        expect(again?.weights).toBe(weights);
        expect(again?.cutoffs).toBe(cutoffs);
        expect(again?.halfLives).toBe(halfLives);
        expect(again?.taken).toBe(taken);
      }
    });

    it("would be noticed: one outcome or one activity that was known in time changes them", async () => {
      const { fold, weights } = base[0] ?? {};
      const s = fold?.start ?? 0;
      const early = (l: Exported): boolean => l.created < s - 90 * DAY && l.stages.length === 0;
      const target = leads.findIndex(early);
      const one = leads.map((l, i) =>
        i === target ? { ...l, stages: [{ stage: "opportunity", at: l.created + DAY }] } : l,
      );
      expect((await artefacts(one)).find((f) => f.fold.start === s)?.weights).not.toBe(weights);
    });
  });
