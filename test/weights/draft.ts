import type { Draft } from "../../src/weights/seal.ts";

/** Weights of every kind of attribute, input and limit; override what a test is about. */
export const draftWith = (over: Partial<Draft> = {}): Draft => ({
  schemaVersion: 1,
  name: "made",
  version: "1.0.0",
  kind: "points",
  baseline: [],
  inputs: [
    { name: "title", type: "category", from: { column: "title" } },
    { name: "employees", type: "number", from: { column: "employees" } },
    { name: "free_email", type: "boolean", from: { flag: "free_email" } },
    { name: "demo_30d", type: "count", from: { count: "demo", window: 30, cap: 250 } },
  ],
  attributes: [
    {
      kind: "bins",
      name: "employees",
      bins: [
        { kind: "range", low: null, high: 10, points: 1 },
        { kind: "range", low: 10, high: 200, points: 2 },
        { kind: "range", low: 200, high: null, points: 3 },
        { kind: "missing", points: 4 },
        { kind: "other", points: 5 },
      ],
      group: null,
    },
    {
      kind: "bins",
      name: "title",
      bins: [
        { kind: "category", values: ["CTO", "IT Director"], points: 10 },
        { kind: "other", points: 20 },
        { kind: "missing", points: 30 },
      ],
      group: null,
    },
    { kind: "linear", name: "demo_30d", coef: 5, centre: 0, missing: 100, min: null, max: 15, group: "acts" },
    { kind: "rule", when: "demo_30d >= 1 AND NOT free_email", points: 200, group: "acts" },
  ],
  groups: [{ name: "acts", min: -50, max: 210 }],
  floor: null,
  ceiling: null,
  intercept: 0,
  scale: { unit: 1 },
  calibration: { kind: "none" },
  grades: [],
  mql: null,
  ...over,
});
