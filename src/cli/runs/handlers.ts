import { defined } from "../../base/defined.ts";
import { exits } from "../../base/errors.ts";
import { counted, enumerated, grouped } from "../../base/text.ts";
import { type Difference, diffRuns } from "../../workbench/runs/diff.ts";
import { type Reproduced, reproduceRun } from "../../workbench/runs/reproduce.ts";
import { listRuns, type RunLine, readRun } from "../../workbench/runs/runs.ts";
import type { Common } from "../common.ts";
import { summary } from "../summary.ts";
import { answer } from "../terminal/print.ts";
import { watched } from "../terminal/watch.ts";
import { columns, wrap } from "../terminal/wrap.ts";

export async function listCommand({ json, out }: Common): Promise<void> {
  const lines = await listRuns(out ?? "reports");
  if (json) answer(JSON.stringify(lines));
  else answer(lines.length === 0 ? "no run was kept yet: leadline run study.yaml" : table(lines));
}

function table(lines: readonly RunLine[]): string {
  const width = Math.max(...lines.map(({ study }) => study.length), 5);
  return [
    `${"run".padEnd(19)}  ${"study".padEnd(width)}  ${"leads".padStart(9)}  verdict`,
    ...lines.map(
      ({ run, study, leads, verdict, state }) =>
        `${run}  ${study.padEnd(width)}  ${(leads === null ? "" : grouped(leads)).padStart(9)}  ${
          state === "whole"
            ? (verdict ?? "none")
            : state === "changed"
              ? "(its files were changed)"
              : "(made by another version)"
        }`,
    ),
  ].join("\n");
}

export async function showCommand(run: string, { json, out }: Common): Promise<void> {
  const found = await readRun(run, out);
  if (json) answer(JSON.stringify(found.result));
  else answer(summary(found.result, found.folder));
}

/** How many changes of each model's weights are shown: the largest. */
const mostChanges = 12;

const titles: Readonly<Record<Difference["part"], string>> = {
  study: "In the study",
  data: "In the data",
  weights: "In the weights (points as the report shows them)",
  figures: "In the figures",
  verdict: "The verdict",
};

export async function diffCommand(a: string, b: string, { json, out }: Common): Promise<void> {
  const [before, after] = [await readRun(a, out), await readRun(b, out)];
  const found = diffRuns(before, after);
  if (json) return answer(JSON.stringify({ before: before.run, after: after.run, differences: found }));
  if (found.length === 0)
    return answer(
      `no difference in study, data, weights, figures or verdict: ${before.run} and ${after.run} say the same`,
    );
  const lines = [`from ${before.run} to ${after.run}`];
  for (const [part, title] of Object.entries(titles)) {
    const own = found.filter((difference) => difference.part === part);
    if (own.length === 0) continue;
    lines.push("", title);
    const seen = new Map<string, number>();
    for (const difference of own) {
      const told = (seen.get(difference.what) ?? 0) + 1;
      seen.set(difference.what, told);
      if (part !== "weights" || told <= mostChanges) lines.push(...inWords(difference));
    }
    if (part === "weights")
      for (const [model, changes] of seen)
        if (changes > mostChanges)
          lines.push(`  ${model}: and ${counted(changes - mostChanges, "smaller change")} (--json has all)`);
  }
  answer(lines.join("\n"));
}

function inWords({ part, what, before, after }: Difference): string[] {
  // sentences are printed below each other
  if (part === "verdict" && what === "verdict")
    return [...paragraph("before", before), ...paragraph("after", after)];
  const said =
    part === "weights" && before === ""
      ? `${what}: ${after}`
      : before === ""
        ? `${what}: ${after} (new)`
        : after === ""
          ? `${what}: ${before} (gone)`
          : `${what}: ${before} → ${after}`;
  return wrap(said, columns - 2, "  ").map((line) => `  ${line}`);
}

const paragraph = (head: string, sentences: string): string[] =>
  wrap(sentences, columns - 10, "").map((line, i) => `  ${(i === 0 ? head : "").padEnd(8)}${line}`);

/** Exit 1 where the bytes differ or cannot be made: a person must decide what to do about it. */
export async function reproduceCommand(run: string, study: string | undefined, given: Common): Promise<void> {
  const { json, quiet, out, threads } = given;
  const found = await watched({ quiet, json }, (watch) =>
    reproduceRun(run, {
      threads,
      watch,
      ...defined({ out, study }),
    }),
  );
  if (!found.same) process.exitCode = exits.finding;
  if (json) return answer(JSON.stringify(found));
  if (!quiet) answer(reproduced(found).join("\n"));
}

function reproduced({ run, same, files, missing }: Reproduced): string[] {
  const others = files.filter((of) => !of.same).map(({ file }) => file);
  const head = same
    ? `${run}: made again, ${counted(files.length, "file")}, byte for byte the same`
    : files.length === 0
      ? `${run} cannot be made again:`
      : `${run}: made again, and ${others.length} of ${counted(files.length, "file")} ${others.length === 1 ? "is" : "are"} not the same: ${enumerated([...others.slice(0, 5), ...(others.length > 5 ? [`${others.length - 5} more`] : [])])}`;
  return [
    ...wrap(head, columns, "  "),
    ...missing.flatMap(({ what, mend }) =>
      [
        ...wrap(`- ${what}`, columns - 2, "  "),
        ...wrap(mend, columns - 4, "").map((line) => `  ${line}`),
      ].map((line) => `  ${line}`),
    ),
  ];
}
