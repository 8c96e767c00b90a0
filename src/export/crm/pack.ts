import { type CrmName, crmAbilities } from "../../weights/crm/abilities.ts";
import { type CountInput, type Simplified, simplify } from "../../weights/crm/simplify.ts";
import type { Weights } from "../../weights/type.ts";
import type { ExportQuestion, FileContent, Target } from "../target.ts";
import { type CrmVersion, costText } from "./cost.ts";

/** A model in a CRM's version. */
export interface CrmModel extends Simplified {
  readonly name: string;
  /** the weights that ship */
  readonly shipped: Weights;
}

/**
 * A CRM as a target: for each model the files of its simplified weights, and a README that names what was lost and what
 * it costs.
 * @param name of its entry among the abilities
 * @param readme how to install and check it
 */
export const crmTarget = (
  name: CrmName,
  title: string,
  filesOf: (model: CrmModel) => ReadonlyMap<string, FileContent>,
  readme: (models: readonly CrmModel[]) => string,
): Target => ({
  name,
  title,
  files: (question) => {
    const counts = countsOf(question);
    const models = [...question.models].map(
      ([model, shipped]): CrmModel => ({
        name: model,
        shipped,
        ...simplify(shipped, crmAbilities[name], counts),
      }),
    );
    const files = new Map(models.flatMap((model) => [...filesOf(model)]));
    files.set(
      "README.md",
      `# ${title}\n\n${readme(models).trim()}\n\n${models.map((model) => modelText(model, question.crm?.get(model.name), name)).join("\n\n")}\n`,
    );
    return files;
  },
});

/** Counts of activities in the study, which may replace another count. */
const countsOf = ({ features }: ExportQuestion): readonly CountInput[] =>
  features.flatMap(({ name, type, from }) =>
    type === "count" && from !== undefined && "count" in from ? [{ name, type, from }] : [],
  );

/** What this CRM cannot express of a model, and what that cost over past quarters. */
function modelText(
  { name, losses, shipped }: CrmModel,
  versions: readonly CrmVersion[] | undefined,
  target: CrmName,
): string {
  const head = `## ${name}, version ${shipped.version}\n\nsha256 of the weights: \`${shipped.sha256}\`.`;
  if (losses.length === 0) return `${head} No weight of the model is changed here.`;
  const cost = versions?.find(({ targets }) => targets.includes(target))?.cost ?? null;
  return `${head} What cannot be said here, and what stands in for it:\n\n${losses.map((loss) => `- ${loss}`).join("\n")}\n\n${cost === null ? "What that costs was not measured." : costText(cost)}`;
}
