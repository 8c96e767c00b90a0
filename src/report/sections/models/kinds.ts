import type { EvaluationFacts, ModelFacts } from "../../../result/type.ts";
import { colours } from "../../charts/theme.ts";
import type { Subject } from "../../subject.ts";

/**
 * A model as the report shows it. All models have one colour: colours are for definitions, and names distinguish
 * models.
 */
export interface Model {
  readonly name: string;
  readonly facts: ModelFacts;
  readonly evaluation: EvaluationFacts;
  readonly place: number;
  readonly colour: string;
}

export const modelsOf = ({ result }: Subject): readonly Model[] =>
  Object.entries(result.models).map(([name, facts], place) => ({
    name,
    facts,
    evaluation: facts.evaluation,
    place,
    colour: colours.plain,
  }));
