import { exits, refuse, warning } from "../../../base/errors.ts";
import { idInTwo, idsInCircle, idsOfNobody } from "../../../base/messages/data/joins.ts";
import { placeOf } from "../../../study/places.ts";
import type { IdSource, Study } from "../../../study/type.ts";
import { countFile, type Ledger } from "../../audit/audit.ts";
import { present } from "../../blank.ts";
import type { Engine } from "../../engine.ts";
import { columnIndex, type SourceTable } from "../../headers.ts";
import { takeRows } from "../rows.ts";
import type { WideStage } from "../wide.ts";

/** SQL of every id of a lead, its own ones and those that became it, with the lead's name. */
export const knownIds = `(SELECT i.id, n.name FROM (
    SELECT DISTINCT a.id, coalesce(m.main, a.id) AS main FROM lead_all a LEFT JOIN id_main m ON m.id = a.id WHERE a.id IS NOT NULL
    UNION SELECT id, main FROM id_main UNION SELECT main, main FROM id_main) i
  JOIN (SELECT DISTINCT coalesce(m.main, a.id) AS main FROM lead_all a LEFT JOIN id_main m ON m.id = a.id WHERE a.id IS NOT NULL) there ON there.main = i.main
  LEFT JOIN lead_name n ON n.main = i.main)`;

/**
 * Reads which ids became which, and makes one lead of all rows whose ids end in the same one: creation and attributes
 * come from the row that was created first, and of each stage the first entry counts. A lead is named by the id at the
 * end of the chain where a leads file has it, otherwise by that of the row. Leaves the tables `id_main` (id, main:
 * where its chain ends) and `lead_name` (main, name).
 *
 * @returns the table of one row a lead
 * @throws LeadlineError exit 3 where ids lead round in a circle, or one became two
 */
export async function mergeLeads(
  engine: Engine,
  study: Study,
  files: readonly SourceTable[],
  wide: readonly WideStage[],
  ledger: Ledger,
): Promise<string> {
  const next = new Map<string, string>();
  for (const file of files) {
    const source = study.sources.ids?.[file.index];
    if (source !== undefined) await readFile(engine, study, file, source, next, ledger);
  }
  const main = ends(study, next);
  const entries = [...main];
  await engine.texts("id_main", 2, entries.length, (column, row) => entries[row]?.[column] ?? null);
  await engine.run("ALTER TABLE id_main RENAME c0 TO id; ALTER TABLE id_main RENAME c1 TO main");
  const stamps = wide.map((_, k) => `w${k}, wd${k}`).join(", ");
  const firsts = wide.map((_, k) => `, min(w${k}) AS w${k}, arg_min(wd${k}, w${k}) AS wd${k}`).join("");
  await engine.run(
    `CREATE TEMP TABLE lead_named AS SELECT r.*, coalesce(m.main, r.id) AS main FROM lead_row r LEFT JOIN id_main m ON m.id = r.id;
     CREATE TEMP TABLE lead_merged AS
       SELECT CASE WHEN own THEN f.main ELSE f.id END AS id, coalesce(account, f.key) AS key, f.* EXCLUDE (id, key${stamps === "" ? "" : `, ${stamps}`})
         ${wide.map((_, k) => `, g.w${k}, g.wd${k}`).join("")}
       FROM (SELECT * FROM lead_named QUALIFY row_number() OVER (PARTITION BY main ORDER BY created, id) = 1) f
       JOIN (SELECT main AS whole, bool_or(id = main) AS own, arg_min(key, (created, id)) FILTER (starts_with(key, 'account:')) AS account${firsts}
         FROM lead_named GROUP BY main) g ON g.whole = f.main;
     CREATE TEMP TABLE lead_name AS SELECT main, id AS name FROM lead_merged;
     DROP TABLE lead_named`,
  );
  const [row] = await engine.rows(
    "SELECT count(*) FROM id_main WHERE id IN (SELECT id FROM lead_all) OR main IN (SELECT id FROM lead_all)",
  );
  const [first] = study.sources.ids ?? [];
  if (entries.length > 0 && Number(row?.[0]) === 0 && first !== undefined)
    ledger.warnings.push(warning(idsOfNobody(files.map(({ name }) => name)), placeOf(study, first.path)));
  return "(SELECT * EXCLUDE (main) FROM lead_merged)";
}

/** Every id of a lead that is not its name, with the name; asks the table `lead_id`. */
export async function otherIds(engine: Engine): Promise<ReadonlyMap<string, string>> {
  const pairs = await engine.rows(
    "SELECT a.id, l.id FROM lead_id a JOIN lead l ON l.ix = a.ix WHERE a.id <> l.id ORDER BY a.id",
  );
  return new Map(pairs.map(([id, name]) => [String(id), String(name)]));
}

/** Reads the pairs of one file into `next`. */
async function readFile(
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: IdSource,
  next: Map<string, string>,
  ledger: Ledger,
): Promise<void> {
  const taken = await takeRows(engine, study, file, source, "id_rows", ledger);
  const [from, to] = [`c${columnIndex(file, source.from)}`, `c${columnIndex(file, source.to)}`];
  const [counted] = await engine.rows(
    `SELECT count(*), count(*) FILTER (${present(from)} AND ${present(to)}) FROM id_rows`,
  );
  const pairs = await engine.rows(
    `SELECT DISTINCT bare(${from}) AS a, bare(${to}) AS b FROM id_rows WHERE ${present(from)} AND ${present(to)} ORDER BY a, b`,
  );
  await engine.run("DROP TABLE id_rows");
  for (const [a, b] of pairs) {
    const [id, into] = [String(a), String(b)];
    // an id that stays as it is
    if (id === into) continue;
    const before = next.get(id);
    if (before !== undefined && before !== into)
      refuse(exits.data, idInTwo(id, before, into, file.name), placeOf(study, source.path));
    next.set(id, into);
  }
  const [rows = 0, whole = 0] = (counted ?? []).map(Number);
  countFile(ledger, "ids", file, {
    // an empty new id means that the lead became no other
    rejected: taken.rejected,
    duplicates: whole - pairs.length,
    leftOut: (taken.leftOut ?? 0) + rows - whole,
  });
}

/** The end of each id's chain. */
function ends(study: Study, next: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const main = new Map<string, string>();
  for (const start of next.keys()) {
    const chain: string[] = [];
    const seen = new Set<string>();
    let id = start;
    for (let into = next.get(id); into !== undefined && !main.has(id); into = next.get(id)) {
      if (seen.has(id)) {
        const circle = chain.slice(chain.indexOf(id));
        refuse(exits.data, idsInCircle([...circle, id]), placeOf(study, "sources.ids"));
      }
      seen.add(id);
      chain.push(id);
      id = into;
    }
    const end = main.get(id) ?? id;
    for (const each of chain) main.set(each, end);
  }
  return main;
}
