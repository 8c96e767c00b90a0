import type { Estimated } from "../base/estimate.ts";
import type { Predicate, Rule } from "../rules/tree.ts";
import type { Input, Weights } from "../weights/type.ts";
import type { CrmVersion } from "./crm/cost.ts";
import type { NamedInput } from "./sql/columns.ts";

/**
 * The models and definitions of a run, for targets. Their names are slugs, so that they can be file names everywhere.
 */
export interface ExportQuestion {
  /** weights of each model that could be fitted */
  readonly models: ReadonlyMap<string, Weights>;
  readonly definitions: ReadonlyMap<string, { readonly rule: Rule; readonly cutoff: Cutoff | null }>;
  /** every feature of the study, which a table of features may hold */
  readonly features: readonly NamedInput[];
  /** how features are made from leads and activities; null: this is not known, and no query for it is written */
  readonly making: FeatureMaking | null;
  /** by model: each CRM's version of it, and what that costs; absent: not measured */
  readonly crm?: ReadonlyMap<string, readonly CrmVersion[]>;
  /** by model: what model cards say beside its weights; absent: nothing is known */
  readonly about?: ReadonlyMap<string, ModelAbout>;
}

/** Where weights come from, and how good they were found to be. */
export interface ModelAbout {
  readonly leadline: string;
  readonly study: string;
  readonly run: string;
  /** `2026-10-01` */
  readonly asOf: string;
  /** what counts as the outcome: `reaches opportunity within 90 days` */
  readonly outcome: string;
  readonly trainedOn: { readonly leads: number; readonly moments: number; readonly outcomes: number } | null;
  readonly evaluation: {
    readonly method: "walk-forward" | "cross-validation" | "none";
    readonly n: number;
    readonly positives: number;
    readonly figures: readonly {
      readonly key: string;
      readonly says: string;
      readonly estimated: Estimated;
    }[];
  };
  readonly notes: readonly string[];
}

/** How a table of features is made from leads and activities. */
export interface FeatureMaking {
  /** the moment in the query until it is replaced: `2026-10-01 00:00:00` on the study's clock */
  readonly moment: string;
  readonly timezone: string;
  readonly sources: ReadonlyMap<string, FeatureSource>;
  readonly flags: ReadonlyMap<string, FlagMeaning>;
  /** types of the columns that flags read, and of features that are columns */
  readonly columns: ReadonlyMap<string, "number" | "category">;
}

export interface FeatureSource {
  readonly from: Input["from"];
  /**
   * for counts: the first second, since 1970 on the study's clock, at which the activity is recorded; null: it never is
   */
  readonly observedFrom: number | null;
}

/** The condition under which a flag or a persona is true. */
export type FlagMeaning =
  | { readonly domainOf: string; readonly among: readonly string[] }
  | { readonly when: Predicate };

/** A definition's cut-off from capacity, under the shipped weights. */
export interface Cutoff {
  readonly model: string;
  readonly score: number;
}

/** The content of a file: text, or bytes where its format is binary. */
export type FileContent = string | Uint8Array;

/** Somewhere that scores leads: one member of `targets`, one folder of `exports/`. */
export interface Target {
  /** names its folder: `postgres` */
  readonly name: string;
  /** as people write it: `PostgreSQL` */
  readonly title: string;
  /** files by path inside the target's folder; where something cannot be expressed, a file gives the reason */
  readonly files: (question: ExportQuestion) => ReadonlyMap<string, FileContent>;
}
