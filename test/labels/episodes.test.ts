import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trainingRows } from "../../src/backtest/fit/training.ts";
import { replay } from "../../src/backtest/replay/replay.ts";
import { random } from "../../src/base/random.ts";
import { DAY, NEVER } from "../../src/base/time.ts";
import { episodesOf } from "../../src/labels/episodes.ts";
import { labelAt } from "../../src/labels/moments.ts";
import { workedFrom } from "../../src/labels/worked.ts";
import { parsePredicate } from "../../src/rules/parse.ts";
import { type Loaded, leadsOf } from "../../src/workbench/loaded.ts";
import { load } from "../../src/workbench/pipeline.ts";
import { run } from "../../src/workbench/run.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";

const place = scratch();
afterAll(() => place.remove());

/** Seconds of the study's clock. */
type Second = number;
interface Life {
  readonly created: Second;
  readonly stages: readonly { readonly stage: string; readonly at: Second }[];
  readonly demos: readonly Second[];
  /** by sales */
  readonly calls?: readonly Second[];
}

const text = (t: Second): string => new Date(1000 * t).toISOString().slice(0, 19).replace("T", " ");
const begin = Date.UTC(2023, 0, 2) / 1000;
const asOf = Date.UTC(2024, 11, 31, 23, 59, 59) / 1000;

async function loaded(name: string, lives: readonly Life[], worked = "stage: sal"): Promise<Loaded> {
  const folder = join(place.folder, name);
  mkdirSync(folder, { recursive: true });
  const table = (header: string, rows: readonly string[]): string => `${[header, ...rows].join("\n")}\n`;
  writeFileSync(
    join(folder, "leads.csv"),
    table(
      "id,created,region",
      lives.map(({ created }, i) => `L${i},${text(created)},${i % 2 === 0 ? "North" : "South"}`),
    ),
  );
  writeFileSync(
    join(folder, "stages.csv"),
    table(
      "id,stage,at",
      lives.flatMap(({ stages }, i) => stages.map(({ stage, at }) => `L${i},${stage},${text(at)}`)),
    ),
  );
  writeFileSync(
    join(folder, "acts.csv"),
    table(
      "id,what,at,by",
      lives.flatMap(({ demos, calls = [] }, i) => [
        ...demos.map((at) => `L${i},demo,${text(at)},lead`),
        ...calls.map((at) => `L${i},call,${text(at)},sales`),
      ]),
    ),
  );
  const path = join(folder, "study.yaml");
  writeFileSync(
    path,
    `leadline: 1
study: episodes
as_of: 2024-12-31
sources:
  leads: { file: leads.csv, id: id, created: created }
  activities: { file: acts.csv, lead: id, type: what, at: at, by: by }
  stages: { file: stages.csv, lead: id, stage: stage, at: at }
funnel: [lead, mql, sal, won]
lost: [lost]
recycle: [nurture]
handoff: sal
worked: { ${worked} }
outcome: { reaches: won, within: 90 days }
features: { known_at_creation: [region], activities: { windows: [7 days, 30 days] } }
definitions:
  incumbent: { stage: mql, incumbent: true }
  twice: { when: "demo_30d >= 2" }
capacity: { reps: 1, leads_per_rep_per_day: 1 }
`,
  );
  const { study, folder: of } = await openStudy(path);
  return load(study, of, {});
}

