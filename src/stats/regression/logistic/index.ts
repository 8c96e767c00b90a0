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
export type { OpenInterval, ProfileInterval } from "./intervals/bounds.ts";
export * from "./intervals/profile.ts";
export * from "./intervals/robust.ts";
export * from "./prior.ts";
