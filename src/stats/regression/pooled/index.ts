export { fitAt, type PooledData, pooledRows, type Spread } from "./fit.ts";
export * from "./pooled.ts";
