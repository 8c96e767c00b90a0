import { type ChunkLines, courseLine } from "../walk/log.ts";
import { type Columns, Records } from "./records.ts";

/** Gathers the scores of leads by morning, for each course of the plan. Memory: 12 bytes a line. */
export class CourseCollector {
  private readonly records: readonly Records[];

  constructor(courses: number) {
    this.records = Array.from({ length: courses }, () => new Records());
  }

  add({ courses }: ChunkLines): void {
    for (let i = 0; i < courses.length; i += courseLine)
      this.records[courses[i] ?? -1]?.push(courses[i + 1] ?? 0, courses[i + 2] ?? 0, courses[i + 3] ?? 0);
  }

  /** Leads, mornings and scores of every course, by lead and then by morning. They are given away: a second call finds none. */
  all(): readonly Columns[] {
    return this.records.map((of) => of.take());
  }
}
