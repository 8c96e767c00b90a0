/** The expected direction of the points of a number, a count or a truth value: `+`, more of it gives more points. */
export type Signs = ReadonlyMap<string, "+" | "-">;
