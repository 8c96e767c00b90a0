/** Numbers in an instruction of the jump code: kind, two or three arguments, where to jump when true and when false. */
export const instruction = 6;
export const accept = -1;
export const reject = -2;
/** kinds: a feature's code in a truth table; a score within [low, high]; a stage that was reached */
export const test = { feature: 0, score: 1, stage: 2 } as const;
