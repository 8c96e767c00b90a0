export * from "./decay.ts";
export * from "./profile.ts";
