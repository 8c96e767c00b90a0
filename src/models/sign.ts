/** Which way the points of a number, a count or a truth ought to go: `+`, more of it gives more points. */
export type Signs = ReadonlyMap<string, "+" | "-">;
