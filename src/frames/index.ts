export { columnsOf, type Danfo, type Frame, toFrame, toFrames } from "./frame.ts";
export { framesIn, historyOf } from "./history.ts";
export { csvOf, meansOf } from "./means.ts";
export { scored } from "./score.ts";
export { tablesOf } from "./tables.ts";
