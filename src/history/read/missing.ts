import { type Fault, warning } from "../../base/errors.ts";
import { markerNeverOccurs } from "../../base/messages/data/rows.ts";
import { placeOf } from "../../study/places.ts";
import type { FileSource, Study } from "../../study/type.ts";
import { present } from "../blank.ts";
import { type Engine, text } from "../engine.ts";
import { columnIndex, type SourceTable } from "../headers.ts";

/** SQL of whether a cell is one of the markers of its column: the same text, or the same number. */
const isMarker = (cell: string, markers: readonly string[]): string => {
  const numbers = markers.filter((marker) => /^[+-]?[0-9]+(\.[0-9]+)?$/.test(marker));
  const same = `bare(${cell}) IN (${markers.map(text).join(", ")})`;
  return numbers.length === 0
    ? same
    : `(${same} OR coalesce(try_cast(bare(${cell}) AS DOUBLE) IN (${numbers.join(", ")}), FALSE))`;
};

/** A relation in which cells that the study calls missing are NULL, like empty cells. */
export function withoutMissing(file: SourceTable, source: FileSource | null, relation: string): string {
  const replaced = [...(source?.missing ?? [])].flatMap(([column, markers]) => {
    const at = columnIndex(file, column);
    return at < 0 ? [] : [`CASE WHEN ${isMarker(`c${at}`, markers)} THEN NULL ELSE c${at} END AS c${at}`];
  });
  return replaced.length === 0 ? relation : `(SELECT * REPLACE (${replaced.join(", ")}) FROM ${relation})`;
}

/** Reports markers that do not occur in their column: they are misspelt, or the export writes others. */
export async function tellOfMissing(
  engine: Engine,
  study: Study,
  file: SourceTable,
  { missing, path }: FileSource,
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const [column, markers] of missing ?? []) {
    const at = columnIndex(file, column);
    if (at < 0) continue;
    const cell = `c${at}`;
    const [row] = await engine.rows(
      `SELECT ${markers.map((marker) => `count(*) FILTER (${isMarker(cell, [marker])})`).join(", ")} FROM ${file.relation()}`,
    );
    const absent = markers.filter((_, i) => Number(row?.[i]) === 0);
    if (absent.length === 0) continue;
    const there = await engine.rows(
      `SELECT bare(${cell}) AS v, count(*) AS n FROM ${file.relation()} WHERE ${present(cell)} GROUP BY 1 ORDER BY n DESC, v LIMIT 100`,
    );
    for (const marker of absent)
      faults.push(
        warning(
          markerNeverOccurs(
            column,
            marker,
            file.name,
            there.map(([value]) => String(value)),
          ),
          placeOf(study, `${path}.missing.${column}`),
        ),
      );
  }
  return faults;
}
