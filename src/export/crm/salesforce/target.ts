import { csvOf } from "../csv.ts";
import { type CrmModel, crmTarget } from "../pack.ts";
import { fieldsOf, meaningOf } from "./fields.ts";
import { chanceFormula, formulaLimits, gradeFormula, type ScoreFormula, scoreFormula } from "./formula.ts";

const scoreField = (name: string): string =>
  `Leadline_${name
    .replace(/[^A-Za-z0-9]+/g, "_")
    .slice(0, 24)
    .replace(/^_+|_+$/g, "")}_Score__c`;

function formulasOf({ weights }: CrmModel): ScoreFormula {
  return scoreFormula(weights, fieldsOf(weights.inputs));
}

function filesOf(model: CrmModel): ReadonlyMap<string, string> {
  const { name, weights } = model;
  const score = scoreField(name);
  const { parts } = formulasOf(model);
  const [whole] = parts;
  const files = new Map<string, string>();
  if (parts.length === 1 && whole !== undefined) files.set(`${name}.score.formula.txt`, `${whole}\n`);
  else
    for (const [i, part] of parts.entries())
      files.set(`${name}.score.part-${i + 1}.formula.txt`, `${part}\n`);
  const beside: readonly (readonly [string, string | null])[] = [
    ["chance", chanceFormula(weights, score)],
    ["grade", gradeFormula(weights, score)],
    ["mql", weights.mql === null ? null : `${score} >= ${weights.mql}`],
  ];
  for (const [what, formula] of beside)
    if (formula !== null) files.set(`${name}.${what}.formula.txt`, `${formula}\n`);
  files.set(
    `${name}.fields.csv`,
    csvOf([
      ["field", "kind", "holds", "input"],
      ...[...fieldsOf(weights.inputs).values()].map((field) => [
        field.api,
        field.kind,
        meaningOf(field),
        field.input.name,
      ]),
      [
        score,
        parts.length === 1 ? "Formula (Number, 0 decimals)" : "Number(18, 0), set by a flow",
        "the score, in whole points",
        null,
      ],
    ]),
  );
  return files;
}

const readme = (
  models: readonly CrmModel[],
): string => `Formulas for the Lead object. Each is text to paste into Setup, Object Manager, Lead, Fields & Relationships.

1. Make the fields of \`<model>.fields.csv\` that you do not have. Counts of activities have to be kept in number fields (by a flow, or
   a nightly load of \`lead_features\` from your warehouse): a formula cannot count activities. Put your own API names in where they
   differ. Where your field is a picklist and the list does not say so, write \`TEXT(Field__c)\`, or \`ISPICKVAL\`.
2. Make the score. "Treat blank fields as blanks" must be chosen: with "as zeroes" a missing number could never be told from 0.
3. Make chance, grade and mql, which read the score's field.
4. To check: take five leads, compare the field with \`leadline score\`.

Limits that the formulas keep: ${formulaLimits.characters.toLocaleString("en-US")} characters and ${formulaLimits.bytes.toLocaleString("en-US")} bytes each. Salesforce alone can measure the third, 5,000 bytes
compiled, to which every formula field that is read adds its own: where it says "Compiled formula is too big", set the score by a flow
as below, and let the others read that number.

${models.map(sizeText).join("\n")}`;

function sizeText(model: CrmModel): string {
  const { parts, notes } = formulasOf(model);
  const [whole = ""] = parts;
  const size =
    parts.length === 1
      ? `- ${model.name}: one formula of ${whole.length} characters.`
      : `- ${model.name}: ${parts.reduce((sum, part) => sum + part.length, 0)} characters do not fit in one formula. Make a before-save flow on Lead with a formula resource (Number) of each of the ${parts.length} parts, and set \`${scoreField(model.name)}\`, a number field, to their sum${endsText(model)}. The flow runs when a lead is saved, so load the counts at least daily.`;
  return [size, ...new Set(notes.map((note) => `  - ${note}`))].join("\n");
}

const endsText = ({ weights: { floor, ceiling } }: CrmModel): string =>
  floor === null && ceiling === null
    ? ""
    : `, held ${[...(floor === null ? [] : [`at ${floor} or more`]), ...(ceiling === null ? [] : [`at ${ceiling} or less`])].join(" and ")}`;

/** Formulas of Salesforce's Lead. */
export const salesforce = crmTarget("salesforce", "Salesforce", filesOf, readme);
