import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY, dayNumber } from "../../src/base/time.ts";
import { clickhouse, type Dialect, databricks, mysql, postgres, trino } from "../../src/export/index.ts";
import { featuresSql } from "../../src/export/sql/features.ts";
import { decayFeatures } from "../../src/features/index.ts";
import type { Feature } from "../../src/features/type.ts";
import type { History } from "../../src/history/type.ts";
import type { Study } from "../../src/study/type.ts";
import { load } from "../../src/workbench/load.ts";
import { openStudy } from "../../src/workbench/study-file.ts";
import { scratch } from "../helpers/cli.ts";
import { answersOf, type Engine, whyNo } from "./judges/engines.ts";
import { featuresAt, makingFor, sameFeatures, sourceTables } from "./judges/feature-tables.ts";
import { startPostgres, whyNoPostgres } from "./judges/postgres.ts";

const { folder, remove } = scratch();
afterAll(remove);
let history: History;
let study: Study;
let features: readonly Feature[];
beforeAll(async () => {
  const opened = await openStudy("data/sample/study.yaml");
  study = opened.study;
  const loaded = await load(study, opened.folder, {});
  history = loaded.history;
  const halfLives = history.activities.types.map((_, i) => 7 * (i + 1));
  features = [...loaded.coded.features, ...decayFeatures(history, null, halfLives)];
});

/** Early enough that windows are not observed, in the middle, and the last. */
const moments = [dayNumber(2024, 1, 20), dayNumber(2025, 3, 9), dayNumber(2026, 10, 1)].map(
  (day) => day * DAY + 43_201,
);

it.for<[Engine, Dialect]>([
  ["clickhouse", clickhouse],
  ["mysql", mysql],
  ["spark", databricks],
  ["trino", trino],
])("10.2: %s makes the workbench's features of the sample at three moments", ([engine, dialect], context) => {
  const why = whyNo(engine);
  if (why !== null) context.skip(why);
  const names = features.map(({ name }) => name);
  const named = features.map(({ name, kind }) => ({ name, type: kind }));
  const answers = answersOf(
    engine,
    moments.map((moment, i) => {
      const making = makingFor(study, features, moment);
      const query = `SELECT * FROM (${featuresSql(dialect, named, [], names, making)}) AS made ORDER BY lead_id`;
      return { tables: i === 0 ? sourceTables(dialect, history, making.columns) : [], query };
    }),
  );
  const cells = moments.map((moment, i) =>
    sameFeatures(featuresAt(history, features, moment), answers[i] ?? [], names),
  );
  expect(cells.every((n) => n > 10_000)).toBe(true);
});

const csv = (value: unknown): string =>
  value === null ? "" : typeof value === "string" ? `"${value.replaceAll('"', '""')}"` : String(value);

it("10.2: PostgreSQL makes the workbench's features of the sample at three moments", async (context) => {
  const why = whyNoPostgres();
  if (why !== null) return context.skip(why);
  const { psql, stop } = await startPostgres(folder);
  try {
    const names = features.map(({ name }) => name);
    const named = features.map(({ name, kind }) => ({ name, type: kind }));
    const { columns } = makingFor(study, features, 0);
    for (const { name, create, values } of sourceTables(postgres, history, columns)) {
      psql(`${create};`);
      psql(
        `COPY ${name} FROM STDIN (FORMAT csv)`,
        values.map((row) => `${row.map(csv).join(",")}\n`).join(""),
      );
    }
    for (const moment of moments) {
      const query = featuresSql(postgres, named, [], names, makingFor(study, features, moment));
      const row = ["lead_id", ...names].map((name) => postgres.identifier(name)).join(", ");
      const answer: unknown[][] = JSON.parse(
        psql(`SELECT json_agg(json_build_array(${row}) ORDER BY lead_id) FROM (\n${query}) AS made;`),
      );
      expect(sameFeatures(featuresAt(history, features, moment), answer, names)).toBeGreaterThan(10_000);
    }
  } finally {
    stop();
  }
});
