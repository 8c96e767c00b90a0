import type { TopLevelSpec } from "vega-lite";

export type Spec = TopLevelSpec;
export type Layer = Extract<TopLevelSpec, { layer: readonly unknown[] }>["layer"][number];

/** A chart is one or two specs: `wide` for 640 px and more, `narrow` for a phone; a small multiple fits both. */
export interface Chart {
  /** of the file in charts/ and of the element */
  readonly id: string;
  /** above the drawing, for small multiples: what the panel is of */
  readonly label: string | null;
  /** what is to be seen, in a sentence */
  readonly alternative: string;
  readonly wide: Spec;
  readonly narrow: Spec | null;
}
