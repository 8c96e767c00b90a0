import { definitionParts } from "./schema/definitions.ts";
import { studyFile } from "./schema/file.ts";

/** The JSON Schema (draft 2020-12) of study.yaml, from the same declaration that reads it. */
export function studySchema(): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Leadline study",
    description: "A study of lead scoring: what `leadline check` and `leadline run` read.",
    ...studyFile.schema,
    $defs: definitionParts,
  };
}
