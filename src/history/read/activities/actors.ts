import { exits, type Fault, fault, LeadlineError, warning } from "../../../base/errors.ts";
import { noActor, unknownActors } from "../../../base/messages/data/actors.ts";
import { placeOf } from "../../../study/places.ts";
import type { ActivitySource, Actor, Study } from "../../../study/type.ts";
import type { Ledger } from "../../audit/audit.ts";
import { type Cell, type Engine, text } from "../../engine.ts";
import { columnIndex, type SourceTable } from "../../headers.ts";
import { keptRows, keptSql } from "../../tell/filter.ts";

/** Who acted in the rows of one file of activities, and what was done. */
export interface ActorsOfFile {
  /** SQL of whether a row is an act of sales */
  readonly sales: string;
  /** the actors that are sales, as written in the column of `by` */
  readonly salesNames: ReadonlySet<string>;
  /** names of activities as written, in rows that are not acts of sales */
  readonly types: readonly string[];
  /** the same over all rows, with the number of rows */
  readonly allTypes: ReadonlyMap<string, number>;
}

/** The words of a `by` column that need no translation. */
const ownWords: readonly Actor[] = ["lead", "marketing", "sales"];

/** SQL of what was done in a row. */
export const typeSql = (file: SourceTable, { type, is }: ActivitySource): string =>
  is === undefined ? `c${columnIndex(file, type)}` : text(is);

/** A name of an actor in a form that ignores case and blanks. */
const foldedActor = (written: string): string =>
  written.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();

/**
 * Counts who acted in every file, one pass for each. An actor other than lead, marketing, sales and those in the
 * study's own map is a fault that lists them: if they counted as the lead, calls by sales would predict what sales
 * decides. Blanks count as the lead's own, which is reported.
 */
export async function readActors(
  engine: Engine,
  study: Study,
  files: readonly (readonly [SourceTable, ActivitySource])[],
  ledger: Ledger,
): Promise<readonly ActorsOfFile[]> {
  const counted: ActedRows[] = [];
  for (const [file, source] of files)
    counted.push(
      await engine.rows(
        `SELECT bare(${typeSql(file, source)}) AS type, ${whoSql(file, source)} AS who, count(*) AS n FROM ${keptRows(file.relation(), keptSql(file, source))}
         GROUP BY ALL ORDER BY n DESC, type, who`,
      ),
    );
  return actorsOf(study, files, counted, ledger);
}

/** Rows of a file by what was done and by whom, the commonest first: texts, and the number of rows. */
type ActedRows = readonly (readonly Cell[])[];

/** SQL of who acted in a row, as it is written. */
const whoSql = (file: SourceTable, { by }: ActivitySource): string =>
  by?.kind === "column" ? `bare(c${columnIndex(file, by.column)})` : "NULL::VARCHAR";

/** The result of `readActors` from rows that are counted already, one list for each file. */
export function actorsOf(
  study: Study,
  files: readonly (readonly [SourceTable, ActivitySource])[],
  counted: readonly ActedRows[],
  ledger: Ledger,
): readonly ActorsOfFile[] {
  const faults: Fault[] = [];
  const out: ActorsOfFile[] = [];
  for (const [i, [file, source]] of files.entries()) {
    const { by } = source;
    const who = whoSql(file, source);
    const rows = counted[i] ?? [];
    const known = actorOf(source);
    const unknown = new Map<string, number>();
    const bySales = new Set<string>();
    const types = new Set<string>();
    const allTypes = new Map<string, number>();
    let blank = 0;
    let all = 0;
    for (const [typeCell, whoCell, count] of rows) {
      const [type, written, n] = [String(typeCell ?? ""), String(whoCell ?? ""), Number(count)];
      all += n;
      const actor = by?.kind === "is" ? by.actor : by === null ? "lead" : known(written);
      if (by?.kind === "column" && foldedActor(written) === "") blank += n;
      if (actor === null) unknown.set(written, (unknown.get(written) ?? 0) + n);
      if (actor === "sales") bySales.add(written);
      if (type === "") continue;
      allTypes.set(type, (allTypes.get(type) ?? 0) + n);
      if (actor !== "sales") types.add(type);
    }
    if (by?.kind === "column" && unknown.size > 0) {
      const most = [...unknown].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
      faults.push(fault(unknownActors(file.name, by.column, most), placeOf(study, `${source.path}.by`)));
    }
    if (by?.kind === "column" && blank > 0)
      ledger.warnings.push(
        warning(noActor(file.name, by.column, blank, all), placeOf(study, `${source.path}.by`)),
      );
    out.push({
      sales: salesSql(source, who, [...bySales]),
      salesNames: bySales,
      types: [...types],
      allTypes,
    });
  }
  if (faults.length > 0) throw new LeadlineError(exits.data, faults);
  return out;
}

function salesSql({ by }: ActivitySource, who: string, bySales: readonly string[]): string {
  if (by?.kind === "is") return by.actor === "sales" ? "TRUE" : "FALSE";
  if (bySales.length === 0) return "FALSE";
  return `coalesce(${who} IN (${bySales.map(text).join(", ")}), FALSE)`;
}

/** The actor that a value of the column means; null: the study does not name it. */
function actorOf({ by }: ActivitySource): (written: string) => Actor | null {
  const known = new Map<string, Actor>([["", "lead"], ...ownWords.map((word) => [word, word] as const)]);
  if (by?.kind === "column") for (const [written, actor] of by.map) known.set(foldedActor(written), actor);
  return (written) => known.get(foldedActor(written)) ?? null;
}
