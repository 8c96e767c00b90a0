import { expect, it } from "vitest";
import { RiseCollector } from "../../../src/backtest/replay/collect/maxima.ts";
import { Sifter } from "../../../src/backtest/replay/collect/sift.ts";
import { crossingSums, replay } from "../../../src/backtest/replay/replay.ts";
import { cutoffFromMaxima, cutoffFromRises, unscored } from "../../../src/backtest/serve/cutoff.ts";
import { random } from "../../../src/base/random.ts";
import { NEVER } from "../../../src/base/time.ts";
import { winsWithin } from "../../../src/labels/within.ts";
import { times } from "../../helpers/thorough.ts";
import { randomReplay } from "../../reference/replays.ts";

const shape = { leads: 6, tick: 1, ticks: 40 };
const none = new Int32Array(0);

it("8.4: counts who the switch of weights brings at once: five leads by hand", () => {
  const never = (): Int32Array => new Int32Array(5).fill(NEVER);
  // the quarter starts at 100; lead 2 has won by then, lead 3 is handed off
  const outcome = never().map((t, lead) => (lead === 2 ? 90 : t));
  const handoff = never().map((t, lead) => (lead === 3 ? 90 : t));
  const plan = {
    members: [
      { since: 0, start: 0, until: NEVER },
      { since: 0, start: 0, until: NEVER },
    ],
    memberOf: [Int32Array.of(0), Int32Array.of(1)],
    labels: { outcome, handoff, lost: never() },
    switches: [{ now: 0, before: 1, start: 100 }],
  };
  const now = [50, 50, 50, 50, 101];
  const before = [105, 40, NEVER, NEVER, NEVER];
  const lines = now.flatMap((t, lead) => [
    ...[0, lead, t, 0, 0, 1],
    ...((before[lead] ?? NEVER) < NEVER ? [1, lead, before[lead] ?? NEVER, 0, 0, 1] : []),
  ]);
  const { stock } = new Sifter(plan).sift({
    crossings: Int32Array.from(lines),
    maxima: none,
    lowest: none,
    courses: none,
  });
  // lead 0 alone is open and new
  expect([...(stock ?? [])]).toEqual([1]);
});

it("8.4: records and switches are those of every lead's first crossing: random histories", async () => {
  let [stock, left] = [0, 0];
  for (let seed = 1; seed <= times(80, 300); seed++) {
    const { question } = randomReplay(seed, shape);
    const r = random(seed);
    const folds = question.folds.map((fold) => {
      const start = r.below(shape.ticks);
      return { ...fold, start, since: start - r.below(20), until: start + 12 };
    });
    const { outcome, lost, handoff } = question.labels;
    const every = await replay({
      ...question,
      folds: folds.map(({ since: _since, start: _start, ...fold }) => fold),
    });
    const some = await replay({ ...question, folds }, { chunkLeads: 1 + (seed % 3) });
    for (const [k, fold] of folds.entries())
      for (const [d] of question.definitions.entries()) {
        const all = every[k]?.[d];
        const answer = some[k]?.[d];
        if (all?.reason !== null || answer?.reason !== null) {
          expect(answer?.reason).toBe(all?.reason);
          continue;
        }
        const own = answer.crossings.time;
        all.crossings.time.forEach((t, lead) => {
          // folds in which a definition means the same keep what any of them asks for
          const asked = t >= fold.start || (t >= fold.since && (outcome[lead] ?? NEVER) < NEVER);
          if (asked && t < fold.until) expect(own[lead]).toBe(t);
          else expect([t, NEVER]).toContain(own[lead]);
          if (t < NEVER && own[lead] === NEVER) left++;
        });
        const before = every[k - 1]?.[d];
        const wanted =
          before?.reason !== null
            ? 0
            : all.crossings.time.filter(
                (t, lead) =>
                  t < fold.start &&
                  (before.crossings.time[lead] ?? NEVER) >= fold.start &&
                  Math.min(outcome[lead] ?? 0, lost[lead] ?? 0, handoff[lead] ?? 0) >= fold.start,
              ).length;
        expect(answer.stock, `seed ${seed}, fold ${k}, definition ${d}`).toBe(wanted);
        stock += wanted;
      }
  }
  expect(stock).toBeGreaterThan(times(5, 30));
  expect(left).toBeGreaterThan(times(20, 100));
});

