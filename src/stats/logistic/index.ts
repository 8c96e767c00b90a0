export type { OpenInterval, ProfileInterval } from "./bounds.ts";
export * from "./compare.ts";
export * from "./descent-solver.ts";
export type { LogisticData } from "./design.ts";
export {
  expit,
  fitLogistic,
  type LogisticFit,
  type LogisticOptions,
  softplus,
  wald,
} from "./fit.ts";
export * from "./prior.ts";
export * from "./profile.ts";
export * from "./robust.ts";
