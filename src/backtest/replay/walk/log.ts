import { doubled } from "../../../base/gather.kernel.ts";
import { NEVER } from "../../../base/time.ts";

/** Numbers in one line of `crossings`, of `maxima` and of `courses`. */
export const crossingLine = 6;
export const maximumLine = 4;
export const courseLine = 4;

/** The result of a walk over a chunk of whole accounts; lines are in the order of the leads. */
export interface ChunkLines {
  /**
   * family, lead, time, score at the crossing, and which of the family's cut-offs are crossed: [first, past the last)
   */
  readonly crossings: Int32Array;
  /** maximum, lead, running maximum before the period (`unscored`: none), and by its end */
  readonly maxima: Int32Array;
  /** course, lead, the second of the morning, and the score from then on (`unscored`: it does not qualify) */
  readonly courses: Int32Array;
  /** for each maximum: the lowest of all scored leads by the period's end, or NEVER: nobody was scored */
  readonly lowest: Int32Array;
  /** sums made from the lines in the thread that walked them (collect/sift.ts); absent: none */
  readonly stock?: Int32Array;
}

/** Lines of integers that grow while a chunk is walked; one log serves all chunks of a thread, one after the other. */
export class ChunkLog {
  private crossings = new Int32Array(1 << 12);
  private maxima = new Int32Array(1 << 12);
  private courses = new Int32Array(1 << 12);
  private lowest = new Int32Array(0);
  private crossingsEnd = 0;
  private maximaEnd = 0;
  private coursesEnd = 0;

  /** Empties it, before a chunk. */
  begin(maxima: number): void {
    this.crossingsEnd = 0;
    this.maximaEnd = 0;
    this.coursesEnd = 0;
    this.lowest = new Int32Array(maxima).fill(NEVER);
  }

  /** A lead meets the cut-offs [from, to) of a family at t. */
  crossed(family: number, lead: number, t: number, score: number, from: number, to: number): void {
    if (this.crossingsEnd + crossingLine > this.crossings.length) this.crossings = doubled(this.crossings);
    const { crossings } = this;
    const k = this.crossingsEnd;
    crossings[k] = family;
    crossings[k + 1] = lead;
    crossings[k + 2] = t;
    crossings[k + 3] = score;
    crossings[k + 4] = from;
    crossings[k + 5] = to;
    this.crossingsEnd = k + crossingLine;
  }

  /** A lead's running maxima at the end of its life; only some leave a line. */
  scored(maximum: number, lead: number, before: number, by: number, line: boolean): void {
    if (by < (this.lowest[maximum] ?? NEVER)) this.lowest[maximum] = by;
    if (!line) return;
    if (this.maximaEnd + maximumLine > this.maxima.length) this.maxima = doubled(this.maxima);
    const { maxima } = this;
    const k = this.maximaEnd;
    maxima[k] = maximum;
    maxima[k + 1] = lead;
    maxima[k + 2] = before;
    maxima[k + 3] = by;
    this.maximaEnd = k + maximumLine;
  }

  /** From a morning on, a lead has another score in a course. */
  morning(course: number, lead: number, t: number, score: number): void {
    if (this.coursesEnd + courseLine > this.courses.length) this.courses = doubled(this.courses);
    const { courses } = this;
    const k = this.coursesEnd;
    courses[k] = course;
    courses[k + 1] = lead;
    courses[k + 2] = t;
    courses[k + 3] = score;
    this.coursesEnd = k + courseLine;
  }

  /** The chunk's lines; this log overwrites them with its next chunk. */
  lines(): ChunkLines {
    return {
      crossings: this.crossings.subarray(0, this.crossingsEnd),
      maxima: this.maxima.subarray(0, this.maximaEnd),
      courses: this.courses.subarray(0, this.coursesEnd),
      lowest: this.lowest,
    };
  }
}
