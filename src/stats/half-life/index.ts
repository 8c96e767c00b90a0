export * from "./decay.ts";
export * from "./fit.ts";
export * from "./likelihood.ts";
export * from "./profile.ts";
