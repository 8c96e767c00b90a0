/** Rows of the jump code of programs: kind, two or three arguments, where to go when true and when false. */
export const instruction = 6;
export const accept = -1;
export const reject = -2;
/** kinds: a feature's code in a table of truths; a score within [low, high]; a stage reached */
export const test = { feature: 0, score: 1, stage: 2 } as const;
