/** What of a model's kind a reader of results needs. */
export { kindTraits, type ShownUnit, shownUnit } from "../weights/kinds.ts";
