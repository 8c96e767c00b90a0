import type { Estimated } from "../../base/estimate.ts";
import { grouped } from "../../base/text.ts";
import type { Result } from "../../result/type.ts";
import { diffWeights } from "../../weights/diff.ts";
import type { Weights } from "../../weights/type.ts";
import type { RunRecord } from "./runs.ts";

/** One thing that is another in the second run, as a row of a table; an empty text: it is not there. */
export interface Difference {
  readonly part: "study" | "data" | "weights" | "figures" | "verdict";
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** What changed from run `a` to run `b`: the study's lines, the data, weights, figures, the verdict. In that order. */
export function diffRuns(a: RunRecord, b: RunRecord): readonly Difference[] {
  return [
    ...studyLines(a.study, b.study),
    ...dataRows(a.result, b.result),
    ...weightRows(a.result, b.result),
    ...figureRows(a.result, b.result),
    ...verdictRows(a.result, b.result),
  ];
}

const row = (part: Difference["part"], what: string, before: string, after: string): Difference[] =>
  before === after ? [] : [{ part, what, before, after }];

/** Lines that only one of the two studies has, those of the first before those of the second. */
function studyLines(a: string, b: string): Difference[] {
  const lines = (text: string): string[] =>
    text
      .split("\n")
      .map((line) => line.replace(/(^|\s)#.*$/, "").replace(/\s+$/, ""))
      .filter((line) => line.trim() !== "");
  const [before, after] = [lines(a), lines(b)];
  const gone = before.filter((line) => !after.includes(line));
  const come = after.filter((line) => !before.includes(line));
  // a changed line stands beside what it was, by its key
  const isItem = (line: string): boolean => line.trim().startsWith("- ");
  const keyOf = (line: string): string =>
    isItem(line) ? "an entry" : (/^\s*([^:]+):/.exec(line)?.[1]?.trim() ?? "");
  const textOf = (line: string): string =>
    isItem(line) ? line.trim().slice(2) : line.trim().replace(/^[^:]+:\s*/, "");
  return [
    ...gone.map((line): Difference => {
      const at = come.findIndex((other) => keyOf(other) === keyOf(line));
      const [now = ""] = at < 0 ? [] : come.splice(at, 1);
      return { part: "study", what: keyOf(line), before: textOf(line), after: textOf(now) };
    }),
    ...come.map(
      (line): Difference => ({ part: "study", what: keyOf(line), before: "", after: textOf(line) }),
    ),
  ];
}

function dataRows(a: Result, b: Result): Difference[] {
  const rows = (["leads", "accounts", "activities"] as const).flatMap((of) =>
    row("data", of, grouped(a.data.rows[of]), grouped(b.data.rows[of])),
  );
  return [
    ...row("data", "as of", a.asOf, b.asOf),
    ...rows,
    ...(rows.length === 0 && a.data.digest !== b.data.digest
      ? row("data", "values", "as they were", "changed: as many rows, with other values")
      : []),
  ];
}

function weightRows(a: Result, b: Result): Difference[] {
  const names = new Set([...Object.keys(a.models), ...Object.keys(b.models)]);
  return [...names].flatMap((name) => {
    const [before, after] = [weightsOf(a, name), weightsOf(b, name)];
    if (before === null || after === null)
      return row("weights", name, before === null ? "" : "ships", after === null ? "" : "ships");
    if (before.sha256 === after.sha256) return [];
    return diffWeights(before, after).map(
      ({ said }): Difference => ({ part: "weights", what: name, before: "", after: said }),
    );
  });
}

const weightsOf = ({ models }: Result, name: string): Weights | null => models[name]?.weights ?? null;

function figureRows(a: Result, b: Result): Difference[] {
  const definitions = new Set([...Object.keys(a.definitions), ...Object.keys(b.definitions)]);
  const models = new Set([...Object.keys(a.models), ...Object.keys(b.models)]);
  return [
    ...[...definitions].flatMap((name) => {
      const [before, after] = [a.definitions[name], b.definitions[name]];
      return row(
        "figures",
        `${name}: wins per 100 slots`,
        per100(before?.pooled.winsPerSlot),
        per100(after?.pooled.winsPerSlot),
      );
    }),
    ...[...models].flatMap((name) =>
      row(
        "figures",
        `${name}: AUC`,
        plain(a.models[name]?.evaluation.auc),
        plain(b.models[name]?.evaluation.auc),
      ),
    ),
  ];
}

const verdictRows = (a: Result, b: Result): Difference[] =>
  row("verdict", "verdict", a.decision.sentence, b.decision.sentence);

const per100 = (of: Estimated | undefined): string => interval(of, 100, 1);
const plain = (of: Estimated | undefined): string => interval(of, 1, 3);

const interval = (of: Estimated | undefined, scale: number, digits: number): string =>
  of === undefined || of.value === null
    ? ""
    : `${(scale * of.value).toFixed(digits)} (${(scale * of.low).toFixed(digits)} to ${(scale * of.high).toFixed(digits)})`;
