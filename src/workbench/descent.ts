import type { DescentModules } from "../stats/regression/logistic/descent-solver.ts";
import type { ModelSpec, Study } from "../study/type.ts";

export const isGradient = (spec: ModelSpec): boolean =>
  spec.kind === "logistic" && spec.solver === "gradient";

/** The packages of `solver: gradient`: loaded where a study asks for them, and only there. */
export async function descentModules({ models }: Pick<Study, "models">): Promise<DescentModules | null> {
  if (![...models.values()].some(isGradient)) return null;
  const [{ Matrix }, { default: LogisticRegression }] = await Promise.all([
    import("ml-matrix"),
    import("ml-logistic-regression"),
  ]);
  return { Matrix, LogisticRegression };
}
