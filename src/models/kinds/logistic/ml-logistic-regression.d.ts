/** The package has no types; src/stats/regression/logistic/descent-solver.ts states the parts that are used. */
declare module "ml-logistic-regression" {
  import type { DescentModules } from "../../../stats/regression/logistic/descent-solver.ts";

  const LogisticRegression: DescentModules["LogisticRegression"];
  export default LogisticRegression;
}
