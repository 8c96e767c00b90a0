/** How points are shown to people, for readers of results. */
export { type ShownUnit, shownUnit } from "../weights/words/shown.ts";
