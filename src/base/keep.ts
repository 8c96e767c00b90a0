/**
 * Gives what was computed before from these inputs, or computes it. `is` tells whether what was kept is of the right
 * kind.
 */
export type Keep = <T>(
  inputs: unknown,
  is: (value: unknown) => value is T,
  compute: () => T | Promise<T>,
) => Promise<T>;

/** Nothing is kept. */
export const computed: Keep = async (_, __, compute) => compute();
