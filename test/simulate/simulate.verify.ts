import { createHash } from "node:crypto";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DAY } from "../../src/base/time.ts";
import type { StaticFeature } from "../../src/features/type.ts";
import { leakageSuspects } from "../../src/labels/suspects/suspects.ts";
import { fitRidge } from "../../src/models/kinds/logistic/ridge.ts";
import { simulatedFiles } from "../../src/simulate/files.ts";
import { type SimulatedLead, type SimulateOptions, simulate } from "../../src/simulate/leads.ts";
import { effects, freeDomains, incumbentRule, span } from "../../src/simulate/world.ts";
import { zOf } from "../../src/stats/proportions/proportion.ts";
import { check } from "../../src/workbench/check.ts";
import { load } from "../../src/workbench/load.ts";
import { simulateTo } from "../../src/workbench/simulate.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { isFree, isWon, plainEffects, plainLeads } from "./plain.ts";

const place = scratch();
afterAll(() => place.remove());

/** All files of a world as text, by name. */
function texts(options: SimulateOptions): Map<string, string> {
  const parts = new Map<string, string[]>();
  for (const { file, text } of simulatedFiles(options)) parts.set(file, [...(parts.get(file) ?? []), text]);
  return new Map([...parts].map(([file, of]) => [file, of.join("")]));
}

const digest = (files: Map<string, string>): string =>
  createHash("sha256")
    .update(JSON.stringify([...files]))
    .digest("hex");

/** A share within four standard errors of what it is drawn with. */
const near = (hits: number, n: number, p: number): void => {
  expect(Math.abs(hits / n - p), `${hits} of ${n} against ${p}`).toBeLessThan(
    4 * Math.sqrt((p * (1 - p)) / n),
  );
};

describe("a simulated world", () => {
  it("is the same bytes for a seed, and others for another", () => {
    const of = (seed: number): string => digest(texts({ leads: 300, seed }));
    expect(of(1)).toBe(of(1));
    expect(of(1)).not.toBe(of(2));
  });

  it("begins with the same leads however many follow", () => {
    const [few, many] = [400, 900].map((leads) => [...simulate({ leads, seed: 3 })]);
    expect(few).toHaveLength(400);
    expect(many?.slice(0, 400)).toEqual(few);
    const [short, long] = [400, 900].map((leads) => texts({ leads, seed: 3 }));
    for (const file of ["leads.csv", "activities.csv", "stages.csv", "truth.csv"])
      expect(long?.get(file)?.startsWith(short?.get(file) ?? "-")).toBe(true);
  });
});

/** Incumbent points at one instant, counted anew from the exported activities. */
function pointsAt(lead: SimulatedLead, t: number): number {
  const inWindow = (name: string): number =>
    lead.activities.filter(
      (a) => a.name === name && Math.max(a.at, a.known, lead.created) <= t && a.at > t - 30 * DAY,
    ).length;
  let points = 0;
  for (const name of [
    "Demo Request",
    "Pricing View",
    "Webinar",
    "Content Download",
    "Email Click",
    "Page View",
  ])
    points += Math.min(
      incumbentRule[name as "Webinar"].max,
      incumbentRule[name as "Webinar"].points * inWindow(name),
    );
  if (lead.title === "CTO" || lead.title === "IT Director") points += incumbentRule.senior;
  if (lead.title === "Student") points += incumbentRule.student;
  return points;
}

