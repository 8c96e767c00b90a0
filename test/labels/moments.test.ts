import { describe, expect, it } from "vitest";
import { DAY, NEVER } from "../../src/base/time.ts";
import type { History } from "../../src/history/type.ts";
import { fitMoments, foreseeable, labelAt } from "../../src/labels/moments.ts";
import { labelsOf } from "../../src/labels/reach.ts";

const hour = 3600;

/** Leads with their creation, the seconds at which activities become visible, and recorded stages. */
function historyOf(
  leads: readonly {
    created: number;
    seen?: number[];
    won?: number;
    sal?: number;
    gone?: number;
    refused?: true;
  }[],
): History {
  const seen = leads.map((lead) => lead.seen ?? []);
  const visible = Int32Array.from(seen.flat());
  let at = 0;
  const start = Int32Array.from([0, ...seen.map((s) => (at += s.length))]);
  const names = ["lead", "sal", "won", "gone"];
  const first = [
    Int32Array.from(leads, (lead) => lead.created),
    ...(["sal", "won", "gone"] as const).map((stage) =>
      Int32Array.from(leads, (lead) => lead[stage] ?? NEVER),
    ),
  ];
  return {
    leads: {
      count: leads.length,
      ids: leads.map((_, i) => `L${i}`),
      account: Int32Array.from(leads.keys()),
      created: Int32Array.from(leads, (lead) => lead.created),
      columns: new Map(),
    },
    accounts: { count: leads.length, keys: [], start: Int32Array.from([...leads.keys(), leads.length]) },
    activities: {
      count: visible.length,
      types: ["look"],
      start,
      visible,
      at: visible,
      type: new Uint8Array(visible.length),
      observedFrom: Int32Array.of(0),
    },
    stages: {
      names,
      first,
      observedFrom: new Int32Array(names.length),
      refused: Uint8Array.from(leads, (lead) => (lead.refused === true ? 1 : 0)),
    },
    audit: { files: [], rejects: [], warnings: [], digest: "" },
  };
}

const question = {
  funnel: ["lead", "sal", "won"],
  lost: ["gone"],
  handoff: "sal",
  outcomeStage: "won",
  horizonDays: 10,
  asOf: 100 * DAY,
};

function momentsOf(
  leads: Parameters<typeof historyOf>[0],
  out: readonly number[] = [],
  rule?: Parameters<typeof fitMoments>[3],
) {
  const history = historyOf(leads);
  const labels = labelsOf(history, question);
  const excluded = Uint8Array.from(leads, (_, i) => (out.includes(i) ? 1 : 0));
  const { count, lead, time, label } = fitMoments(history, labels, excluded, rule);
  return Array.from({ length: count }, (_, k) => [lead[k], time[k], label[k]]);
}

describe("moments that fits use", () => {
  it("are at most one a lead and local day: the day's last", () => {
    const created = 5 * DAY + hour;
    const seen = [created + hour, created + 2 * hour, 6 * DAY - 1, 6 * DAY, 6 * DAY + hour];
    expect(momentsOf([{ created, seen }])).toEqual([
      [0, 6 * DAY - 1, 0],
      [0, 6 * DAY + hour, 0],
    ]);
  });

  it("stop with hand-off, outcome or loss, whose own second still counts", () => {
    const seen = [10 * DAY, 12 * DAY];
    for (const stage of ["sal", "won", "gone"] as const) {
      const label = stage === "won" ? 1 : 0;
      expect(momentsOf([{ created: 9 * DAY, seen, [stage]: 10 * DAY }])).toEqual([
        [0, 9 * DAY, label],
        [0, 10 * DAY, label],
      ]);
    }
  });

  it("are labelled by the outcome within (t, t + H], its last second included", () => {
    const created = 20 * DAY;
    expect(momentsOf([{ created, won: created + 10 * DAY }])).toEqual([[0, created, 1]]);
    expect(momentsOf([{ created, won: created + 10 * DAY + 1 }])).toEqual([[0, created, 0]]);
  });

  it("are immature when t + H is after as_of, whichever way they went", () => {
    const created = 90 * DAY + 1;
    expect(momentsOf([{ created }, { created, won: created + DAY }])).toEqual([
      [0, created, 2],
      [1, created, 2],
    ]);
    expect(momentsOf([{ created: 90 * DAY, won: 91 * DAY }])).toEqual([[0, 90 * DAY, 1]]);
  });

  it("leave out leads that the study excludes and those refused for an outcome before creation", () => {
    const leads = [{ created: DAY }, { created: DAY, refused: true as const, won: 0 }, { created: DAY }];
    expect(momentsOf(leads, [0])).toEqual([[2, DAY, 0]]);
  });

  it("come in order of time, then of lead", () => {
    const leads = [{ created: 3 * DAY }, { created: DAY, seen: [3 * DAY] }];
    expect(momentsOf(leads).map(([lead, time]) => [lead, time])).toEqual([
      [1, DAY],
      [0, 3 * DAY],
      [1, 3 * DAY],
    ]);
  });
});

