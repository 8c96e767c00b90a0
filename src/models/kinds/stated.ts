import { number, said } from "../../study/schema/shape.ts";

/** A key that several kinds have. */
export const maxBinsKey = said(
  "bins of a number, at most",
  number("max_bins: 6", { least: 2, most: 20, whole: true }),
);
