import type { CodedRows } from "../../features/type.ts";
import { sumCells } from "../../stats/binning/rows/count.ts";
import { ivNoiseFloor, weightsOfEvidence } from "../../stats/binning/woe.ts";
import type { Attribute, Bin, Weights } from "../../weights/type.ts";
import { inputValue } from "../score.ts";

export interface AttributeFacts {
  readonly attribute: string;
  /** information value, and the value that as many bins of noise would have; null with one class */
  readonly iv: number | null;
  readonly noiseFloor: number | null;
  readonly bins: readonly {
    readonly label: string;
    readonly points: number;
    readonly n: number;
    readonly positives: number;
    /** weight of evidence in nats; null where there is none */
    readonly woe: number | null;
  }[];
}

/**
 * Training weight (leads) and positives in each bin, in the order of the attribute's bins; none for rules and rates.
 */
export function binFacts(
  weights: Pick<Weights, "attributes">,
  rows: CodedRows,
  label: Uint8Array,
  weight: Float64Array,
): AttributeFacts[] {
  return weights.attributes.flatMap((attribute) => {
    if (attribute.kind !== "bins") return [];
    const f = rows.features.findIndex((feature) => feature.name === attribute.name);
    const feature = rows.features[f];
    const codes = rows.codes[f];
    if (feature === undefined || codes === undefined) return [];
    const bin = Int32Array.from({ length: feature.size }, (_, code) =>
      binIndex(attribute, inputValue(feature, code)),
    );
    const n = new Float64Array(attribute.bins.length);
    const positives = new Float64Array(attribute.bins.length);
    for (let row = 0; row < rows.count; row++) {
      const b = bin[codes[row] ?? 0] ?? -1;
      if (b < 0) continue;
      n[b] = (n[b] ?? 0) + (weight[row] ?? 0);
      positives[b] = (positives[b] ?? 0) + (weight[row] ?? 0) * (label[row] ?? 0);
    }
    const cells = Array.from(n, (all, b) => ({
      events: positives[b] ?? 0,
      nonEvents: all - (positives[b] ?? 0),
    }));
    const totals = sumCells(cells);
    const evidence = totals.events > 0 && totals.nonEvents > 0 ? weightsOfEvidence(cells, totals) : null;
    const filled = n.reduce((count, v) => count + (v > 0 ? 1 : 0), 0);
    return [
      {
        attribute: attribute.name,
        iv: evidence?.total ?? null,
        noiseFloor: evidence === null ? null : ivNoiseFloor(filled, totals),
        bins: attribute.bins.map((of, b) => ({
          label: binLabel(of),
          points: of.points,
          n: n[b] ?? 0,
          positives: positives[b] ?? 0,
          woe: (n[b] ?? 0) > 0 ? (evidence?.woe[b] ?? null) : null,
        })),
      },
    ];
  });
}

function binIndex(
  attribute: Extract<Attribute, { kind: "bins" }>,
  value: ReturnType<typeof inputValue>,
): number {
  const { bins } = attribute;
  if (value === null) return bins.findIndex((bin) => bin.kind === "missing");
  if (typeof value === "object") return bins.findIndex((bin) => bin.kind === "not_observed");
  const own = bins.findIndex((bin) =>
    bin.kind === "range"
      ? typeof value === "number" &&
        (bin.low === null || value >= bin.low) &&
        (bin.high === null || value < bin.high)
      : bin.kind === "category" && typeof value !== "number" && bin.values.includes(value),
  );
  return own >= 0 ? own : bins.findIndex((bin) => bin.kind === "other");
}

/** `10 to 50`, `under 10`, `50 and more`, the levels, or the kind of missing value. */
export function binLabel(bin: Bin): string {
  switch (bin.kind) {
    case "range":
      if (bin.low === null) return bin.high === null ? "any number" : `under ${bin.high}`;
      return bin.high === null ? `${bin.low} and more` : `${bin.low} to ${bin.high}`;
    case "category":
      return bin.values.join(", ");
    case "missing":
      return "missing";
    case "other":
      return "other";
    case "not_observed":
      return "not observed";
  }
}
