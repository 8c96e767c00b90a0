import type { Fault } from "../base/errors.ts";

/**
 * The data that was read: typed columns, sorted by (account key, lead id), so that the order of the input rows does not
 * matter. An account's leads are next to each other, and so are a lead's activities. All buffers are
 * SharedArrayBuffers, for worker threads.
 */
export interface History {
  readonly leads: Leads;
  readonly accounts: Accounts;
  readonly activities: Activities;
  readonly stages: Stages;
  /** absent: the study names no such source; the same holds below */
  readonly opportunities?: Opportunities;
  /** money spent, in the unit of the file */
  readonly spend?: Monthly;
  readonly visits?: Monthly;
  readonly events?: Events;
  readonly staff?: Staff;
  /** absent: no source of activities names a column of offers */
  readonly offers?: Offers;
  readonly audit: Audit;
}

export interface Leads {
  readonly count: number;
  readonly ids: readonly string[];
  /** index into accounts, ascending */
  readonly account: Int32Array;
  readonly created: Int32Array;
  /**
   * where rows are episodes of leads (labels/episodes.ts), the creation of each row's lead: `created` is then the start
   * of the episode. Absent: each row is a lead
   */
  readonly born?: Int32Array;
  /** in that case the lead of each row, an index that its episodes share; absent: each row is a lead */
  readonly person?: Int32Array;
  /**
   * Every column of the leads files by its name in the file, except the id, and except creation and stage dates that
   * the study does not list as known at creation (they are typed already). Only columns known at creation may become
   * features.
   */
  readonly columns: ReadonlyMap<string, Column>;
  /** other ids of leads, under which they were known before a merge or conversion -> the id in `ids`; absent: none */
  readonly formerly?: ReadonlyMap<string, string>;
  /** columns that were read and are no longer held, since the study names them nowhere; absent: all are held */
  readonly letGo?: readonly string[];
}

export type Column = NumberColumn | CategoryColumn;

export interface NumberColumn {
  readonly kind: "number";
  /** one value for each lead; NaN is missing */
  readonly values: Float64Array;
}

export interface CategoryColumn {
  readonly kind: "category";
  /** distinct values in code-unit order */
  readonly levels: readonly string[];
  /** for each lead an index into levels, or -1 where missing */
  readonly codes: Int32Array;
}

/** Clusters of the intervals. A lead with a free-mail or blank domain is an account of its own. */
export interface Accounts {
  readonly count: number;
  /** stable text keys, unique and sorted, which seeded folds hash */
  readonly keys: readonly string[];
  /** count + 1 offsets into leads */
  readonly start: Int32Array;
}

/**
 * Activities of leads (never `by: sales`), sorted by (lead, visible, known by a date last, at, type). At most 255
 * types.
 */
export interface Activities {
  readonly count: number;
  /** slugged names, sorted */
  readonly types: readonly string[];
  /** leads + 1 offsets */
  readonly start: Int32Array;
  /** max(at, known, created) */
  readonly visible: Int32Array;
  readonly at: Int32Array;
  readonly type: Uint8Array;
  /** 1 where `visible` is known by its date alone, and is therefore the end of that day; absent: all have a time */
  readonly dated?: Uint8Array;
  /**
   * For each lead the second of its first act of the type that `worked` names, by anybody, sales too; NEVER if none.
   * One known by its date alone counts from the start of that date. Absent: `worked` names no activity.
   */
  readonly acted?: Int32Array;
  /**
   * for each type the start of the first day on which it is recorded, as stated or found from `visible`; NEVER if none
   */
  readonly observedFrom: Int32Array;
}

/**
 * When leads first responded to each offer, from the activities above: one entry for each lead and offer, by (lead,
 * visible, offer).
 */
export interface Offers {
  readonly count: number;
  /** sorted */
  readonly names: readonly string[];
  readonly lead: Int32Array;
  /** index into names */
  readonly offer: Int32Array;
  readonly visible: Int32Array;
}

export interface Stages {
  /** the stages of the funnel in order, then the lost stages */
  readonly names: readonly string[];
  /**
   * for each stage a lead's first recorded entry, NEVER if none; the first funnel stage is `created`; later stages do
   * not imply earlier ones yet
   */
  readonly first: readonly Int32Array[];
  /**
   * For each stage the first entry as it is recorded, before it moved to the end of its day because of what ranks
   * before it. Durations and horizons count from it. Absent: none moved.
   */
  readonly recorded?: readonly Int32Array[];
  /** for each stage, 1: the first entry is known by its date alone; absent: all have a time */
  readonly dated?: readonly Uint8Array[];
  /** for each stage the start of the first day on which an entry is recorded; NEVER if none */
  readonly observedFrom: Int32Array;
  /**
   * why the first entry of each stage was made, where a source gives reasons: for each stage and lead an index into
   * names, -1 none
   */
  readonly reasons?: { readonly names: readonly string[]; readonly of: readonly Int32Array[] };
  /** 1 where an outcome is recorded before the creation: the outcome is refused, and the lead is left out of fits */
  readonly refused: Uint8Array;
  /** absent: the study names no stage of `recycle` */
  readonly entries?: Entries;
}

