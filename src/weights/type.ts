import type * as z from "zod";
import type { Frozen } from "../base/shape.ts";
import type { weightsShape } from "./schema.ts";

/**
 * The shipped model: enough to score a lead by hand. Points are integers in `scale.unit`, so that replay, scorer and
 * SQL add the same integers; p = map(score x unit). Each field is described once, in schema.ts.
 */
export type Weights = Frozen<z.infer<typeof weightsShape>>;

export type Input = Weights["inputs"][number];
export type Attribute = Weights["attributes"][number];
export type BinsAttribute = Extract<Attribute, { readonly kind: "bins" }>;
export type LinearAttribute = Extract<Attribute, { readonly kind: "linear" }>;
export type Bin = BinsAttribute["bins"][number];
export type Group = Weights["groups"][number];
export type Calibration = Weights["calibration"];
export type GoldenRow = Weights["golden"][number];

/**
 * The value of an input. A missing value is null; a count, decayed or not, that is not observed is `{ notObserved: true
 * }`.
 */
export type InputValue = GoldenRow["inputs"][string];
