import type { DescentModules } from "../stats/logistic/descent-solver.ts";
import type { Study } from "../study/type.ts";

/** The packages of `solver: gradient`: loaded where a study asks for them, and only there. */
export async function descentModules({ models }: Pick<Study, "models">): Promise<DescentModules | null> {
  const asked = [...models.values()].some((spec) => spec.kind === "logistic" && spec.solver === "gradient");
  if (!asked) return null;
  const [{ Matrix }, { default: LogisticRegression }] = await Promise.all([
    import("ml-matrix"),
    import("ml-logistic-regression"),
  ]);
  return { Matrix, LogisticRegression };
}
