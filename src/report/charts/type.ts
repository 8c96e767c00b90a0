import type { TopLevelSpec } from "vega-lite";

export type Spec = TopLevelSpec;
export type Layer = Extract<TopLevelSpec, { layer: readonly unknown[] }>["layer"][number];

/**
 * A chart has one or two specs: `wide` for 640 px and more, `narrow` for a phone; one panel of small multiples fits
 * both.
 */
export interface Chart {
  /** name of the file in charts/, and of the element */
  readonly id: string;
  /** text above the drawing of a small multiple: what the panel is about */
  readonly label: string | null;
  /** what the chart shows, in a sentence */
  readonly alternative: string;
  readonly wide: Spec;
  readonly narrow: Spec | null;
}
