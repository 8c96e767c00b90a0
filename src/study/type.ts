import type { byHand } from "../base/by-hand.ts";
import type { Second } from "../base/time.ts";
import type { RuleWindow } from "../rules/recency.ts";
import type { Predicate, Rule } from "../rules/tree.ts";
import type { Capacity, Costs } from "./sales.ts";

export type { Capacity, Costs } from "./sales.ts";

/** When fits look at a lead: each day on which something became known, each start of a month, or once. */
export type MomentRule =
  | { readonly kind: "decisions" }
  | { readonly kind: "every"; readonly unit: "month" }
  | { readonly kind: "after"; readonly days: number };

/** A study file after reading: names resolved as far as they can be without the data, defaults filled in. */
export interface Study {
  readonly study: string;
  /** above the report; null: named after the quarter of as_of */
  readonly title: string | null;
  readonly preparedFor: string | null;
  /** end of the as-of day, on the study's clock; nothing later is read */
  readonly asOf: Second;
  readonly timezone: string;
  /** 1 to 12 */
  readonly fiscalYearStarts: number;
  readonly seed: number;
  readonly lineage: string;
  readonly sources: Sources;
  /** our stage names, in order; the first is creation */
  readonly funnel: readonly string[];
  /** every name in an export that means one of our stages: theirs -> ours. Holds the identity for each of ours. */
  readonly stageNames: ReadonlyMap<string, string>;
  readonly lost: readonly string[];
  /** stages by which sales gives a lead back to marketing; absent: the study names none */
  readonly recycle?: readonly string[];
  /** null: a lead is open until outcome or loss */
  readonly handoff: string | null;
  readonly worked: Worked | null;
  readonly outcome: Outcome;
  /** which comes first where both are known by the same date alone */
  readonly sameDay: "outcome_first" | "activities_first";
  /** share of a file's rows, and of the values in a column of times, that may be unreadable */
  readonly maxRejects: number;
  /** columns and activities that may tell the outcome apart by themselves: the analyst is sure that they come before it */
  readonly acceptLeakage: readonly string[];
  /** targets whose folders a run writes; null: all */
  readonly exports: readonly string[] | null;
  readonly guards: readonly string[];
  readonly flags: ReadonlyMap<string, Flag>;
  readonly personas: ReadonlyMap<string, Predicate>;
  /** columns and flags by whose levels the funnel is also told */
  readonly segments: readonly string[];
  /** leads left out of fits and of every definition; they stay in the denominator of recall */
  readonly exclude: Predicate | null;
  readonly features: FeatureChoice;
  readonly moments: MomentRule;
  readonly models: ReadonlyMap<string, ModelSpec>;
  readonly calibration: CalibrationChoice;
  readonly grades: GradeScale;
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly capacity: Capacity | null;
  readonly backtest: { readonly quarters: number; readonly embargo: number };
  readonly decide: { readonly metric: "wins_per_slot"; readonly smallestGain: number | null };
  /** in one unit of money; absent: not stated */
  readonly costs?: Costs;
  readonly minGroup: number;
  /** settings that a sweep varies; empty: none */
  readonly vary: readonly Variation[];
  /** where each key stands in the file, for faults that only the data can show: `models.hand.points[1].when` -> place */
  readonly places: ReadonlyMap<string, { readonly line: number; readonly column: number }>;
  /** the file as it was read, and its name for messages */
  readonly text: string;
  readonly file: string;
}

/** The path of a setting in the study file, such as `models.logit.penalty`, and the values that a sweep gives it. */
export interface Variation {
  readonly path: string;
  readonly values: readonly {
    readonly value: unknown;
    /** as the study writes it */
    readonly text: string;
  }[];
}

export interface Sources {
  readonly leads: readonly LeadSource[];
  readonly activities: readonly ActivitySource[];
  readonly stages: readonly StageSource[];
  /** absent: the study names none, here and below */
  readonly opportunities?: readonly OpportunitySource[];
  readonly spend?: readonly MonthlySource[];
  readonly visits?: readonly MonthlySource[];
  readonly events?: readonly EventSource[];
  /** files with more columns of the leads */
  readonly joins?: readonly JoinSource[];
  /** files with more columns of what leads or deals name: a product, a campaign */
  readonly lookups?: readonly LookupSource[];
  /** which ids became which: conversions and merges */
  readonly ids?: readonly IdSource[];
  /** changes of attributes */
  readonly history?: readonly ChangeSource[];
  /** who takes leads, where `capacity.reps` names a file */
  readonly staff?: readonly StaffSource[];
}

