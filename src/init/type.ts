import type { ColumnProfile, DatesProfile, TableProfile } from "../history/profile/type.ts";
import type { DateFormat } from "../study/type.ts";

/** A proposed source of a study: enough to write its lines, with the evidence. */
interface SourceDraft {
  readonly files: readonly string[];
  /** orders of day and month that must be stated */
  readonly formats: ReadonlyMap<string, DateFormat>;
  /** columns in which no value shows the order: a person must choose */
  readonly open: readonly OpenOrder[];
  /** for a column the values of the rows that count */
  readonly where: ReadonlyMap<string, readonly string[]>;
  /** evidence, one sentence on each line */
  readonly why: readonly string[];
}

export interface OpenOrder {
  readonly column: string;
  readonly either: readonly [DateFormat, DateFormat];
  readonly sample: string;
}

export interface LeadsDraft extends SourceDraft {
  readonly table: TableProfile;
  /** null: no column distinguishes the rows */
  readonly id: string | null;
  readonly created: string | null;
  readonly account: string | null;
  readonly channel: string | null;
}

export interface ActivitiesDraft extends SourceDraft {
  readonly lead: string;
  readonly type: string;
  readonly at: string;
  readonly known: string | null;
  readonly by: ByDraft | null;
  /** name in the file -> name in the study */
  readonly names: ReadonlyMap<string, string>;
  readonly types: readonly (readonly [type: string, rows: number])[];
  /** how many days the vendor keeps a type, by its name in the file, and `others`; absent: not known */
  readonly keeps?: Readonly<Record<string, number>>;
  /** dates of the column `at` */
  readonly dates: DatesProfile | null;
}

/** Who acted: a column with our own words, a column with the values that mean them, or one actor for all rows. */
export type ByDraft =
  | { readonly kind: "column"; readonly column: string }
  | { readonly kind: "map"; readonly column: string; readonly map: ReadonlyMap<string, readonly string[]> }
  | { readonly kind: "is"; readonly actor: string };

export type StagesDraft =
  | (SourceDraft & {
      readonly kind: "long";
      readonly lead: string;
      readonly stage: string;
      readonly at: string;
      readonly levels: readonly string[];
    })
  | (SourceDraft & { readonly kind: "one"; readonly lead: string; readonly is: string; readonly at: string })
  | {
      readonly kind: "wide";
      readonly columns: ReadonlyMap<string, string>;
      readonly why: readonly string[];
    };

/** Deals, each of which joins a lead by its id or its account. */
export interface DealsDraft extends SourceDraft {
  readonly id: string | null;
  readonly lead: string | null;
  /** null where deals name their lead */
  readonly account: string | null;
  readonly created: string;
  readonly amount: string | null;
  readonly stage: string;
  readonly closed: string | null;
  /** its stages that mean won and lost */
  readonly won: readonly string[];
  readonly lost: readonly string[];
}

/** A table that describes what a column of the leads names: products, companies, people. */
export interface LookupDraft {
  /** its name among the study's lookups: the file's name */
  readonly name: string;
  readonly file: string;
  /** its key column, and the leads' column that names the key */
  readonly key: string;
  readonly on: string;
  readonly columns: readonly ColumnProfile[];
  readonly why: string;
}

/** A source beside leads, activities and stages: its keys, with the columns that they name. */
export interface ExtraDraft {
  readonly source: "ids" | "history" | "spend" | "visits" | "events";
  readonly files: readonly string[];
  readonly keys: Readonly<Record<string, string>>;
  /** for a history: the leads' column, and its name in the file */
  readonly columns: ReadonlyMap<string, string>;
  readonly why: string;
}

export interface Draft {
  /** vendors of these exports; null: recognised by their content alone */
  readonly vendors: readonly string[];
  readonly leads: LeadsDraft;
  readonly activities: readonly ActivitiesDraft[];
  readonly stages: readonly StagesDraft[];
  readonly deals: readonly DealsDraft[];
  readonly lookups: readonly LookupDraft[];
  readonly extras: readonly ExtraDraft[];
  /** stage of the study -> its names in the files; the lost ones under `lost` */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** where nothing is dated: a column that says how a lead ended */
  readonly outcome: { readonly column: string; readonly is: string; readonly why: string } | null;
  /** columns that may have been known at creation */
  readonly candidates: readonly ColumnProfile[];
  /** a column of e-mail addresses among them */
  readonly email: string | null;
  readonly leftOut: readonly LeftOut[];
  readonly unused: readonly { readonly files: readonly string[]; readonly why: string }[];
  /** the last second of any stamp that the study reads; null: there is none */
  readonly latest: number | null;
  /** the second of the first lead's creation; null: leads have none */
  readonly firstCreated: number | null;
}

export interface LeftOut {
  readonly column: string;
  readonly why: string;
}

/**
 * What the loaded data shows, from which a study's horizon, funnel and capacity are chosen. Seconds on the study's
 * clock.
 */
export interface Facts {
  readonly asOf: number;
  /** one entry for each lead */
  readonly created: Int32Array;
  /** stage -> each lead's first entry as it is recorded, NEVER if none; stages after creation */
  readonly reached: ReadonlyMap<string, Int32Array>;
  /** activities that features see, by their slug, with their number of rows */
  readonly activities: readonly (readonly [type: string, rows: number])[];
}

/** The choices for a first study, each with its evidence. */
export interface Plan {
  readonly funnel: readonly string[];
  readonly lost: readonly string[];
  readonly outcome: { readonly stage: string; readonly days: number; readonly why: string } | null;
  readonly handoff: string | null;
  readonly incumbent: string | null;
  /** slots on a working day; null: nothing shows how many leads sales can take */
  readonly perDay: { readonly leads: number; readonly why: string } | null;
  readonly windows: readonly number[];
  readonly models: readonly { readonly name: string; readonly spec: string; readonly why: string }[];
  readonly definitions: readonly { readonly name: string; readonly spec: string; readonly why: string }[];
}
