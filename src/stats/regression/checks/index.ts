export * from "./checked.ts";
export * from "./sample-size.ts";
export { type Separation, separationOf } from "./separation.ts";
