export type * from "./feed.ts";
export { filesIn } from "./files/feed.ts";
export { type Headers, readHeaders, type SourceHeader } from "./headers.ts";
export { loadHistory } from "./load.ts";
export { type Columns, historyOf, tablesIn, type Value } from "./tables.ts";
export type * from "./type.ts";
