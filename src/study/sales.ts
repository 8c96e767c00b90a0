/** What sales can take. */
export interface Capacity {
  /** 0: a file says who is there when (`Sources.staff`) */
  readonly reps: number;
  /** of each rep; where the file says how many touches one makes, those times `leadsPerTouch` */
  readonly leadsPerRepPerDay: number;
  /** the share of touches that is for MQLs, over the touches that a lead takes; absent: 1 */
  readonly leadsPerTouch?: number;
  /** how many leads a rep may have open at a time; absent: as many as come */
  readonly maxOpen?: number;
  /** a country code of the holiday calendar, or null */
  readonly holidays: string | null;
  /** days without work beside these, in order; absent: none */
  readonly daysOff?: readonly number[];
  /** business days */
  readonly slaBusinessDays: number;
  readonly order: "score" | "fifo";
  /** since when, `2026-07-01`, and why there is more than history shows; null: both are not said */
  readonly since: string | null;
  readonly because: string | null;
}

/** What working one lead costs and one outcome is worth, in one unit of money; the value is above 0. */
export interface Costs {
  readonly workedLead: number;
  readonly outcomeValue: number;
}
