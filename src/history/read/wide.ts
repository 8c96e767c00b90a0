import type { Study } from "../../study/type.ts";

/** A stage that is a date column of the leads files; its stamps are `w<i>` and `wd<i>` of the table `lead`. */
export interface WideStage {
  readonly stage: string;
  readonly column: string;
}

/** Stages of the wide sources, by their names in the study. */
export function wideStages(study: Study): readonly WideStage[] {
  return study.sources.stages.flatMap((source) =>
    source.kind === "wide"
      ? [...source.columns].map(([stage, column]) => ({
          stage: study.stageNames.get(stage) ?? stage,
          column,
        }))
      : [],
  );
}
