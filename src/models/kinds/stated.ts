import { number, said } from "../../study/schema/shape.ts";

/** What several kinds may be told. */
export const maxBinsKey = said(
  "bins of a number, at most",
  number("max_bins: 6", { least: 2, most: 20, whole: true }),
);
