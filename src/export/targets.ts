import { javascript } from "./code/javascript.ts";
import { python } from "./code/python.ts";
import { duckdb } from "./sql/dialects/duckdb.ts";
import { postgres } from "./sql/dialects/postgres.ts";
import { sqlite } from "./sql/dialects/sqlite.ts";
import { sqlTarget } from "./sql/target.ts";
import type { ExportQuestion, Target } from "./target.ts";

/** Every target, in the order in which they are shown. A new one is a file and a line here. */
export const targets: readonly Target[] = [
  sqlTarget(duckdb),
  sqlTarget(postgres),
  sqlTarget(sqlite),
  javascript,
  python,
];

/** All files of some targets by their path in `exports/`. */
export const exported = (
  question: ExportQuestion,
  to: readonly Target[] = targets,
): ReadonlyMap<string, string> =>
  new Map(
    to.flatMap((target) =>
      [...target.files(question)].map(([path, text]) => [`${target.name}/${path}`, text] as const),
    ),
  );
