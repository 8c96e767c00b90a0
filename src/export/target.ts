import type { Rule } from "../rules/tree.ts";
import type { Weights } from "../weights/type.ts";
import type { NamedInput } from "./sql/columns.ts";

/** What a run has to ship. Names of models and definitions are slugs, so that they are file names everywhere. */
export interface ExportQuestion {
  /** weights of each model that has some */
  readonly models: ReadonlyMap<string, Weights>;
  readonly definitions: ReadonlyMap<string, { readonly rule: Rule; readonly cutoff: Cutoff | null }>;
  /** every feature of the study: what a table of features may hold */
  readonly features: readonly NamedInput[];
}

/** The cut-off from capacity of a definition, under the weights that ship. */
export interface Cutoff {
  readonly model: string;
  readonly score: number;
}

/** Somewhere that scores leads: one member of `targets`, one folder of `exports/`. */
export interface Target {
  /** names its folder: `postgres` */
  readonly name: string;
  /** as people write it: `PostgreSQL` */
  readonly title: string;
  /** text by path inside the target's folder; what cannot be said there is a file that says why */
  readonly files: (question: ExportQuestion) => ReadonlyMap<string, string>;
}
