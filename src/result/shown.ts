/** How a reader of results shows points. */
export { type ShownUnit, shownUnit } from "../weights/shown.ts";
