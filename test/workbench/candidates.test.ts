import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  candidatesOf,
  copiesIn,
  logCandidates,
  logDigest,
  othersTried,
  readCandidates,
  withFirstSeen,
} from "../../src/workbench/folder/candidates.ts";
import { readStudy } from "../../src/workbench/study-file.ts";
import { tinyStudy } from "../helpers/tiny-study.ts";

/** Digests of the tiny study's definitions by name, after changes to its text. */
function digests(...changes: (readonly [string, string])[]): Record<string, string> {
  let { study: text } = tinyStudy();
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`no ${from}`);
    text = text.replace(from, to);
  }
  const { study, faults } = readStudy(text, "study.yaml");
  if (study === null) throw new Error(faults.map((f) => f.what).join("; "));
  return Object.fromEntries(candidatesOf(study, "2026-01-01").map((c) => [c.name, c.digest]));
}
const base = digests();

it("a definition is what it means, not how it is written or called", () => {
  expect(digests(["leadline: 1", "# a comment\nleadline: 1"])).toEqual(base);
  expect(digests(["hand_points >= 30", "hand_points>=30.0"])).toEqual(base);
  expect(digests([", incumbent: true", ""])).toEqual(base);
  expect(digests(["windows: [7 days, 30 days]", "windows: [30 days, 7 days]"])).toEqual(base);
  expect(digests(["  written: ", "  renamed: "]).renamed).toBe(base.written);
  expect(new Set(Object.values(base)).size).toBe(3);
});

it("a definition changes with the models and flags that it names, and with no other", () => {
  const points = digests(["points: 30", "points: 31"]);
  expect(points.written).not.toBe(base.written);
  expect([points.incumbent, points.adaptive]).toEqual([base.incumbent, base.adaptive]);
  const penalty = digests(["penalty: ridge", "penalty: ridge, lambda: 3"]);
  expect(penalty.adaptive).not.toBe(base.adaptive);
  expect([penalty.incumbent, penalty.written]).toEqual([base.incumbent, base.written]);
  const flagged = (rule: string): string | undefined =>
    digests(["hand_points >= 30", "hot"], ["flags: {", `flags: { hot: "${rule}",`]).written;
  expect(flagged("employees > 10")).not.toBe(flagged("employees > 20"));
});

it("7.14: a refit under other features, bins, windows or calibration is another try; what learns from none of it is none", () => {
  const changes: (readonly [string, string])[] = [
    ["known_at_creation: [title, employees, email]", "known_at_creation: [title, email]"],
    [
      "known_at_creation: [title, employees, email]",
      "known_at_creation: [title, employees, email]\n  bins: { employees: [50, 200] }",
    ],
    ["windows: [7 days, 30 days]", "windows: [7 days, 14 days, 30 days]"],
    ["models:\n", "calibration: isotonic\nmodels:\n"],
    ["seed: 3", "seed: 4"],
    ["leads_per_rep_per_day: 1", "leads_per_rep_per_day: 2"],
    ["embargo: 7 days", "embargo: 14 days"],
  ];
  const seen = new Set([base.adaptive]);
  for (const change of changes) {
    const other = digests(change);
    expect(seen, change[1]).not.toContain(other.adaptive);
    seen.add(other.adaptive);
    expect([other.incumbent, other.written], change[1]).toEqual([base.incumbent, base.written]);
  }
  // how activities are counted, what counts as the outcome and who is left out shape every definition
  for (const change of [
    ["windows: [7 days, 30 days]", "windows: [7 days, 30 days], cap: 3"],
    ["within: 60 days", "within: 90 days"],
    ["features:\n", "same_day: activities_first\nfeatures:\n"],
    ["type: activity, at", "type: activity, where: { channel: web }, at"],
    ["features:\n", "exclude: \"title = 'CTO'\"\nfeatures:\n"],
  ] as const)
    expect(digests(change).written, change[1]).not.toBe(base.written);
  // a file that is called otherwise, or cut in two, holds the same
  expect(digests(["file: leads.csv", "file: leads-2025.csv"])).toEqual(base);
  // a cut-off from capacity knows slots, not how they are said
  expect(digests(["reps: 1, leads_per_rep_per_day: 1", "reps: 2, leads_per_rep_per_day: 0.5"]).adaptive).toBe(
    base.adaptive,
  );
});

it("7.14: others' candidates count once each with their first and last try; own ones and incumbents do not", () => {
  const own = [{ digest: "a", firstSeen: "2026-07-01", name: "n", text: "t" }];
  const log = [
    { digest: "a", firstSeen: "2026-04-01" },
    { digest: "b", firstSeen: "2026-04-01" },
    { digest: "b", firstSeen: "2026-01-01" },
    { digest: "b", firstSeen: "2026-10-01", incumbent: true as const },
    { digest: "c", firstSeen: "2026-07-01", incumbent: true as const },
  ];
  expect(othersTried(log, own)).toEqual([{ digest: "b", firstSeen: "2026-01-01", lastSeen: "2026-04-01" }]);
  const twice = [
    { ...own[0], digest: "a", firstSeen: "x", name: "one", text: "" },
    { digest: "a", firstSeen: "x", name: "two", text: "" },
    { digest: "b", firstSeen: "x", name: "inc", text: "", incumbent: true as const },
  ];
  expect([...copiesIn(twice)]).toEqual(["two"]);
});

it("one file a try, kept under its earliest date, whatever stands beside it", async () => {
  const out = mkdtempSync(join(tmpdir(), "leadline-tries-"));
  const one = { digest: "0123456789abcdef", name: "a", text: "x" };
  await logCandidates(out, "acme", [{ ...one, firstSeen: "2026-04-01" }]);
  await logCandidates(out, "acme", [{ ...one, firstSeen: "2026-01-01", name: "b" }]);
  await logCandidates(out, "acme", [{ ...one, firstSeen: "2026-01-01", name: "c" }]);
  const at = join(out, ".candidates/acme");
  writeFileSync(join(at, "0123456789abcdee-2026-01-01.json.4711"), '{"half');
  expect(readdirSync(at)).toHaveLength(3);
  const log = await readCandidates(out, "acme");
  expect(log).toEqual([
    { digest: one.digest, firstSeen: "2026-01-01" },
    { digest: one.digest, firstSeen: "2026-04-01" },
  ]);
  expect(await readCandidates(out, "another")).toEqual([]);
  const own = [{ ...one, firstSeen: "2026-07-01" }];
  expect(withFirstSeen(own, log)[0]?.firstSeen).toBe("2026-01-01");
  rmSync(out, { recursive: true });
});

it("a run's hash knows what others tried and what was tried before, not its own tries", () => {
  const own = [{ digest: "a", firstSeen: "2026-07-01", name: "n", text: "t" }];
  const others = [
    { digest: "c", firstSeen: "2026-07-01" },
    { digest: "b", firstSeen: "2026-10-01" },
    { digest: "b", firstSeen: "2026-04-01" },
  ];
  const of = (log: readonly { digest: string; firstSeen: string }[]) => logDigest(log, own, "2026-07-01");
  // 7.14: the last try of another says which quarters it has seen
  expect(of(others)).toEqual(["b 2026-04-01", "b 2026-10-01", "c 2026-07-01"]);
  expect(of([...others, { digest: "a", firstSeen: "2026-07-01" }])).toEqual(of(others));
  expect(of([...others, { digest: "a", firstSeen: "2026-10-01" }])).toEqual(of(others));
  expect(of([...others, { digest: "a", firstSeen: "2026-01-01" }])).toEqual(["a 2026-01-01", ...of(others)]);
});
