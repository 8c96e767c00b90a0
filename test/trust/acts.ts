import type { Weights } from "../../src/weights/type.ts";

/** Counts of one activity over its windows, the shortest first. */
export type Counts = readonly number[];

/** The most that a count is asked about. */
export const most = 12;

/** Every state of counts up to `most` that can be: no window holds less than a shorter one. */
export function states(windows: number, upTo = most): Counts[] {
  const from = (least: number, left: number): number[][] =>
    left === 0
      ? [[]]
      : Array.from({ length: upTo - least + 1 }, (_, i) => least + i).flatMap((n) =>
          from(n, left - 1).map((rest) => [n, ...rest]),
        );
  return from(0, windows);
}

/** Bins of each activity's windows, the shortest first. */
export function activities({ inputs, attributes }: Pick<Weights, "inputs" | "attributes">) {
  const found = new Map<string, { readonly name: string; readonly window: number }[]>();
  for (const input of inputs)
    if (input.type === "count" && input.from.window !== null)
      found.set(input.from.count, [
        ...(found.get(input.from.count) ?? []),
        { name: input.name, window: input.from.window },
      ]);
  return Array.from(found, ([activity, windows]) => ({
    activity,
    windows: windows
      .sort((a, b) => a.window - b.window)
      .map(({ name }) => attributes.find((a) => a.kind === "bins" && a.name === name)),
  }));
}

/** Logits that the windows of an activity give together, added by hand from the weights. */
export function logits(
  windows: ReturnType<typeof activities>[number]["windows"],
  counts: Counts,
  unit: number,
): number {
  return windows.reduce((sum, attribute, w) => {
    if (attribute?.kind !== "bins") return sum;
    const n = counts[w] ?? 0;
    const bin = attribute.bins.find(
      (b) =>
        b.kind === "range" &&
        n >= (b.low ?? Number.NEGATIVE_INFINITY) &&
        n < (b.high ?? Number.POSITIVE_INFINITY),
    );
    return sum + (bin?.points ?? 0) * unit;
  }, 0);
}

/** Of an activity: the largest fall of the logit by one act more, now, and the counts before it; 0: none falls. */
export function deepestFall(
  windows: ReturnType<typeof activities>[number]["windows"],
  unit: number,
): { readonly fall: number; readonly at: Counts } {
  return states(windows.length).reduce<{ fall: number; at: Counts }>(
    (deepest, at) => {
      const after = at.map((n) => n + 1);
      const fall = logits(windows, at, unit) - logits(windows, after, unit);
      return fall > deepest.fall ? { fall, at } : deepest;
    },
    { fall: 0, at: [] },
  );
}