/** Every stage entry of those leads that have one of a `recycle` stage, sorted by (lead, at, stage). */
export interface Entries {
  readonly count: number;
  /** index into leads */
  readonly lead: Int32Array;
  /** in the order in which they rank: index into `Stages.names`, and after these the stages of `recycle` */
  readonly stage: Int32Array;
  /** not before the creation; the end of its day where something that ranks before it is known by that date alone */
  readonly at: Int32Array;
  /** as it is recorded: durations count from it */
  readonly recorded: Int32Array;
  /** 1: known by its date alone */
  readonly dated: Uint8Array;
  /** index into `reasons`, for entries of `recycle` stages; -1: none */
  readonly reason: Int32Array;
  /** in code-unit order */
  readonly reasons: readonly string[];
  /** acts of the type that `worked` names, as `Activities.acted`, of the same leads by (lead, at); absent: it names none */
  readonly acts?: { readonly lead: Int32Array; readonly at: Int32Array };
}

/**
 * Deals created by the as-of day, sorted by (created, id). A deal without a lead counts for its account alone, or for
 * none.
 */
export interface Opportunities {
  readonly count: number;
  /** "" where the source has no ids */
  readonly ids: readonly string[];
  /** index of the lead with its id; otherwise of the account's lead that was created last before the deal; -1: none */
  readonly lead: Int32Array;
  /** index of its own account, otherwise of its lead's; -1: none */
  readonly account: Int32Array;
  /** a date counts as the end of its day */
  readonly created: Int32Array;
  /** NEVER where the deal is open at the end of the as-of day: the closing date of an open deal is a plan */
  readonly closed: Int32Array;
  /** in the unit of the file; NaN is missing */
  readonly amount: Float64Array;
  /** as the files name them, in code-unit order */
  readonly stages: readonly string[];
  /** index into `stages`, at the time of the export; -1: empty */
  readonly stage: Int32Array;
  /** 0 open, 1 won (its stage means the last one of the funnel), 2 lost */
  readonly state: Uint8Array;
}

/**
 * Sums by month and channel, one entry for each, sorted by (month, channel). Months that begin after the as-of day are
 * left out.
 */
export interface Monthly {
  readonly count: number;
  /** in code-unit order; "" is for rows that name none */
  readonly channels: readonly string[];
  /** day number of the month's first day */
  readonly month: Int32Array;
  /** index into `channels` */
  readonly channel: Int32Array;
  readonly value: Float64Array;
}

/** Trigger events up to the as-of day, sorted by (at, label). */
export interface Events {
  readonly count: number;
  /** a date counts as the end of its day */
  readonly at: Int32Array;
  /** 1: known by its date alone */
  readonly dated: Uint8Array;
  readonly labels: readonly string[];
}

/** Who takes leads from when to when, one entry a row, by (from, rep). */
export interface Staff {
  readonly count: number;
  readonly reps: readonly string[];
  /** start of the first day */
  readonly from: Int32Array;
  /** end of the last day; NEVER: still there */
  readonly to: Int32Array;
  /** a working day; NaN: the file does not say */
  readonly touches: Float64Array;
}

/** Everything that was counted while reading. */
export interface Audit {
  readonly files: readonly FileAudit[];
  readonly rejects: readonly Reject[];
  /** the first of the refused values with their places, without personal data; absent: nothing was refused */
  readonly refused?: readonly RefusedValue[];
  /** reports to show. Errors among them concern the data as a whole (rows that join no lead), and refuse the study */
  readonly warnings: readonly Fault[];
  /** sha256 over the typed, sorted content: equal data in any row order gives equal digests */
  readonly digest: string;
}

/** Sources whose files are read row by row. */
export type SourceName =
  | "leads"
  | "activities"
  | "stages"
  | "opportunities"
  | "spend"
  | "visits"
  | "events"
  | "joins"
  | "lookups"
  | "ids"
  | "history"
  | "staff";

export interface FileAudit {
  readonly source: SourceName;
  readonly file: string;
  readonly rows: number;
  /** rows that cannot be split, and values that are present and cannot be read */
  readonly rejected: number;
  /** rows whose time is empty, or a date that means none: not read, and not rejected */
  readonly undated: number;
  readonly duplicates: number;
  /** rows whose lead is in no leads file */
  readonly orphans: number;
  /** rows after as_of, not read */
  readonly afterAsOf: number;
  /** activities by sales, which never feed features */
  readonly bySales: number;
  /** rows that the source's `where` leaves out */
  readonly leftOut?: number;
}

/**
 * Values refused for one reason in one column of one file ("" for whole rows). The sample is the smallest refused text,
 * so that it does not depend on the order of the rows; `line` does.
 */
export interface Reject {
  readonly file: string;
  readonly column: string;
  readonly reason: string;
  readonly count: number;
  /** line on which the sample occurs first, counted from 1 (the header is 1) */
  readonly line: number;
  readonly sample: string;
}

/** A refused value, or a whole row, with its place. */
export interface RefusedValue {
  readonly file: string;
  /** counted from 1; null: its table has no lines */
  readonly line: number | null;
  /** "" for whole rows */
  readonly column: string;
  /** as it is written, cut, without personal data */
  readonly value: string;
  readonly reason: string;
}
