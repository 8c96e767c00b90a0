import { describe, expect, it } from "vitest";
import { replay } from "../../src/backtest/replay/replay.ts";
import { random } from "../../src/base/random.ts";
import { DAY, NEVER } from "../../src/base/time.ts";
import { featureTable } from "../../src/features/table.ts";
import type { History } from "../../src/history/type.ts";
import { labelsOf } from "../../src/labels/reach.ts";
import { evaluate } from "../../src/rules/evaluate.ts";
import { negationNormal } from "../../src/rules/normal.ts";
import { parsePredicate } from "../../src/rules/parse.ts";
import { print } from "../../src/rules/print.ts";
import { predicateWithCounts, ruleWindows } from "../../src/rules/recency.ts";
import type { Predicate } from "../../src/rules/tree.ts";
import { studyWith } from "../helpers/study.ts";

const parsed = (text: string): Predicate => {
  const read = parsePredicate(text);
  if (!read.ok) throw new Error(read.message.what);
  return read.predicate;
};
const onCounts = (text: string): string => print(predicateWithCounts(parsed(text), {}));

describe("days since an activity, as counts", () => {
  it.each([
    ["ask_days_since < 7", "ask_7d >= 1"],
    ["ask_days_since <= 7", "ask_8d >= 1"],
    ["ask_days_since < 6.5", "ask_7d >= 1"],
    ["ask_days_since >= 7", "ask_ever >= 1 AND ask_7d < 1"],
    ["ask_days_since > 7", "ask_ever >= 1 AND ask_8d < 1"],
    ["ask_days_since >= 0", "ask_ever >= 1"],
    ["ask_days_since < 0", "FALSE"],
    ["ask_days_since = 7", "ask_8d >= 1 AND ask_7d < 1"],
    ["ask_days_since = 0", "ask_1d >= 1"],
    ["ask_days_since = 1.5", "FALSE"],
    ["ask_days_since <> 7", "ask_7d >= 1 OR ask_ever >= 1 AND ask_8d < 1"],
    ["ask_days_since BETWEEN 3 AND 10", "ask_11d >= 1 AND ask_3d < 1"],
    ["ask_days_since IN (4, 3, 4)", "ask_4d >= 1 AND ask_3d < 1 OR ask_5d >= 1 AND ask_4d < 1"],
    ["ask_days_since IS NULL", "ask_ever < 1 OR ask_ever IS NULL"],
    ["ask_days_since IS NOT NULL", "ask_ever >= 1"],
    // who never asked is neither within 7 days nor beyond them
    ["NOT ask_days_since < 7", "ask_ever >= 1 AND ask_7d < 1"],
    ["NOT ask_days_since IS NULL", "ask_ever >= 1"],
    ["free_email AND ask_7d >= 1", "free_email AND ask_7d >= 1"],
    // for the check of names to refuse
    ["ask_days_since < 'a'", "ask_days_since < 'a'"],
    ["ask_days_since < 4000", "ask_days_since < 4000"],
  ])("%s", (written, counts) => {
    expect(onCounts(written)).toBe(counts);
  });

  it("a column of the study with such a name stays a column", () => {
    const scope = { columns: new Set(["ask_days_since"]) };
    expect(print(predicateWithCounts(parsed("ask_days_since < 7"), scope))).toBe("ask_days_since < 7");
  });
});

/** A lead: its creation, and for each activity when it happened and when it was known. */
interface Life {
  readonly created: number;
  readonly acts: readonly { readonly at: number; readonly known: number }[];
}

const asOf = 60 * DAY;
const r = random(5);

/** Days, hours and ends of days (stamps known by their date), some before the creation, some known late. */
function life(): Life {
  const stamp = (most: number): number =>
    [() => r.below(most) * DAY, () => r.below(most) * DAY + DAY - 1, () => r.below(most * DAY)][
      r.below(3)
    ]?.() ?? 0;
  const acts = Array.from({ length: r.below(4) }, () => {
    const at = stamp(40);
    return { at, known: r.below(3) === 0 ? at + r.below(20 * DAY) : at };
  });
  return { created: stamp(20), acts };
}

/** Whole days since the latest act that is visible at t, by the words of the contract; null: none is. */
function daysSince({ created, acts }: Life, t: number): number | null {
  const seen = acts.filter(({ at, known }) => Math.max(at, known, created) <= t);
  return seen.length === 0 ? null : Math.floor((t - Math.max(...seen.map(({ at }) => at))) / DAY);
}