describe("moments at planned looks", () => {
  const day = (n: number): number => n * DAY;

  it("stand once a lead, so many days after its creation, where it is still open then", () => {
    const leads = [
      { created: day(5) + hour, seen: [day(6), day(30)], won: day(20) },
      { created: day(5), won: day(8) },
      { created: day(5), sal: day(7), won: day(30) },
      { created: day(95) },
    ];
    // the second is won a day before the look, the third handed over at the very second, the fourth too young on day 100
    expect(momentsOf(leads, [], { kind: "after", days: 2 })).toEqual([
      [1, day(7), 1],
      [2, day(7), 0],
      [0, day(7) + hour, 0],
      [3, day(97), 2],
    ]);
    const earlier = { kind: "after", days: 4 } as const;
    expect(momentsOf(leads, [], earlier).map(([lead]) => lead)).toEqual([0, 3]);
  });

  it("stand at the first instant of each month, that of the creation too, until the lead is closed", () => {
    // days are counted from 1 January 1970: the months begin on days 0, 31, 59 and 90
    const leads = [{ created: day(31), won: day(62) }, { created: 1 }, { created: day(60), gone: day(70) }];
    expect(momentsOf(leads, [], { kind: "every", unit: "month" })).toEqual([
      [0, day(31), 0],
      [1, day(31), 0],
      [0, day(59), 1],
      [1, day(59), 0],
      [1, day(90), 0],
    ]);
  });

  it("come after some outcomes, which are counted", () => {
    const history = historyOf([
      { created: 0, won: day(3) },
      { created: 0, won: day(40) },
      { created: day(2), won: day(5) },
    ]);
    const labels = labelsOf(history, question);
    const none = new Uint8Array(3);
    expect(foreseeable(history, labels, none)).toEqual({ outcomes: 3, without: 0 });
    expect(foreseeable(history, labels, none, { kind: "after", days: 4 })).toEqual({
      outcomes: 3,
      without: 2,
    });
    expect(foreseeable(history, labels, none, { kind: "every", unit: "month" })).toEqual({
      outcomes: 3,
      without: 1,
    });
  });
});

it("a later stage implies the earlier ones; the outcome alone stamps nothing", () => {
  const labels = labelsOf(
    historyOf([
      { created: 0, won: 5 * DAY },
      { created: 0, sal: DAY, won: 2 * DAY },
    ]),
    question,
  );
  expect(Array.from(labels.handoff)).toEqual([5 * DAY, DAY]);
  expect(Array.from(labels.stamped.get("sal") ?? [])).toEqual([NEVER, DAY]);
  expect(Array.from(labels.stamped.get("won") ?? [])).toEqual([5 * DAY, 2 * DAY]);
  expect([labelAt(labels, 0, 5 * DAY), labelAt(labels, 0, 5 * DAY + 1)]).toEqual([1, 0]);
});

it("counts outcomes that nothing came before", () => {
  const history = historyOf([
    { created: 9, won: 9 },
    { created: 9, won: 20 },
    { created: 9, sal: 3, won: 20 },
  ]);
  expect(foreseeable(history, labelsOf(history, question), new Uint8Array(3))).toEqual({
    outcomes: 3,
    without: 1,
  });
});