it("8.4: rises that are dropped as they come change no cut-off: 60,000 leads, up to 400 slots", () => {
  const r = random(4);
  const n = 60_000;
  const before = Int32Array.from({ length: n }, () => (r.below(3) === 0 ? unscored : r.below(5000)));
  // half of those that were scored rise; some are never scored
  const by = before.map((m) => (r.below(2) === 0 ? m : Math.max(m, r.below(6000))));
  const collector = new RiseCollector([400]);
  for (let from = 0; from < n; from += 5000) {
    const leads = Array.from({ length: 5000 }, (_, i) => from + i);
    const rose = leads.filter((lead) => (by[lead] ?? 0) > (before[lead] ?? 0));
    const scored = leads.map((lead) => by[lead] ?? unscored).filter((m) => m !== unscored);
    collector.add({
      crossings: none,
      maxima: Int32Array.from(
        rose.flatMap((lead) => [0, lead, before[lead] ?? unscored, by[lead] ?? unscored]),
      ),
      lowest: Int32Array.of(Math.min(...scored)),
      courses: none,
    });
  }
  const rises = collector.rises(0);
  expect(rises.by.length).toBeLessThan(20_000);
  for (let slots = 0; slots <= 400; slots += 8)
    expect(cutoffFromRises(rises, slots)).toEqual(cutoffFromMaxima(before, by, slots));
});

it("8.4: sums over accounts are those of the records: random histories, families of cut-offs among them", async () => {
  let crossed = 0;
  for (let seed = 1; seed <= times(80, 300); seed++) {
    const { question } = randomReplay(seed, shape);
    const r = random(seed);
    const q = {
      ...question,
      labels: { ...question.labels, horizon: 5 },
      // nine more definitions that differ from "cut" in their cut-off alone
      definitions: [
        ...question.definitions,
        ...Array.from({ length: 9 }, (_, i) => ({
          name: `cut ${i}`,
          rule: { kind: "cutoff", model: "fit" } as const,
        })),
      ],
      folds: question.folds.map((fold) => ({
        ...fold,
        cutoffs: new Map([
          ...fold.cutoffs,
          ...Array.from({ length: 9 }, (_, i) => [`cut ${i}`, i - 3] as const),
        ]),
        start: r.below(shape.ticks),
      })),
    };
    const records = await replay(q);
    const sums = await crossingSums(q, { chunkLeads: 1 + (seed % 3) });
    for (const [k, fold] of q.folds.entries())
      for (const [d] of q.definitions.entries()) {
        const answer = records[k]?.[d];
        if (answer?.reason !== null) {
          expect(sums[k]?.[d]).toEqual({ reason: answer?.reason });
          continue;
        }
        const wanted = { n: 0, won: 0, late: 0, nn: 0, nWon: 0, wonWon: 0 };
        const byAccount = new Map<number, [number, number]>();
        answer.crossings.time.forEach((t, lead) => {
          if (t < fold.start || t >= fold.until) return;
          const won = winsWithin(q.labels, lead, t) ? 1 : 0;
          const account = q.history.leads.account[lead] ?? -1;
          const [n, wins] = byAccount.get(account) ?? [0, 0];
          byAccount.set(account, [n + 1, wins + won]);
          if ((q.labels.handoff[lead] ?? NEVER) < t) wanted.late++;
        });
        for (const [n, won] of byAccount.values()) {
          wanted.n += n;
          wanted.won += won;
          wanted.nn += n * n;
          wanted.nWon += n * won;
          wanted.wonWon += won * won;
        }
        expect(sums[k]?.[d], `seed ${seed}, fold ${k}, definition ${d}`).toEqual(wanted);
        crossed += wanted.n + wanted.won;
      }
  }
  expect(crossed).toBeGreaterThan(times(200, 1000));
});