const ops = ["<", "<=", ">", ">=", "=", "<>"];
function condition(): string {
  const n = r.below(24) / (r.below(4) === 0 ? 2 : 1);
  const one = [
    () => `ask_days_since ${ops[r.below(ops.length)]} ${n}`,
    () => `ask_days_since ${r.below(2) === 0 ? "NOT " : ""}BETWEEN ${n} AND ${n + r.below(9)}`,
    () => `ask_days_since ${r.below(2) === 0 ? "NOT " : ""}IN (${n}, ${r.below(9)}, ${r.below(9)})`,
    () => `ask_days_since IS ${r.below(2) === 0 ? "NOT " : ""}NULL`,
  ][r.below(8) % 4]?.();
  return `${r.below(3) === 0 ? "NOT " : ""}${one}`;
}
const rule = (): string =>
  r.below(3) === 0 ? `NOT (${condition()} ${r.below(2) === 0 ? "AND" : "OR"} ${condition()})` : condition();

function historyOf(lives: readonly Life[]): History {
  const rows = lives.map(({ created, acts }) =>
    acts
      .map(({ at, known }) => ({ at, visible: Math.max(at, known, created) }))
      .sort((a, b) => a.visible - b.visible || a.at - b.at),
  );
  const flat = rows.flat();
  const start = [0];
  for (const own of rows) start.push((start.at(-1) ?? 0) + own.length);
  const n = lives.length;
  return {
    leads: {
      count: n,
      ids: lives.map((_, i) => `${i}`),
      account: Int32Array.from(lives.keys()),
      created: Int32Array.from(lives, ({ created }) => created),
      columns: new Map(),
    },
    accounts: { count: n, keys: [], start: Int32Array.from({ length: n + 1 }, (_, i) => i) },
    activities: {
      count: flat.length,
      types: ["ask"],
      start: Int32Array.from(start),
      visible: Int32Array.from(flat, ({ visible }) => visible),
      at: Int32Array.from(flat, ({ at }) => at),
      type: new Uint8Array(flat.length),
      observedFrom: Int32Array.of(-5000 * DAY),
    },
    stages: { names: [], first: [], observedFrom: new Int32Array(0), refused: new Uint8Array(n) },
    audit: { files: [], rejects: [], warnings: [], digest: "" },
  };
}

describe("days since an activity, in the replay", () => {
  it("a lead crosses at the second at which an oracle finds the condition true: 60 lives under 40 rules", async () => {
    const lives = Array.from({ length: 60 }, life);
    const history = historyOf(lives);
    const written = Array.from({ length: 40 }, rule);
    const rules = written.map((text) => predicateWithCounts(parsed(text), {}));
    const wanted = new Map(rules.flatMap(ruleWindows).map((of) => [of.window, of]));
    const { features: own, ...study } = studyWith();
    const { features } = featureTable(history, {
      ...study,
      features: { ...own, windows: [], forRules: [...wanted.values()] },
    });
    const [fold] = await replay({
      history,
      labels: labelsOf(history, {
        funnel: ["lead", "won"],
        lost: [],
        handoff: null,
        outcomeStage: "won",
        horizonDays: 90,
        asOf,
      }),
      features,
      excluded: new Uint8Array(lives.length),
      definitions: rules.map((of, i) => ({ name: `${i}`, rule: of })),
      folds: [
        {
          models: new Map(),
          cutoffs: new Map(),
          until: NEVER,
          before: { start: 0, end: 0 },
          outcomesUntil: 0,
        },
      ],
    });
    let crossed = 0;
    written.forEach((text, d) => {
      const of = parsed(text);
      const found = fold?.[d]?.crossings;
      const at = new Map(Array.from(found?.leads ?? [], (lead, i) => [lead, found?.times[i]]));
      const firsts = lives.map((own) => {
        // an age changes at a whole number of days after an act: between these seconds it is the same
        const instants = [
          own.created,
          ...own.acts.flatMap(({ at: then, known }) => [
            Math.max(then, known),
            ...Array.from({ length: 60 }, (_, k) => then + k * DAY),
          ]),
        ].filter((t) => t >= own.created && t <= asOf);
        return instants.sort((a, b) => a - b).find((t) => evaluate(of, () => daysSince(own, t)) === true);
      });
      expect([text, lives.map((_, lead) => at.get(lead))]).toEqual([text, firsts]);
      crossed += firsts.filter((t, lead) => t !== undefined && t > (lives[lead]?.created ?? 0)).length;
    });
    expect(crossed).toBeGreaterThan(400);
  });

  it("a window that begins before the first day recorded is not observed: neither under nor over", () => {
    const value = new Map([
      ["ask_7d", null],
      ["ask_ever", 1],
    ]);
    for (const text of ["ask_days_since < 7", "ask_days_since >= 7", "NOT ask_days_since < 7"]) {
      const of = predicateWithCounts(parsed(text), {});
      const normal = negationNormal(of);
      expect(normal.kind).not.toBe("not");
      expect(evaluate(of, (name) => value.get(name) ?? null)).not.toBe(true);
    }
  });
});