/** What a lead's life falls into, by the words of docs/time.md and nothing of the code: returns, and what lies between them. */
function episodes({ created, stages }: Life) {
  const rank = (stage: string): number => ["mql", "sal", "won", "lost", "nurture"].indexOf(stage);
  const sorted = [...stages].sort((a, b) => a.at - b.at || rank(a.stage) - rank(b.stage));
  const parts: { start: Second; end: Second; stages: Life["stages"] }[] = [];
  let [start, mine]: [Second, { stage: string; at: Second }[]] = [created, []];
  for (const entry of sorted) {
    if (entry.stage !== "nurture") mine.push(entry);
    else if (mine.some(({ stage }) => stage !== "won")) {
      parts.push({ start, end: entry.at, stages: mine });
      [start, mine] = [entry.at, []];
    }
  }
  parts.push({ start, end: NEVER, stages: mine });
  return parts.map((part) => {
    const first = (...names: string[]): Second =>
      Math.min(NEVER, ...part.stages.filter(({ stage }) => names.includes(stage)).map(({ at }) => at));
    return {
      ...part,
      mql: first("mql", "sal"),
      won: first("won"),
      lost: first("lost"),
      sal: first("sal", "won"),
    };
  });
}

/** 400 lives with up to eight stage entries and twelve demos, at seconds of their own. */
const made = (): readonly Life[] => {
  const { below } = random(5);
  return Array.from({ length: 400 }, () => {
    const created = begin + below(500 * DAY);
    const later = (): Second => created + 1 + below(Math.min(400 * DAY, asOf - created - 1));
    const names = ["mql", "mql", "sal", "sal", "won", "lost", "nurture", "nurture", "nurture"];
    return {
      created,
      stages: Array.from({ length: below(9) }, () => ({
        stage: names[below(names.length)] ?? "",
        at: later(),
      })),
      demos: Array.from({ length: below(13) }, () => created - 5 * DAY + below(300 * DAY)).filter(
        (t) => t <= asOf,
      ),
    };
  });
};

