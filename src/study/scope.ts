import type { Scope } from "../rules/reference.ts";
import type { Study } from "./type.ts";

/** What the rules of a study may name, as far as the study alone says it: which activities there are the data says. */
export const scopeOf = ({ models, flags, personas, features }: Study): Scope => ({
  models,
  flags,
  personas,
  columns: new Set(features.knownAtCreation),
});
