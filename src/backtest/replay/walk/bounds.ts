import { instruction } from "./code.ts";
import type { KernelData, KernelPlan } from "./type.ts";

/**
 * Throws a RangeError unless every index that a walk of the leads [from, to) will use lies inside its array: the kernel
 * reads without checks. O(leads + activities of the chunk + tables).
 */
export function assertBounds(plan: KernelPlan, data: KernelData, from: number, to: number): void {
  const { created, end, outcome, start, shown, visible, at, type } = data;
  const leads = created.length;
  within(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= leads, "leads");
  within(
    end.length === leads &&
      (data.born ?? created).length === leads &&
      outcome.length === leads &&
      start.length === leads + 1,
    "leads",
  );
  within(at.length === visible.length && type.length === visible.length, "activities");
  let before = start[from] ?? -1;
  within(before >= 0, "activities");
  for (let lead = from; lead < to; lead++) {
    const next = start[lead + 1] ?? -1;
    within(next >= before, "activities");
    before = next;
  }
  within(before <= visible.length, "activities");
  within(shown.length === leads, "activities");
  for (let lead = from; lead < to; lead++) {
    const seen = shown[lead] ?? -1;
    within(seen >= (start[lead] ?? 0) && seen <= (start[lead + 1] ?? -1), "activities");
  }
  const types = plan.countOf.length / (plan.windows.length + 1);
  within(Number.isInteger(types) && plan.decaysOf.length === types, "types");
  for (let k = start[from] ?? 0; k < before; k++) within((type[k] ?? types) < types, "types");
  assertTables(plan, from, to);
}

function assertTables(plan: KernelPlan, from: number, to: number): void {
  const { accumulators: A, statics, counts, decays, windows, countOf, columns, gates, stages, code } = plan;
  within(plan.base.length === A, "accumulators");
  for (const { codes, points } of statics) {
    within(codes.length >= to, "codes");
    for (let lead = from; lead < to; lead++) within(((codes[lead] ?? 0) + 1) * A <= points.length, "codes");
  }
  for (const { points, window, cap, notObserved } of counts) {
    within(window >= 0 && window <= windows.length, "windows");
    within(cap >= 0 && (Math.max(cap, notObserved) + 1) * A <= points.length, "codes");
  }
  for (const { points, edges, levels, waking, notObserved } of decays) {
    within((Math.max(edges.at(-1) ?? 0, notObserved) + 1) * A <= points.length, "codes");
    within(levels.length === edges.length && waking.length === edges.length, "edges");
    within(
      waking.every((edge) => edge < edges.length),
      "edges",
    );
  }
  within(
    plan.decaysOf.every((feeds) => feeds.every((d) => d >= 0 && d < plan.decays.length)),
    "decays",
  );
  within(
    countOf.every((c) => c < counts.length),
    "counts",
  );
  within(
    columns.every(({ own, groups }) => own < A && groups.every((group) => group.accumulator < A)),
    "accumulators",
  );
  const slots = [...statics, ...counts, ...decays];
  within(
    gates.every(
      ({ accumulator, points }) =>
        accumulator < A &&
        points.length === slots.length &&
        points.every((own, slot) => own === null || own.length * A === slots[slot]?.points.length),
    ),
    "gates",
  );
  within(
    stages.every((reached) => reached.length >= to),
    "stages",
  );
  const rows = code.length / instruction;
  within(Number.isInteger(rows), "programs");
  const entries = [
    ...plan.families.map((family) => family.gate),
    ...plan.maxima.map((maximum) => maximum.gate),
    ...plan.courses.map((course) => course.gate),
    ...gates.map((gate) => gate.entry),
    ...columns.flatMap((column) => column.rules.map((rule) => rule.entry)),
  ];
  within(
    entries.every((entry) => entry < rows),
    "programs",
  );
  within(
    plan.families.every(({ column, noted }) => column < columns.length && noted < columns.length) &&
      [...plan.maxima, ...plan.courses].every(({ column }) => column >= 0 && column < columns.length),
    "columns",
  );
  within(
    plan.families.every(
      ({ lows }) => lows.length > 0 && lows.every((low, k) => k === 0 || low > (lows[k - 1] ?? 0)),
    ),
    "cut-offs",
  );
}

function within(inside: boolean, what: string): void {
  if (!inside) throw new RangeError(`walk: ${what} out of bounds`);
}
