import { basename, extname } from "node:path";
import { counted, grouped } from "../../base/text.ts";
import { shownUnit } from "../../result/shown.ts";
import { type Explained, explainLead, scoreFile } from "../../workbench/score/score.ts";
import type { Common } from "../common.ts";
import { answer, sayFaults } from "../terminal/print.ts";
import { watchTerminal } from "../terminal/watch.ts";

interface Arguments {
  readonly file: string | undefined;
  readonly study: string | undefined;
  readonly at: string | undefined;
  readonly weights: string;
  readonly id: string | undefined;
  readonly lead: string | undefined;
  readonly allowMissing: boolean;
  readonly reasons: boolean;
}

export async function scoreCommand({
  args,
  common,
}: {
  readonly args: Arguments;
  readonly common: Common;
}): Promise<void> {
  const { watch, done } = watchTerminal(common.quiet || common.json);
  const asked = {
    file: args.file ?? null,
    study: args.study ?? null,
    at: args.at ?? null,
    weights: args.weights,
    id: args.id ?? null,
    allowMissing: args.allowMissing,
    reasons: args.reasons,
    watch,
  };
  try {
    if (args.lead !== undefined) {
      const found = await explainLead({ ...asked, out: null, lead: args.lead });
      done();
      if (!common.quiet) sayFaults(found.warnings);
      answer(common.json ? JSON.stringify(explained(found)) : inWords(found));
      return;
    }
    const out = common.out ?? besides(args.file ?? "leads.csv");
    const scored = await scoreFile({ ...asked, out });
    done();
    if (!common.quiet) sayFaults(scored.warnings);
    if (common.json) answer(JSON.stringify(scored));
    else if (!common.quiet) {
      const { name, version, sha256 } = scored.weights;
      const grades = scored.grades.map(({ grade, rows }) => `${grade} ${grouped(rows)}`).join(", ");
      answer(
        [
          `${counted(scored.rows, "lead")} scored by ${name} ${version} (${sha256.slice(0, 8)})`,
          ...(scored.asOf === null
            ? []
            : [`  as of    ${scored.asOf.replace("T", " ")} on the clock of ${scored.timezone}`]),
          ...(grades === "" ? [] : [`  grades   ${grades}`]),
          ...(scored.mql === null ? [] : [`  mql      ${grouped(scored.mql)}`]),
          `  file     ${out}`,
        ].join("\n"),
      );
    }
  } finally {
    done();
  }
}

/** `new.csv` becomes `new.scored.csv` in this folder. */
const besides = (file: string): string => {
  const ending = extname(file);
  return `${basename(file, ending)}.scored${ending}`;
};

const explained = ({ weights: { name, version, sha256 }, ...rest }: Explained): unknown => ({
  ...rest,
  weights: { name, version, sha256 },
});

/** Why a lead has its score, for the person who will call it. */
function inWords({ lead, score, p, grade, mql, reasons, weights, asOf }: Explained): string {
  const { scale, digits, logits } = shownUnit(weights);
  const points = (x: number): string => `${x < 0 ? "-" : "+"}${Math.abs(x * scale).toFixed(digits)}`;
  const list = (title: string, of: typeof reasons): string[] =>
    of.length === 0
      ? []
      : [title, ...of.map(({ text, points: by }) => `  ${points(by).padStart(6)}  ${text}`)];
  const result = [
    p === null ? `score ${(score * scale).toFixed(digits)}` : `predicted chance ${(100 * p).toFixed(1)}%`,
    ...(grade === null ? [] : [`grade ${grade}`]),
    ...(mql === null ? [] : [mql ? "qualifies" : "does not qualify"]),
  ];
  return [
    `${lead}: ${result.join(", ")}`,
    ...list(
      "Speaks for this lead, compared with the average one:",
      reasons.filter((r) => r.points > 0),
    ),
    ...list(
      "Speaks against it:",
      reasons.filter((r) => r.points < 0),
    ),
    ...(reasons.length === 0 ? ["Nothing sets it apart from the average lead."] : []),
    ...(logits ? ["70 points double the odds."] : []),
    `By ${weights.name} ${weights.version}${asOf === null ? "" : `, as of ${asOf.replace("T", " ")}`}.`,
  ].join("\n");
}
