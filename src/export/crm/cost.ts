import type { Estimated } from "../../base/estimate.ts";

/** A CRM's version of a model, and what it costs, as a run measured it. */
export interface CrmVersion {
  readonly targets: readonly string[];
  readonly losses: readonly string[];
  readonly cost: CrmCost | null;
}

export interface CrmCost {
  readonly auc: Estimated;
  readonly aucThere: Estimated;
  readonly aucDifference: Estimated;
  readonly winsPerSlot: Estimated;
  readonly winsPerSlotThere: Estimated;
  readonly winsPerSlotDifference: Estimated;
}

/** The cost as a table of Markdown. */
export const costText = (
  cost: CrmCost,
): string => `Measured on past quarters, each with weights learnt before it:

| | the model | this version | difference (95% interval) |
|---|---|---|---|
| AUC | ${bare(cost.auc, 1, 3)} | ${bare(cost.aucThere, 1, 3)} | ${interval(cost.aucDifference, 1, 3)} |
| wins per 100 slots | ${bare(cost.winsPerSlot, 100, 1)} | ${bare(cost.winsPerSlotThere, 100, 1)} | ${interval(cost.winsPerSlotDifference, 100, 1)} |`;

const bare = (e: Estimated, scale: number, digits: number): string =>
  e.value === null
    ? e.reason
    : `${at(e.value, scale, digits)} (${at(e.low, scale, digits)} to ${at(e.high, scale, digits)})`;

const interval = (e: Estimated, scale: number, digits: number): string =>
  e.value === null
    ? e.reason
    : `${plus(e.value, scale, digits)} (${plus(e.low, scale, digits)} to ${plus(e.high, scale, digits)})`;

const at = (x: number, scale: number, digits: number): string => (x * scale).toFixed(digits);

function plus(x: number, scale: number, digits: number): string {
  const text = at(Math.abs(x), scale, digits);
  return Number(text) === 0 ? text : `${x < 0 ? "−" : "+"}${text}`;
}
