import { canonical } from "../../base/canonical.ts";
import { usedModels } from "../sql/definition.ts";
import type { FileContent, Target } from "../target.ts";
import { modelCard } from "./card.ts";

/** The weights themselves, for people who write their own scorer: canonical JSON, golden rows and a model card. */
export const bundle: Target = {
  name: "bundle",
  title: "Weights, golden rows and model cards",
  files: ({ models, definitions, about }) => {
    const files = new Map<string, FileContent>();
    for (const [name, weights] of models) {
      const usedBy = [...definitions].flatMap(([definition, { rule }]) =>
        usedModels(rule, models).includes(name) ? [definition] : [],
      );
      files.set(`${name}/weights.json`, canonical(weights));
      files.set(`${name}/golden.jsonl`, weights.golden.map((row) => `${canonical(row)}\n`).join(""));
      files.set(`${name}/MODEL_CARD.md`, modelCard(weights, about?.get(name) ?? null, usedBy));
    }
    files.set("README.md", readme([...models.keys()]));
    return files;
  },
};

const readme = ([model = "model"]: readonly string[]): string => `# Weights, golden rows and model cards

One folder a model, for a scorer of your own and for the record; every other folder beside this one is made from it.

- \`${model}/weights.json\` is canonical JSON (RFC 8785) of \`schemas/weights.schema.json\`; \`MODEL_CARD.md\` says what the model is for, how good it is and what it reads.
- Check a copy: its own field \`sha256\` is over all of it but that field, so these two print the same 64 digits:

      sed 's/,"sha256":"[0-9a-f]*","version"/,"version"/' ${model}/weights.json | sha256sum
      grep -o ',"sha256":"[0-9a-f]*","version"' ${model}/weights.json

- Check a scorer: each line of \`${model}/golden.jsonl\` holds inputs and what they score. Score, grade and mql must be equal, p within 1e-12.
  They are every bin's edge and the numbers next to it, missing, not observed, unseen levels and hostile texts.
- Version: major when the inputs change, minor when weights, bins, calibration or grades do, patch otherwise; against the run before.
- \`manifest.json\`, here and in every other folder, lists each file with its SHA-256.
`;
