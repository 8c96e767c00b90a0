/** The package brings no types; what of it is used is said in src/stats/regression/logistic/descent-solver.ts. */
declare module "ml-logistic-regression" {
  import type { DescentModules } from "../../../stats/regression/logistic/descent-solver.ts";

  const LogisticRegression: DescentModules["LogisticRegression"];
  export default LogisticRegression;
}
