import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { DAY, endOfDay, parseDay } from "../../src/base/time.ts";
import { type PilotPlanned, type PilotPlanOptions, planPilot } from "../../src/workbench/pilot/plan.ts";
import { type PilotReading, readPilotOf } from "../../src/workbench/pilot/read.ts";
import { type TinyStudy, tinyStudy, writeStudy } from "../helpers/tiny-study.ts";

export const folder = mkdtempSync(join(tmpdir(), "leadline-pilot-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const out = join(folder, "reports");
/** Where registers stand that nothing else is said of. */
export const pilots = join(folder, "pilots");

/** The tiny study without models, with a candidate by rule alone. */
export function study(asOf: string, change: (of: TinyStudy) => void = () => undefined): string {
  const tiny = tinyStudy();
  tiny.study = tiny.study
    .replace(/as_of: \S+/, `as_of: ${asOf}`)
    .replace(/models:[\s\S]*?(?=definitions:)/, "")
    .replace(/ {2}written:[\s\S]*?(?=capacity:)/, '  demo: { when: "demo_request_30d >= 1" }\n');
  change(tiny);
  return writeStudy(join(folder, asOf), tiny);
}
export const plan = (asOf: string, more: Partial<PilotPlanOptions> = {}): Promise<PilotPlanned> =>
  planPilot({
    study: study(asOf),
    candidate: "demo",
    leads: 1000,
    out,
    ...more,
  });

export const cells = (rows: readonly string[]): string[][] => rows.slice(1).map((row) => row.split(","));
const second = (text: string): number =>
  text.length === 10 ? endOfDay(parseDay(text) ?? 0) : Date.parse(`${text}Z`) / 1000;

/** Who may be drawn, counted from the rows of the files: id and the second of the first demo request. */
export function waiting(asOf: string): Map<string, number> {
  const { leads, activities, stages } = tinyStudy();
  const end = second(asOf);
  const taken = new Set(cells(stages).flatMap(([id = "", , at = ""]) => (second(at) <= end ? [id] : [])));
  const first = new Map<string, number>();
  const created = new Map(cells(leads).map(([id = "", at = ""]) => [id, second(at)]));
  for (const [id = "", what, at = ""] of cells(activities))
    if (what === "Demo Request")
      first.set(
        id,
        Math.min(first.get(id) ?? Number.POSITIVE_INFINITY, Math.max(second(at), created.get(id) ?? 0)),
      );
  return new Map(
    [...first]
      .filter(([id, t]) => t <= end && t > end - 60 * DAY && !taken.has(id))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The pilot as it is read on newer exports. */
export const read = (asOf: string, change?: (of: TinyStudy) => void): Promise<PilotReading> =>
  readPilotOf({ study: study(asOf, change), out });

export const days = ["2025-04-01", "2025-06-15"] as const;