describe("the incumbent's stamps", () => {
  const leads = [...simulate({ leads: 24_000, seed: 11 })];
  const stampOf = (lead: SimulatedLead): number | null =>
    lead.stages.find((s) => s.stage === "mql")?.at ?? null;
  const crossingOf = (lead: SimulatedLead): number | null => {
    const instants = [lead.created, ...lead.activities.filter((a) => a.by === "lead").map((a) => a.known)]
      .map((t) => Math.max(t, lead.created))
      .sort((a, b) => a - b);
    return instants.find((t) => pointsAt(lead, t) >= incumbentRule.threshold) ?? null;
  };
  // activities after as_of are not exported, so only crossings well before it can be recomputed
  const old = leads.filter((l) => l.created < span.asOf - 200 * DAY);

  it("follow the rule's first crossing within hours, nine times in ten, and else come by whim", () => {
    // what a lead would do later stops its stamp, so only crossings before the earliest purchase are counted
    const quiet = old.filter((l) => !l.stages.some((s) => s.stage === "opportunity"));
    const early = quiet.filter((l) => (crossingOf(l) ?? span.asOf) < l.created + 5 * DAY);
    const followed = early.filter((l) => {
      const [crossing, stamp] = [crossingOf(l) ?? 0, stampOf(l)];
      return stamp !== null && stamp >= crossing && stamp < crossing + 6 * 3600;
    });
    expect(early.length).toBeGreaterThan(60);
    near(followed.length, early.length, 0.9);
    const never = quiet.filter((l) => crossingOf(l) === null);
    const stray = never.flatMap((l) => stampOf(l) ?? []);
    near(stray.length, never.length, 0.037);
    for (const l of never) expect((stampOf(l) ?? l.created) - l.created).toBeLessThan(20 * DAY);
  });
});

describe("misbehaviours", () => {
  const leads = 12_000;
  const all = texts({ leads, seed: 21 });
  const rows = (file: string): string[][] =>
    (all.get(file) ?? "")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
  it("of the texts appear at their stated rates", () => {
    const exported = rows("leads.csv");
    near(exported.filter((r) => r[6] === "200+").length, leads, 1 / 250);
    near(exported.filter((r) => r[6] === "").length, leads, 1 / 40);
    near(
      exported.filter((r) => r[5] !== "" && r[5] === r[5]?.toUpperCase() && r[5] !== "CTO").length,
      leads,
      0.88 / 60,
    );
    const activities = (all.get("activities.csv") ?? "").trim().split("\n").slice(1);
    near(activities.length - new Set(activities).size, leads, 1 / 200);
  });

  it("late sync, late recording, outcomes before creation, free mail, colleagues", () => {
    const created = new Map(rows("leads.csv").map((r) => [r[0], Date.parse(`${r[1]?.replace(" ", "T")}Z`)]));
    const time = (text: string | undefined): number => Date.parse(`${text?.replace(" ", "T")}Z`);
    const marketing = rows("activities.csv").filter((r) => r[4] === "lead");
    const synced = marketing.filter((r) => r[1] === "Webinar" || r[1] === "Email Click");
    // a lag of under a second is none: one in 43,200
    near(synced.filter((r) => time(r[3]) > time(r[2])).length, synced.length, 0.9999);
    near(synced.filter((r) => time(r[3]) > time(r[2]) + 43_200_000).length, synced.length, 0.2 * 0.875);
    expect(marketing.filter((r) => r[1] === "Page View").every((r) => r[2] === r[3])).toBe(true);
    const chats = marketing.filter((r) => r[1] === "Chat").map((r) => time(r[2]));
    expect(Math.min(...chats)).toBeGreaterThanOrEqual(span.chatFrom * 1000);
    const refused = rows("stages.csv").filter(
      (r) => r[1] === "opportunity" && time(r[2]) < (created.get(r[0]) ?? 0),
    );
    near(refused.length, leads, 1 / 1500);
    const companies = new Map<string, number>();
    for (const r of rows("leads.csv")) companies.set(r[3] ?? "", (companies.get(r[3] ?? "") ?? 0) + 1);
    const free = freeDomains.reduce((n, d) => n + (companies.get(d) ?? 0), 0);
    // one company in six is a free mailbox; its colleagues come together, so the error is wider
    expect(free / leads).toBeGreaterThan(0.13);
    expect(free / leads).toBeLessThan(0.19);
    for (const d of freeDomains) companies.delete(d);
    const sizes = [...companies.values()];
    near(sizes.filter((n) => n > 1).length, sizes.length, 1 / 2);
  });

  it("working raises the chance, and sales takes some rather than others", () => {
    const simulated = [...simulate({ leads: 6_000, seed: 4 })];
    for (const { truth } of simulated) {
      const logit = (p: number): number => Math.log(p / (1 - p));
      expect(logit(truth.worked) - logit(truth.unworked)).toBeCloseTo(effects.worked, 9);
    }
    const stamped = simulated.filter((l) => l.stages.some((s) => s.stage === "mql"));
    const mean = (of: readonly SimulatedLead[]): number =>
      of.reduce((sum, l) => sum + l.truth.interest, 0) / of.length;
    const taken = (l: SimulatedLead): boolean => l.stages.some((s) => s.stage === "sal");
    expect(mean(stamped.filter(taken)) - mean(stamped.filter((l) => !taken(l)))).toBeGreaterThan(0.2);
  });

  it("the overwritten points column is caught by `check`, and is not there without the misbehaviour", async () => {
    const out = join(place.folder, "overwritten");
    await simulateTo({ leads: 1_000, seed: 8, out });
    const { faults } = await check({ study: join(out, "study.yaml") });
    const [found, ...others] = faults.filter((f) => f.code === "leakage-suspect").map((f) => f.what);
    expect(found).toMatch(/^the leads column "lead_score" /);
    expect(others).toEqual([]);

    await simulateTo({ leads: 1_000, seed: 8, out, misbehave: { overwrittenScore: false } });
    const { study, folder } = await openStudy(join(out, "study.yaml"));
    const loaded = await load(study, folder, {});
    expect(leakageSuspects({ ...loaded, excluded: loaded.table.excluded })).toEqual([]);
  });
});

