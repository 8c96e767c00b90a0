import { afterAll, expect, it } from "vitest";
import { postgres } from "../../src/export/index.ts";
import { featuresSql } from "../../src/export/sql/features.ts";
import { scratch } from "../helpers/cli.ts";
import {
  featuresAt,
  makingFor,
  sameFeatures,
  sampleFeatures,
  sourceTables,
} from "./judges/feature-tables.ts";
import { startPostgres, whyNoPostgres } from "./judges/postgres.ts";

const { folder, remove } = scratch();
afterAll(remove);
const csv = (value: unknown): string =>
  value === null ? "" : typeof value === "string" ? `"${value.replaceAll('"', '""')}"` : String(value);

it("10.2: PostgreSQL makes the workbench's features of the sample at three moments", async (context) => {
  const why = whyNoPostgres();
  if (why !== null) return context.skip(why);
  const { psql, stop } = await startPostgres(folder);
  try {
    const { history, study, features, moments } = await sampleFeatures();
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
