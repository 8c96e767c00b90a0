/** Faults as the terminal shows them with each on one line: what goes on below its words is joined to them again. */
export const unwrapped = (shown: string): string => shown.replace(/\n +(?=\S)/g, " ");
