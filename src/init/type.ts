import type { ColumnProfile, DatesProfile, TableProfile } from "../history/profile/type.ts";
import type { DateFormat } from "../study/type.ts";

/** What a source of a study is proposed to be: enough to write its lines, with the evidence. */
interface SourceDraft {
  readonly files: readonly string[];
  /** orders of day and month that must be stated */
  readonly formats: ReadonlyMap<string, DateFormat>;
  /** columns of which no value shows the order: somebody must say */
  readonly open: readonly OpenOrder[];
  /** column: values of the rows that count */
  readonly where: ReadonlyMap<string, readonly string[]>;
  /** evidence, one sentence a line */
  readonly why: readonly string[];
}

export interface OpenOrder {
  readonly column: string;
  readonly either: readonly [DateFormat, DateFormat];
  readonly sample: string;
}

export interface LeadsDraft extends SourceDraft {
  readonly table: TableProfile;
  /** null: no column tells the rows apart */
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
  /** theirs: ours */
  readonly names: ReadonlyMap<string, string>;
  readonly types: readonly (readonly [type: string, rows: number])[];
  /** days for which the vendor keeps a type, by its name in the file, and `others`; absent: not known */
  readonly keeps?: Readonly<Record<string, number>>;
  /** of the column `at` */
  readonly dates: DatesProfile | null;
}

/** Who acted: a column of our own words, a column with the values that stand for them, or one for all rows. */
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

/** Deals, each of which joins a lead by its id, or its account. */
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
  /** of the study's lookups: the file's */
  readonly name: string;
  readonly file: string;
  /** its column of the key, and the leads' column that names it */
  readonly key: string;
  readonly on: string;
  readonly columns: readonly ColumnProfile[];
  readonly why: string;
}

/** A source beside leads, activities and stages: its keys with the columns that they name. */
export interface ExtraDraft {
  readonly source: "ids" | "history" | "spend" | "visits" | "events";
  readonly files: readonly string[];
  readonly keys: Readonly<Record<string, string>>;
  /** of a history: our column, and what the file calls it */
  readonly columns: ReadonlyMap<string, string>;
  readonly why: string;
}

export interface Draft {
  /** whose exports these are; null: told by their content alone */
  readonly vendors: readonly string[];
  readonly leads: LeadsDraft;
  readonly activities: readonly ActivitiesDraft[];
  readonly stages: readonly StagesDraft[];
  readonly deals: readonly DealsDraft[];
  readonly lookups: readonly LookupDraft[];
  readonly extras: readonly ExtraDraft[];
  /** our stage: the names that the files give it; the lost ones under `lost` */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** where nothing is dated: a column that says how it ended */
  readonly outcome: { readonly column: string; readonly is: string; readonly why: string } | null;
  /** columns that may have been known at creation */
  readonly candidates: readonly ColumnProfile[];
  /** a column of e-mail addresses among them */
  readonly email: string | null;
  readonly leftOut: readonly LeftOut[];
  readonly unused: readonly { readonly files: readonly string[]; readonly why: string }[];
  /** the last second of any stamp that the study reads; null: there is none */
  readonly latest: number | null;
}

export interface LeftOut {
  readonly column: string;
  readonly why: string;
}

/** What the loaded data says: what a study's horizon, funnel and capacity are chosen by. Seconds on the study's clock. */
export interface Facts {
  readonly asOf: number;
  /** one a lead */
  readonly created: Int32Array;
  /** our stage: a lead's first entry as it is recorded, NEVER if none; stages after creation */
  readonly reached: ReadonlyMap<string, Int32Array>;
  /** activities that features see, by their slug, with their rows */
  readonly activities: readonly (readonly [type: string, rows: number])[];
}

/** The choices of a first study, each with what it rests on. */
export interface Plan {
  readonly funnel: readonly string[];
  readonly lost: readonly string[];
  readonly outcome: { readonly stage: string; readonly days: number; readonly why: string } | null;
  readonly handoff: string | null;
  readonly incumbent: string | null;
  /** slots a working day; null: nothing shows what sales can take */
  readonly perDay: { readonly leads: number; readonly why: string } | null;
  readonly windows: readonly number[];
  readonly models: readonly { readonly name: string; readonly spec: string; readonly why: string }[];
  readonly definitions: readonly { readonly name: string; readonly spec: string; readonly why: string }[];
}