export interface FileSource {
  /** path or glob, relative to the study file; of a query its name for messages */
  readonly file: string;
  /** a zone of its own; null: the study's */
  readonly timezone: string | null;
  /** key path in study.yaml, such as `sources.activities[0]` */
  readonly path: string;
  /** which rows count: each column holds one of its values; null stands for an empty one */
  readonly where?: readonly RowFilter[];
  /** how a column is written: a number's pattern (`1.234,5`), or `date` or `time` of a column of times */
  readonly format?: ReadonlyMap<string, Format>;
  /** which part of a file is meant, and how its fields are parted */
  readonly within?: {
    readonly sheet?: string;
    readonly member?: string;
    readonly delimiter?: string;
    /** no file at all, but a query, of the database whose address stands in a variable of the environment */
    readonly query?: { readonly sql: string; readonly env: string };
  };
  /** by column: what stands there for nothing, beside the empty cell */
  readonly missing?: ReadonlyMap<string, readonly string[]>;
  /** rows of leads that are in no leads file are expected: the leads are a part of all */
  readonly unjoined?: true;
}

export interface RowFilter {
  readonly column: string;
  readonly values: readonly (string | null)[];
}

/** How a column of numbers or times is written. */
export type Format = NumberFormat | TimeFormat;
/** Of a column of times: only its dates count, or its times too, midnight among them; or the order of day, month and year. */
export type TimeFormat = "date" | "time" | DateFormat | CountFormat;

/** Times that are counted: since the beginning of 1970, UTC; in days as spreadsheets store them, since 1900 or 1904. */
export const countFormats = ["seconds", "milliseconds", "excel", "excel-1904"] as const;
export type CountFormat = (typeof countFormats)[number];

/** Orders of day, month and year; a time of day may follow. `yy` is 1969 to 2068. */
export const dateFormats = [
  "dd/mm/yyyy",
  "mm/dd/yyyy",
  "dd-mm-yyyy",
  "mm-dd-yyyy",
  "dd.mm.yyyy",
  "dd/mm/yy",
  "mm/dd/yy",
  "dd-mm-yy",
  "mm-dd-yy",
  "dd.mm.yy",
] as const;
export type DateFormat = (typeof dateFormats)[number];

/** Patterns of numbers: the sign between thousands, and the one before decimals. */
export const numberFormats = [
  "1234.5",
  "1234,5",
  "1,234.5",
  "1.234,5",
  "1 234.5",
  "1 234,5",
  "1'234.5",
  "1'234,5",
] as const;
export type NumberFormat = (typeof numberFormats)[number];

export interface LeadSource extends FileSource {
  /** null: every row is a lead of its own, and nothing refers to it */
  readonly id: string | null;
  /** null: the leads have no dates, and the outcome is a column */
  readonly created: string | null;
  readonly account: string | null;
  readonly channel: string | null;
}

/** A file with more columns of the same leads, one row each. */
export interface JoinSource extends FileSource {
  /** column of the lead's id */
  readonly join: string;
}

export interface LookupSource extends FileSource {
  readonly name: string;
  /** its column of the key, and the column of leads or deals that names it */
  readonly key: string;
  readonly on: string;
  /** which of its columns are added; null: all others */
  readonly columns: readonly string[] | null;
}

export interface IdSource extends FileSource {
  readonly from: string;
  readonly to: string;
}

/** One row a change of one attribute of a lead. */
export interface ChangeSource extends FileSource {
  readonly lead: string;
  readonly property: string;
  /** the value after the change, and before it; null: the file does not say */
  readonly value: string;
  readonly old: string | null;
  readonly at: string;
  /** column of the leads -> the property's name, where they differ */
  readonly columns: ReadonlyMap<string, string>;
}

export interface ActivitySource extends FileSource {
  readonly lead: string;
  /** column of what was done; "" where `is` says it */
  readonly type: string;
  /** one type for every row of the file */
  readonly is?: string;
  readonly at: string;
  readonly known: string | null;
  /** who acted; null: the file does not say, and every row counts as the lead's own */
  readonly by: ActedBy | null;
  readonly offer: string | null;
  /** tells rows apart; absent: rows are copies where they agree in every column */
  readonly id?: string;
  /** start of the first day on which the source was recorded; null: found from the data */
  readonly observedFrom: Second | null;
}

/** Who can act. Acts of sales never feed a feature. */
export type Actor = "lead" | "marketing" | "sales";

/** Who did the rows of a file of activities: a column, with the actors that its values stand for, or one for all rows. */
export type ActedBy =
  | { readonly kind: "column"; readonly column: string; readonly map: ReadonlyMap<string, Actor> }
  | { readonly kind: "is"; readonly actor: Actor };

export type StageSource =
  | (FileSource & {
      readonly kind: "long";
      readonly lead: string;
      /** a column, or one stage for every row of the file */
      readonly stage: { readonly column: string } | { readonly is: string };
      readonly at: string;
      readonly reason: string | null;
    })
  /** dates in columns of the leads files */
  | { readonly kind: "wide"; readonly path: string; readonly columns: ReadonlyMap<string, string> };

