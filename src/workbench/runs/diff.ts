import type { Estimated } from "../../base/estimate.ts";
import { otherValues } from "../../base/messages/workbench.ts";
import { outcomeWords } from "../../base/outcome-words.ts";
import { grouped } from "../../base/text.ts";
import type { Result } from "../../result/type.ts";
import type { Weights } from "../../weights/type.ts";
import { diffWeights } from "../../weights/words/diff.ts";
import type { RunRecord } from "./runs.ts";
import { studyChanges } from "./study-diff.ts";

/** One difference of the second run, as a row of a table; an empty text: it is absent there. */
export interface Difference {
  readonly part: "study" | "data" | "weights" | "figures" | "verdict";
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/**
 * What changed from run `a` to run `b`: the study's settings, the data, weights, figures, the verdict; in that order.
 */
export function diffRuns(a: RunRecord, b: RunRecord): readonly Difference[] {
  return [
    ...studyChanges(a.study, b.study).map(
      ({ path, ...change }): Difference => ({ part: "study", what: path, ...change }),
    ),
    ...dataRows(a.result, b.result),
    ...weightRows(a.result, b.result),
    ...figureRows(a.result, b.result),
    ...verdictRows(a.result, b.result),
  ];
}

const row = (part: Difference["part"], what: string, before: string, after: string): Difference[] =>
  before === after ? [] : [{ part, what, before, after }];

function dataRows(a: Result, b: Result): Difference[] {
  const rows = (["leads", "accounts", "activities"] as const).flatMap((of) =>
    row("data", of, grouped(a.data.rows[of]), grouped(b.data.rows[of])),
  );
  return [
    ...row("data", "as of", a.asOf, b.asOf),
    ...rows,
    ...(rows.length === 0 && a.data.digest !== b.data.digest
      ? row("data", "values", "as they were", otherValues)
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
  const { many } = outcomeWords(b.study.outcome.stage);
  return [
    ...row("figures", "judged quarters", judgedIn(a), judgedIn(b)),
    ...[...definitions].flatMap((name) => [
      ...row(
        "figures",
        `${name}: ${many} per 100 slots`,
        per100(a.definitions[name]?.pooled.winsPerSlot),
        per100(b.definitions[name]?.pooled.winsPerSlot),
      ),
      ...row(
        "figures",
        `${name}: ${many} a quarter, compared with the incumbent`,
        compared(a, name),
        compared(b, name),
      ),
    ]),
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

/** The verdict on each candidate, then the recommendation in full. */
function verdictRows(a: Result, b: Result): Difference[] {
  const names = new Set([a, b].flatMap(({ decision }) => decision.candidates.map(({ name }) => name)));
  return [
    ...[...names].flatMap((name) => row("verdict", name, verdictOn(a, name), verdictOn(b, name))),
    ...row("verdict", "verdict", a.decision.sentence, b.decision.sentence),
  ];
}

const candidateOf = ({ decision }: Result, name: string) =>
  decision.candidates.find((candidate) => candidate.name === name);
const verdictOn = (of: Result, name: string): string => candidateOf(of, name)?.verdict ?? "";
const compared = (of: Result, name: string): string =>
  signedInterval(candidateOf(of, name)?.perQuarter.difference);

/** The quarters that a run's figures cover: `FY2025-Q4 to FY2027-Q1 (6)`. */
function judgedIn({ definitions }: Result): string {
  const [first] = Object.values(definitions);
  const judged = first?.quarters.filter(({ provisional, reason }) => !provisional && reason === null) ?? [];
  const [from, to] = [judged.at(0)?.quarter, judged.at(-1)?.quarter];
  return from === undefined || to === undefined ? "" : `${from} to ${to} (${judged.length})`;
}

const per100 = (of: Estimated | undefined): string => interval(of, 100, 1);
const plain = (of: Estimated | undefined): string => interval(of, 1, 3);

const signedInterval = (of: Estimated | undefined): string => {
  const text = interval(of, 1, 1);
  return text === "" || text.startsWith("-") ? text : `+${text}`;
};

const interval = (of: Estimated | undefined, scale: number, digits: number): string =>
  of === undefined || of.value === null
    ? ""
    : `${(scale * of.value).toFixed(digits)} (${(scale * of.low).toFixed(digits)} to ${(scale * of.high).toFixed(digits)})`;
