import { createHash } from "node:crypto";
import { exits, refuse } from "../../base/errors.ts";
import { otherLedger } from "../../base/messages/ship/publish.ts";
import { connected } from "../../history/database/postgres.ts";
import { digestOfLine, type Entry, type Ledger, lineOf } from "../../publish/ledger.ts";

/**
 * The ledger's table, with one row for each entry, to which rows are only ever added, and a view of what is live.
 * `digest` is the SHA-256 of the entry's line in ledger.jsonl, `previous` that of the line before.
 */
const declared = `
CREATE TABLE IF NOT EXISTS leadline_ledger (
  n integer PRIMARY KEY,
  at timestamptz NOT NULL,
  action text NOT NULL,
  place text NOT NULL,
  role text NOT NULL,
  model text NOT NULL,
  version text NOT NULL,
  sha256 text NOT NULL,
  run text,
  by_whom text NOT NULL,
  because text NOT NULL,
  gates jsonb NOT NULL,
  previous text,
  digest text NOT NULL UNIQUE
);
CREATE OR REPLACE FUNCTION leadline_ledger_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'leadline_ledger is only ever added to'; END $$;
DROP TRIGGER IF EXISTS kept ON leadline_ledger;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON leadline_ledger EXECUTE FUNCTION leadline_ledger_kept();
CREATE OR REPLACE VIEW leadline_live AS
SELECT place, role, model, version, sha256, since, by_whom, because
FROM (
  SELECT place, role, model, version, sha256, at AS since, by_whom, because, action, n,
    row_number() OVER (PARTITION BY place, role ORDER BY n DESC) AS latest,
    max(CASE WHEN role = 'champion' AND action = 'publish' THEN n END) OVER (PARTITION BY place, sha256) AS promoted
  FROM leadline_ledger
) AS entries
WHERE latest = 1 AND (role = 'champion' OR (action = 'publish' AND coalesce(promoted, 0) < n));
`;

/**
 * The number of the lock that one process at a time holds while it writes: the first digits of a digest of its name.
 */
const lock = Number.parseInt(createHash("sha256").update("leadline_ledger").digest("hex").slice(0, 8), 16);

/**
 * Adds to the table `leadline_ledger` of a PostgreSQL the entries of the ledger that it lacks, in one transaction.
 * @param env environment variable with the database's address
 * @returns how many entries were added
 * @throws LeadlineError exit 2 where the variable is not set; exit 4 where the database fails, or its table belongs to
 * another ledger
 */
export async function keepTable(env: string, { entries }: Pick<Ledger, "entries">): Promise<number> {
  const rows = entries.map(rowOf);
  return await connected({ env, writes: true }, {}, async (client) => {
    const added = await client.begin(async (sql) => {
      await sql`SELECT pg_advisory_xact_lock(${lock})`;
      const [there] = await sql<
        { found: string | null }[]
      >`SELECT to_regclass('leadline_ledger')::text AS found`;
      if (there?.found === null) await sql.unsafe(declared);
      const kept = await sql<
        { n: number; digest: string }[]
      >`SELECT n, digest FROM leadline_ledger ORDER BY n`;
      const differs = kept.findIndex(({ n, digest }, i) => n !== i + 1 || rows[i]?.digest !== digest);
      if (differs >= 0) refuse(exits.io, otherLedger(env, differs + 1));
      const missing = rows.slice(kept.length);
      for (const row of missing)
        await sql`INSERT INTO leadline_ledger ${sql({ ...row, gates: sql.json(row.gates) })}`;
      return missing.length;
    });
    return added;
  });
}

/** An entry as a row; entries count from 1. */
const rowOf = (entry: Entry, i: number) => ({
  n: i + 1,
  at: entry.at,
  action: entry.action,
  place: entry.to,
  role: entry.role,
  model: entry.weights.name,
  version: entry.weights.version,
  sha256: entry.weights.sha256,
  run: entry.run,
  by_whom: entry.by,
  because: entry.because,
  gates: entry.gates.map((gate) => ({ ...gate })),
  previous: entry.previous,
  digest: digestOfLine(lineOf(entry)),
});