describe("a plain world", () => {
  it("gives its effects back to a logistic regression without penalty, within their intervals", () => {
    // twelve intervals together at 99.9 %
    const z = zOf(1 - 0.001 / 12);
    for (const { name, truth, value, se } of plainEffects(30_000, 2)) {
      expect(se, name).toBeLessThan(0.2);
      expect(Math.abs(value - truth), `${name}: ${value} against ${truth}`).toBeLessThan(z * se);
    }
  });

  it("gives the differences of its titles back to the models' bins, penalty negligible", () => {
    const leads = plainLeads(30_000, 5);
    const category = (name: string, of: (l: (typeof leads)[number]) => string): StaticFeature => {
      const values = [...new Set(leads.map(of))].sort();
      return {
        kind: "category",
        name,
        from: { column: name },
        values,
        codes: Uint8Array.from(leads, (l) => values.indexOf(of(l))),
        size: values.length + 2,
        missing: values.length,
        notObserved: values.length + 1,
      };
    };
    const features = [
      category("title", (l) => l.title),
      category("source", (l) => l.source),
      category("free", (l) => String(isFree(l))),
      category("size", (l) => String(Math.round(2 * Math.log(l.employees)))),
    ];
    const { draft, converged } = fitRidge(
      "logit",
      { lambda: 1e-6, maxBins: 10 },
      {
        coded: { count: leads.length, features, codes: features.map((f) => f.codes) },
        label: Uint8Array.from(leads, (l) => (isWon(l) ? 1 : 0)),
        weight: new Float64Array(leads.length).fill(1),
        fold: new Uint8Array(leads.length),
        account: Int32Array.from(leads.keys()),
        lead: Int32Array.from(leads.keys()),
      },
      new Map(),
    );
    expect(converged).toBe(true);
    const points = (name: string, level: string): number => {
      const attribute = draft.attributes.find((a) => a.kind === "bins" && a.name === name);
      const bins = attribute?.kind === "bins" ? attribute.bins : [];
      const bin = bins.find((b) => b.kind === "category" && b.values.includes(level));
      return (bin?.points ?? Number.NaN) * draft.scale.unit;
    };
    // errors of the same contrasts by the plain regression of these leads; sizes in bins cost almost nothing
    for (const { name, truth, se } of plainEffects(30_000, 5)) {
      const [feature, base] = name in effects.title ? ["title", "Manager"] : ["source", "content"];
      if (!(name in effects.title) && !(name in effects.source)) continue;
      const found = points(feature, name) - points(feature, base);
      expect(Math.abs(found - truth), `${name}: ${found} against ${truth}`).toBeLessThan(3.9 * se);
    }
    const free = points("free", "true") - points("free", "false");
    expect(Math.abs(free - effects.freeMail)).toBeLessThan(0.4);
  });
});
