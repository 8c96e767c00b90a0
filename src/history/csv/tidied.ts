/** Rows that our own eyes refuse, by reason, with the smallest of them as the sample, and its line. */
export interface OwnReject {
  readonly reason: string;
  readonly count: number;
  readonly line: number;
  readonly sample: string;
}

export interface Tidied {
  /** the copy that the engine reads: one record a line, LF ends, no line before the header */
  readonly path: string;
  readonly rejects: readonly OwnReject[];
  /** rows that were wrapped whole in quotes and are read as what they hold */
  readonly wrapped: number;
}