/** Deals. Each enters the funnel at its creation, and where its stage says that it is closed, at its closing. */
export interface OpportunitySource extends FileSource {
  /** null: every row is a deal of its own */
  readonly id: string | null;
  /** null: deals join by account alone */
  readonly lead: string | null;
  readonly account: string | null;
  readonly created: string;
  readonly amount: string | null;
  readonly stage: string | null;
  readonly closed: string | null;
  /** our stage that a deal's creation enters; null: none */
  readonly opens: string | null;
  /** its stages that mean won and lost, beside those that `funnel` and `lost` name */
  readonly won?: readonly string[];
  readonly lost?: readonly string[];
}

/** Amounts by month and channel: money spent, visits counted. */
export interface MonthlySource extends FileSource {
  /** null: the rows are of all channels together */
  readonly channel: string | null;
  /** months, or dates within them */
  readonly month: string;
  readonly value: string;
}

/** What happened around the leads: launches, price changes, fairs. Marks on time axes, never features. */
export interface EventSource extends FileSource {
  readonly at: string;
  readonly label: string;
}

/** Who takes leads from when to when. */
export interface StaffSource extends FileSource {
  readonly rep: string;
  readonly from: string;
  /** null: everybody is still there */
  readonly to: string | null;
  /** null: all make the same number of touches */
  readonly touches: string | null;
}

export type Worked =
  | { readonly kind: "stage"; readonly stage: string }
  | { readonly kind: "activity"; readonly activity: string }
  | { readonly kind: "column"; readonly column: string };

export type Outcome =
  | { readonly kind: "stage"; readonly reaches: string; readonly withinDays: number; readonly level: "lead" }
  /** a column without times: models are compared, the replay is refused with the reason */
  | {
      readonly kind: "column";
      readonly column: string;
      readonly is: string;
      /** days after its creation at which a lead is finished; null: not stated */
      readonly maturesAfter: number | null;
    };

export type Flag =
  | { readonly kind: "domain"; readonly column: string; readonly list: "free_mail" }
  | { readonly kind: "predicate"; readonly when: Predicate };

export interface FeatureChoice {
  readonly knownAtCreation: readonly string[];
  readonly types: ReadonlyMap<string, "number" | "category">;
  /** days */
  readonly windows: readonly number[];
  /** further windows, which only rules read: conditions on days since an activity need them; absent: none */
  readonly forRules?: readonly RuleWindow[];
  /** counts above it are one code; null: none */
  readonly cap: number | null;
  /** days, of the decayed counts; fit: each fold finds its own; null: there are none */
  readonly halfLife: number | "fit" | null;
  readonly rename: ReadonlyMap<string, string>;
  /** cuts by hand */
  readonly bins: ReadonlyMap<string, readonly number[]>;
  /** which way a feature's points are expected to go; those that run against it are told */
  readonly signs: ReadonlyMap<string, "+" | "-">;
}

export type ModelSpec = PointsSpec | LearntSpec;

/** A model that learns from outcomes. What else it states, its kind alone reads (src/models/kinds). */
export interface LearntSpec {
  readonly kind: string;
  /** a feature known at creation, each of whose levels has its own model as far as the data tell; null, absent: none */
  readonly segment?: string | null;
  /** the study states its scale, so that a cut-off in points means the same each quarter; absent: fitted anew */
  readonly anchored?: boolean;
  /** days, of the window in which it counts activities; null, absent: the study's */
  readonly windowDays?: number | null;
}

export interface PointsSpec {
  readonly kind: typeof byHand;
  readonly points: readonly PointTerm[];
  readonly groups: ReadonlyMap<string, { readonly min: number | null; readonly max: number | null }>;
  readonly floor: number | null;
  readonly ceiling: number | null;
}

export type PointTerm =
  | {
      readonly kind: "when";
      readonly when: Predicate;
      readonly text: string;
      readonly points: number;
      readonly group: string | null;
      readonly path: string;
    }
  | {
      readonly kind: "per";
      readonly feature: string;
      readonly points: number;
      readonly max: number | null;
      readonly group: string | null;
      readonly path: string;
    };

/** letters, A the best, or numbers, 5 the best */
export type GradeScale = "A-D" | "1-5";

export type CalibrationChoice = "auto" | "platt" | "isotonic" | "beta" | "venn_abers" | "none";

export interface Definition {
  readonly rule: Rule;
  readonly incumbent: boolean;
  /** as the analyst wrote it, on one line */
  readonly text: string;
  /** its name for people; null: the name alone */
  readonly label: string | null;
  /** what it is, in the study's own words; null: the rule read plainly */
  readonly says: string | null;
  readonly path: string;
}
