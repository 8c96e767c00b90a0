export * from "./development.ts";
export * from "./incidence.ts";
export * from "./movement.ts";