describe("11: episodes of returned leads, against the words of the contract", () => {
  const lives = made();
  const all = lives.flatMap((life, lead) => episodes(life).map((part) => ({ lead, life, ...part })));
  let of: Loaded;
  beforeAll(async () => {
    of = await loaded("made", lives);
  }, 30_000);

  it("each return opens a row of its own, with the stages, outcome and loss that lie in it", () => {
    const { leads } = of.history;
    const rows = new Map(
      [...leads.ids.keys()].map((row) => [
        `${leads.ids[row]} ${leads.created[row]}`,
        [
          of.labels.outcome[row],
          of.labels.lost[row],
          of.labels.handoff[row],
          of.labels.stamped.get("mql")?.[row],
          leads.born?.[row],
        ],
      ]),
    );
    expect(rows.size).toBe(all.length);
    expect(all.length).toBeGreaterThan(lives.length + 100);
    for (const { lead, life, start, end, mql, won, lost, sal } of all)
      expect([lead, ...(rows.get(`L${lead} ${start}`) ?? [])]).toEqual([
        lead,
        won,
        Math.min(lost, end),
        sal,
        mql,
        life.created,
      ]);
  });

  it("a label is of the episode: a win after a return is none of the MQL before it", () => {
    const { leads } = of.history;
    const rowOf = new Map(
      [...leads.ids.keys()].map((row) => [`${leads.ids[row]} ${leads.created[row]}`, row]),
    );
    let wins = 0;
    for (const { lead, start, won } of all) {
      const row = rowOf.get(`L${lead} ${start}`) ?? -1;
      const due = start + 90 * DAY > asOf ? 2 : won <= start + 90 * DAY ? 1 : 0;
      expect([lead, labelAt(of.labels, row, start)]).toEqual([lead, due]);
      if (due === 1) wins++;
    }
    expect(wins).toBeGreaterThan(20);
  });

  it.each([
    [
      "demo_30d >= 2",
      (seen: readonly number[], t: number) => seen.filter((at) => t < at + 30 * DAY).length >= 2,
    ],
    ["demo_ever >= 3", (seen: readonly number[]) => seen.length >= 3],
    [
      "demo_7d = 0 AND demo_ever >= 1",
      (seen: readonly number[], t: number) => seen.length >= 1 && !seen.some((at) => t < at + 7 * DAY),
    ],
  ])(
    "the replay crosses %s once an episode, at its first moment, knowing all of the lead",
    async (rule, holds) => {
      const parsed = parsePredicate(rule);
      if (!parsed.ok) throw new Error(rule);
      const [[answer] = []] = await replay({
        history: of.history,
        labels: of.labels,
        features: of.table.features,
        excluded: of.table.excluded,
        definitions: [{ name: "d", rule: parsed.predicate }],
        folds: [
          {
            models: new Map(),
            cutoffs: new Map(),
            until: asOf + 1,
            before: { start: 0, end: 0 },
            outcomesUntil: 0,
          },
        ],
      });
      const { leads } = of.history;
      const found = [...(answer?.crossings?.leads ?? [])].map(
        (row, k) => `${leads.ids[row]} ${leads.created[row]} ${answer?.crossings?.times[k]}`,
      );
      const seenFrom = Math.min(
        ...lives.flatMap(({ created, demos }) => demos.map((at) => Math.max(at, created))),
      );
      const expected = all.flatMap(({ lead, life, start, end, won, lost }) => {
        const last = Math.min(end, won, lost, asOf);
        const visible = (at: Second): Second => Math.max(at, life.created);
        const instants = life.demos
          .flatMap((at) => [visible(at), at + 7 * DAY, at + 30 * DAY])
          .filter((t) => t > start && t <= last);
        const observed = Math.floor(seenFrom / DAY) * DAY;
        const known = (t: Second): boolean =>
          (!rule.includes("30d") || t >= observed + 30 * DAY) &&
          (!rule.includes("7d") || t >= observed + 7 * DAY) &&
          (!rule.includes("ever") || life.created >= observed);
        const t = [start, ...instants, observed + 7 * DAY, observed + 30 * DAY]
          .filter((at) => at >= start && at <= last)
          .sort((a, b) => a - b)
          .find(
            (at) =>
              known(at) &&
              holds(
                life.demos.filter((demo) => visible(demo) <= at),
                at,
              ),
          );
        return t === undefined ? [] : [`L${lead} ${start} ${t}`];
      });
      expect(found.sort()).toEqual(expected.sort());
      expect(found.length).toBeGreaterThan(50);
    },
  );

  it("files, cohorts and the funnel still count leads", () => {
    const whole = leadsOf(of);
    expect(whole.history.leads.count).toBe(400);
    expect(of.history.leads.count).toBe(all.length);
    expect(whole.labels.outcome.filter((t) => t < NEVER).length).toBe(
      lives.filter(({ stages }) => stages.some(({ stage }) => stage === "won")).length,
    );
  });

  it("a run's incumbent has one MQL an episode, and its wins are those of the episodes", async () => {
    const { result } = await run({
      study: join(place.folder, "made/study.yaml"),
      out: join(place.folder, "out"),
    });
    expect(result.data.rows.leads).toBe(400);
    const quarters = result.definitions.incumbent?.quarters ?? [];
    const judged = quarters.filter(({ provisional, reason }) => !provisional && reason === null);
    expect(judged.length).toBeGreaterThan(2);
    for (const { quarter, volume, precisionAll } of judged) {
      const [year = 0, q = 0] = quarter.split("-Q").map(Number);
      const [from, to] = [q - 1, q].map((n) => Date.UTC(year, 3 * n, 1) / 1000);
      const mqls = all.filter(
        ({ mql, won, lost, end }) => mql >= (from ?? 0) && mql < (to ?? 0) && mql <= Math.min(won, lost, end),
      );
      expect([quarter, volume]).toEqual([quarter, mqls.length]);
      const wins = mqls.filter(({ mql, won }) => won < NEVER && won <= mql + 90 * DAY).length;
      expect([
        quarter,
        precisionAll.value === null ? null : Math.round(precisionAll.value * mqls.length),
      ]).toEqual([quarter, precisionAll.value === null ? null : wins]);
    }
  }, 60_000);
});

