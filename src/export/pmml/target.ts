import { LeadlineError } from "../../base/errors.ts";
import type { Target } from "../target.ts";
import { pmmlOf } from "./scorecard.ts";

/** PMML 4.4 for a scoring server: one Scorecard for each model. */
export const pmml: Target = {
  name: "pmml",
  title: "PMML 4.4",
  files: ({ models }) => {
    const files = new Map<string, string>();
    for (const [name, weights] of models) {
      try {
        files.set(`${name}.pmml`, pmmlOf(weights));
      } catch (error) {
        if (!(error instanceof LeadlineError)) throw error;
        files.set(
          `${name}.txt`,
          `${name} is not exported: ${error.faults.map(({ what }) => what).join("; ")}\n`,
        );
      }
    }
    files.set("README.md", readme([...models.keys()]));
    return files;
  },
};

const readme = ([model = "model"]: readonly string[]): string => `# PMML 4.4

One Scorecard a model. Its inputs are the fields of the DataDictionary; a field that is not given is missing. A count that may be not
observed has a second field, \`<name>_not_observed\`: true where the count reaches back before records begin. An input that is called
as an output has another name as a field, its own as \`displayName\`.

It gives \`score\` (whole points), \`p\`, \`grade\`, \`mql\` and the three strongest reasons, \`reason_1\` to \`reason_3\`: \`(+)\` raises the
score. They are outputs, not PMML's reason codes, which tell one side of a baseline alone and differ between evaluators on ties.
\`points\` is the sum before floor and ceiling.

1. Load \`${model}.pmml\` into your server (JPMML, PMML4S, Openscoring, ...).
2. Check it: evaluators that know ModelVerification (JPMML's \`verify()\`) score the golden rows in the file and refuse it where
   score or p differ by more than 1e-12.

A model that cannot be said in PMML (a rule that orders texts, a control character) has a .txt that says why.
`;
