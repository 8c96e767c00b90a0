import type { Fault } from "../base/errors.ts";
import { leakageSuspect } from "../base/messages/data/suspects.ts";
import { counted, grouped } from "../base/text.ts";
import type { Result } from "../result/type.ts";
import { columns, wrap } from "./terminal/wrap.ts";

/**
 * The end of a run on the terminal: what was run, the verdict, where the report is. At most 80 columns, without paths.
 */
export function summary(result: Result, folder: string, study = defaultStudy): string {
  return [
    ...wrap(headOf(result), columns, "  "),
    ...wrap(spoken(result.decision.sentence), columns, "  "),
    ...(result.decision.verdict === null ? modelLines(result) : []),
    ...moneyLines(result),
    ...lostLines(result),
    `  report   ${folder}/report.html`,
    ...(Object.values(result.models).some((model) => model.weights !== null)
      ? [`  weights  ${folder}/weights/`]
      : []),
    `  next     ${nextOf(result, folder, study)}`,
  ].join("\n");
}

const defaultStudy = "study.yaml";

/** `leadline check`, with the study's file where that is not the default */
export const checkOf = (study: string): string =>
  study === defaultStudy ? "leadline check" : `leadline check ${study}`;

/** The most useful next command: the way into production for a change, the draw of a pilot, otherwise the check for what the study lacks. */
const nextOf = ({ decision }: Result, folder: string, study: string): string =>
  decision.verdict === "change"
    ? `leadline export --run ${folder}`
    : decision.verdict === "pilot"
      ? `leadline pilot plan${study === defaultStudy ? "" : ` ${study}`}`
      : checkOf(study);

/** Warnings that matter for the verdict, the most important first. */
const onVerdict = [
  "run-damaged",
  "run-foreign",
  "run-files-added",
  "late-crossings-decide",
  "intake-above-history",
  "nobody-takes-leads",
  "guard-disagrees",
  "no-incumbent",
  "no-capacity",
  "no-times",
  "uncalibrated-at-crossing",
  "definition-unobserved",
  "outcomes-without-work",
  "no-better-than-chance",
  "quarters-without-leads",
  "nobody-meets",
  "folds-refused",
  "folds-too-young",
  "outcome-recorded-until",
  "leads-end",
];

/** Whether a warning is of a column that nothing uses: `check` and the report have it. */
const isOfUnused = ({ code, mend }: Fault): boolean => {
  const unused = leakageSuspect("", false, "");
  return code === unused.code && mend === unused.mend;
};

/** The two warnings of a run that matter most for its verdict, and how many others there are. */
export function foremost(warnings: readonly Fault[]): {
  readonly shown: readonly Fault[];
  readonly more: number;
} {
  const rank = ({ code }: Fault): number => {
    const at = onVerdict.indexOf(code);
    return at < 0 ? onVerdict.length : at;
  };
  const shown = warnings
    .filter((found) => !isOfUnused(found))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 2);
  return { shown, more: warnings.length - shown.length };
}

function headOf(result: Result): string {
  const quarters = Object.values(result.definitions)[0]?.quarters ?? [];
  const judged = quarters.filter((q) => !q.provisional && q.reason === null).length;
  return [
    result.study.name,
    `as of ${result.asOf}`,
    counted(result.data.rows.leads, "lead"),
    quarters.length > 0
      ? `${judged} of ${counted(quarters.length, "quarter")} judged`
      : "no quarter replayed",
  ].join("   ");
}

/** The verdict's sentence with its first word in capitals, and a line for each sentence: `PILOT adaptive.` */
export const spoken = (sentence: string): string =>
  sentence
    .replace(/^(No verdict|Cannot tell|\w+)/, (verdict) => verdict.toUpperCase())
    .replace(/\. (?=[A-Z])/g, ".\n");

/** The definition that the verdict is about, in money; nothing where the study states no costs. */
function moneyLines({ money, decision }: Result): string[] {
  if (money === undefined) return [];
  const shown = (x: number): string => grouped(Math.round(x));
  const difference = money.definitions[decision.candidate ?? ""]?.difference ?? null;
  const said =
    difference === null || difference.value === null
      ? []
      : [
          `${decision.candidate} nets ${shown(Math.abs(difference.value))} ${difference.value < 0 ? "less" : "more"} a quarter than ${decision.incumbent} (${shown(difference.low)} to ${shown(difference.high)})`,
        ];
  const pays =
    money.breakEven > 1
      ? "a lead costs more than it can bring"
      : money.breakEven === 0
        ? "any lead pays"
        : `a lead pays from a chance of ${(100 * money.breakEven).toFixed(1)}% on`;
  return wrap([...said, pays].join("; "), 69, "").map(
    (line, i) => `${i === 0 ? "  money    " : "           "}${line}`,
  );
}

/** Rows that are in no figure: those that could not be read, and those that join no lead. */
function lostLines({ data }: Result): string[] {
  const sum = (of: (file: Result["data"]["files"][number]) => number): number =>
    data.files.reduce((total, file) => total + of(file), 0);
  const [rows, rejected, orphans] = [sum((f) => f.rows), sum((f) => f.rejected), sum((f) => f.orphans)];
  if (rejected + orphans === 0) return [];
  const parts = [
    rejected > 0 ? `${grouped(rejected)} lack a value or could not be read` : "",
    orphans > 0 ? `${grouped(orphans)} belong to no lead` : "",
  ].filter((part) => part !== "");
  return wrap(`${parts.join(" and ")}, of ${counted(rows, "row")}`, 69, "").map(
    (line, i) => `${i === 0 ? "  left out " : "           "}${line}`,
  );
}

/** Without a verdict, the models side by side are the result of the run. */
function modelLines({ models, comparison }: Result): string[] {
  const scored = Object.entries(models).flatMap(([name, { evaluation }]) => {
    const { auc } = evaluation;
    return auc.value === null
      ? []
      : [`${name} ${auc.value.toFixed(3)} (${auc.low.toFixed(3)} to ${auc.high.toFixed(3)})`];
  });
  if (scored.length === 0) return [];
  return wrap(`AUC ${scored.join(", ")}; by ${comparison.method}`, 69, "").map(
    (line, i) => `${i === 0 ? "  models   " : "           "}${line}`,
  );
}
