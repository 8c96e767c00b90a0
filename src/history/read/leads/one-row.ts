import { warning } from "../../../base/errors.ts";
import { changedLeads } from "../../../base/messages/data/history.ts";
import type { Ledger } from "../../audit/audit.ts";
import type { Engine } from "../../engine.ts";
import type { SourceTable } from "../../headers.ts";
import type { WideStage } from "../wide.ts";

/**
 * For leads in several files: creation and attributes come from the oldest file, the stamps of wide stages from the
 * newest. A warning counts the leads that changed. Leaves the view `lead_row`, one row for each id.
 *
 * @param firstAudit place of the first leads file among the ledger's
 */
export async function oneRowPerLead(
  engine: Engine,
  files: readonly SourceTable[],
  names: readonly string[],
  wide: readonly WideStage[],
  firstAudit: number,
  ledger: Ledger,
): Promise<void> {
  const usable = "WHERE id IS NOT NULL AND created IS NOT NULL";
  if (files.length === 1) {
    await engine.run(`CREATE TEMP VIEW lead_row AS SELECT * FROM lead_all ${usable}`);
    return;
  }
  const row = `hash(created, key${names.map((_, j) => `, nullif(bare(a${j}), '')`).join("")})`;
  const again = await engine.rows(
    `SELECT f, count(*) FILTER (h = h0 AND n > 1) FROM (
       SELECT f, id, ${row} AS h, first_value(${row}) OVER w AS h0, row_number() OVER w AS n
       FROM lead_all ${usable} WINDOW w AS (PARTITION BY id ORDER BY f)) GROUP BY f ORDER BY f`,
  );
  const [changed] = await engine.rows(
    `SELECT count(*) FROM (SELECT id FROM lead_all ${usable} GROUP BY id HAVING min(${row}) <> max(${row}))`,
  );
  for (const [f, same] of again) {
    const at = firstAudit + Number(f);
    const audit = ledger.files[at];
    if (audit !== undefined && Number(same) > 0)
      ledger.files[at] = { ...audit, duplicates: audit.duplicates + Number(same) };
  }
  if (Number(changed?.[0]) > 0)
    ledger.warnings.push(
      warning(
        changedLeads(
          Number(changed?.[0]),
          files.map((file) => file.name),
        ),
      ),
    );
  const stamps = wide.map((_, k) => `w${k}, wd${k}`).join(", ");
  const rest = wide.length === 0 ? "*" : `* EXCLUDE (${stamps})`;
  const pick = (columns: string, order: string): string =>
    `(SELECT ${columns} FROM lead_all ${usable} QUALIFY row_number() OVER (PARTITION BY id ORDER BY f ${order}) = 1)`;
  await engine.run(
    `CREATE TEMP VIEW lead_row AS SELECT * FROM ${pick(rest, "")} ${wide.length === 0 ? "" : `JOIN ${pick(`id, ${stamps}`, "DESC")} USING (id)`}`,
  );
}
