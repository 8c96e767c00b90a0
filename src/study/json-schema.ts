import type { Kinds } from "./reading.ts";
import { definitionParts } from "./schema/definitions.ts";
import { studyFile } from "./schema/file.ts";
import { anyModel } from "./schema/models.ts";

/** The JSON Schema (draft 2020-12) of study.yaml, made from the declaration that also reads the file. `kinds`: the kinds of model that it accepts. */
export function studySchema(kinds: Kinds): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Leadline study",
    description: "A study of lead scoring: what `leadline check` and `leadline run` read.",
    ...studyFile.schema,
    $defs: { ...definitionParts, model: anyModel(kinds) },
  };
}
