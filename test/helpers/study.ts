import type { Study } from "../../src/study/type.ts";

/** Seconds of a civil date and time, for tests: `civil("2026-01-31", "09:30:00")`. */
export const civil = (date: string, time = "00:00:00"): number => Date.parse(`${date}T${time}Z`) / 1000;

/**
 * A valid Study that holds as little as it can: leads.csv (lead_id, created_at) and the funnel lead, sql, won, with the
 * outcome `won` within 90 days as of the end of 2026-06-30. Override what a test is about. `stageNames` follows the
 * funnel and the lost stages where it is not given.
 */
export function studyWith(overrides: Partial<Study> = {}): Study {
  const funnel = overrides.funnel ?? ["lead", "sql", "won"];
  const lost = overrides.lost ?? [];
  return {
    study: "test",
    title: null,
    preparedFor: null,
    asOf: civil("2026-06-30", "23:59:59"),
    timezone: "UTC",
    fiscalYearStarts: 1,
    seed: 7,
    lineage: "test",
    sources: {
      leads: [
        {
          file: "leads.csv",
          timezone: null,
          path: "sources.leads",
          id: "lead_id",
          created: "created_at",
          account: null,
          channel: null,
        },
      ],
      activities: [],
      stages: [],
    },
    funnel,
    stageNames: new Map([...funnel, ...lost].map((name) => [name, name])),
    lost,
    handoff: null,
    worked: null,
    outcome: { kind: "stage", reaches: "won", withinDays: 90, level: "lead" },
    sameDay: "outcome_first",
    maxRejects: 0.01,
    acceptLeakage: [],
    exports: null,
    guards: [],
    flags: new Map(),
    personas: new Map(),
    segments: [],
    exclude: null,
    features: {
      knownAtCreation: [],
      types: new Map(),
      windows: [7, 30, 90],
      halfLife: null,
      cap: 5,
      rename: new Map(),
      bins: new Map(),
      signs: new Map(),
    },
    moments: { kind: "decisions" },
    models: new Map(),
    calibration: "platt",
    grades: "A-D",
    definitions: new Map(),
    capacity: null,
    backtest: { quarters: 6, embargo: 0 },
    decide: { metric: "wins_per_slot", smallestGain: null },
    minGroup: 10,
    vary: [],
    places: new Map(),
    text: "",
    file: "study.yaml",
    ...overrides,
  };
}
