export { type HeaderFile, type Headers, readHeaders } from "./headers.ts";
export { loadHistory } from "./load.ts";
export type * from "./type.ts";