describe("11: an episode by hand", () => {
  const day = (n: number, hours = 12): Second => begin + n * DAY + hours * 3600;
  const known: Life = { created: day(-30), stages: [{ stage: "won", at: day(-29) }], demos: [day(-30)] };

  it("what is worked is of the episode; an act that sales did before the return is not one after it", async () => {
    const life: Life = {
      created: day(0),
      demos: [day(1)],
      stages: [
        { stage: "mql", at: day(1) },
        { stage: "sal", at: day(2) },
        { stage: "nurture", at: day(10) },
        { stage: "mql", at: day(20) },
        { stage: "won", at: day(40) },
      ],
    };
    const { labels, history } = await loaded("one", [known, life]);
    const rows = [...history.leads.ids.keys()].filter((row) => history.leads.ids[row] === "L1");
    expect(rows.map((row) => [labels.handoff[row], labels.outcome[row], labels.lost[row]])).toEqual([
      [day(2), NEVER, day(10)],
      // the win implies the hand-off
      [day(40), day(40), NEVER],
    ]);
    expect(rows.map((row) => labels.stamped.get("sal")?.[row])).toEqual([day(2), NEVER]);
  });

  it("calls are of the episode in which they were made", async () => {
    const life: Life = {
      created: day(0),
      demos: [day(1)],
      stages: [
        { stage: "mql", at: day(1) },
        { stage: "nurture", at: day(10) },
        { stage: "mql", at: day(20) },
        { stage: "nurture", at: day(30) },
        { stage: "won", at: day(60) },
      ],
      calls: [day(2), day(3), day(35), day(36)],
    };
    const { history, labels, study } = await loaded(
      "calls",
      [{ ...known, calls: [day(-30)] }, life],
      "activity: call",
    );
    expect([...(workedFrom(history, labels, study.worked) ?? [])]).toEqual([
      day(-30),
      day(2),
      NEVER,
      day(35),
    ]);
  });

  it("fits split the weight of a lead over the rows of its episodes, and a deal is of the episode in which it was created", async () => {
    const life = (won: number): Life => ({
      created: day(0),
      demos: [],
      stages: [
        { stage: "sal", at: day(2) },
        { stage: "nurture", at: day(10) },
        { stage: "won", at: day(won) },
      ],
    });
    const of = await loaded("two", [known, life(40), { ...life(40), stages: [] }]);
    const { leads } = of.history;
    const { moments, coded, labels } = of;
    const { rows } = trainingRows({
      moments,
      coded,
      accountOf: leads.account,
      accountFold: new Uint8Array(of.history.accounts.count),
      until: asOf,
      quarterBefore: { start: 0, end: 0 },
      ...(leads.person === undefined ? {} : { personOf: leads.person }),
    });
    const weights = new Map<string, number[]>();
    rows.lead.forEach((row, k) => {
      const id = leads.ids[row] ?? "";
      weights.set(id, [...(weights.get(id) ?? []), rows.weight[k] ?? 0]);
    });
    expect([...weights].sort()).toEqual([
      // the first lead's only moment is from before the first recorded win
      ["L1", [0.5, 0.5]],
      ["L2", [1]],
    ]);
    expect(labels.horizon).toBe(90 * DAY);

    const raw = leadsOf(of).history;
    const lead = raw.leads.ids.indexOf("L1");
    const deals = episodesOf(
      {
        ...raw,
        opportunities: {
          count: 4,
          ids: ["", "", "", ""],
          lead: Int32Array.of(lead, lead, lead, -1),
          account: Int32Array.of(0, 0, 0, -1),
          created: Int32Array.of(day(-1), day(5), day(12), day(12)),
          closed: new Int32Array(4).fill(NEVER),
          amount: new Float64Array(4),
          stages: [],
          stage: new Int32Array(4).fill(-1),
          state: new Uint8Array(4),
        },
      },
      of.study,
    )?.history;
    const started = [...(deals?.opportunities?.lead ?? [])].map((row) => deals?.leads.created[row] ?? null);
    expect(started).toEqual([day(0), day(0), day(10), null]);
  });
});
