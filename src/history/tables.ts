import { basename } from "node:path";
import { exits, fault } from "../base/errors.ts";
import { headerOnly } from "../base/messages/data/history.ts";
import { noSuchTable, raggedTable } from "../base/messages/data/tables.ts";
import type { Watch } from "../base/progress.ts";
import { bare } from "../base/text.ts";
import type { Study } from "../study/type.ts";
import type { Engine } from "./engine.ts";
import type { Checked, Feed, FoundTable, Opened } from "./feed.ts";
import { loadHistory } from "./load.ts";
import type { History } from "./type.ts";

/** One value of a column in memory. Missing: null, undefined, NaN, an empty text. A Date is an instant, in UTC. */
export type Value = string | number | bigint | boolean | Date | null | undefined;

/** Columns of one table by name, all of the same length: one value for each row. Typed arrays are columns too. */
export type Columns = Readonly<Record<string, ArrayLike<Value>>>;

/**
 * The history of a study whose tables stand in memory, with the audit that files of the same rows would give: for
 * notebooks, tests, and programs that have the rows already. Values are read as they would be from a CSV: a text that is
 * no date is refused and counted, whatever its type.
 *
 * @param tables by the name that the study gives as `file`; rows count from line 2 in rejects, as below a header
 * @throws LeadlineError exit 2 (a column that a table lacks), 3 (the data cannot be read as meant), 4 (no such table)
 * @example
 * import { historyOf } from "leadline/history";
 * import { readStudy } from "leadline";
 * const { study } = readStudy(
 *   `leadline: 1
 * study: in-memory
 * as_of: 2026-10-01
 * timezone: UTC
 * sources:
 *   leads: { file: leads, id: id, created: created }
 *   stages: { file: stages, lead: id, stage: stage, at: at }
 * funnel: [lead, won]
 * outcome: { reaches: won, within: 30 days }`,
 *   "study.yaml",
 * );
 * const history = await historyOf(study, {
 *   leads: { id: ["a", "b"], created: ["2026-01-05", "2026-02-01"] },
 *   stages: { id: ["b"], stage: ["won"], at: [new Date("2026-02-03T12:00:00Z")] },
 * });
 * // the second at which each lead won, from 1970; 2147483647: it did not
 * console.log(Array.from(history.stages.first[1])); // [ 2147483647, 1770120000 ]
 */
export const historyOf = (
  study: Study,
  tables: Readonly<Record<string, Columns>>,
  watch: Watch = {},
): Promise<History> => loadHistory(study, tablesIn(tables), watch);

/** A feed of tables in memory, by name. */
export const tablesIn = (tables: Readonly<Record<string, Columns>>): Feed => ({
  find: async (name, where) => {
    const columns = Object.hasOwn(tables, name) ? tables[name] : undefined;
    return columns === undefined
      ? {
          tables: [],
          faults: [{ exit: exits.io, fault: fault(noSuchTable(name, Object.keys(tables)), where) }],
        }
      : { tables: [tableOf(name, columns)], faults: [] };
  },
});

function tableOf(name: string, columns: Columns): FoundTable {
  const values = Object.values(columns);
  const rows = values[0]?.length ?? 0;
  return {
    name,
    names: Object.keys(columns).map(bare),
    headerLine: null,
    changed: async () => false,
    check: async (): Promise<Checked> => {
      const ragged = Object.entries(columns).find(([, { length }]) => length !== rows);
      const found =
        ragged !== undefined
          ? raggedTable(name, Object.keys(columns)[0] ?? "", rows, ragged[0], ragged[1].length)
          : rows === 0
            ? headerOnly(name)
            : null;
      return {
        faults: found === null ? [] : [fault(found, { file: name })],
        open: (engine, scratch) => open(engine, `fed_${basename(scratch)}`, values, rows),
      };
    },
  };
}

async function open(
  engine: Engine,
  table: string,
  columns: readonly ArrayLike<Value>[],
  rows: number,
): Promise<Opened> {
  await engine.texts(table, columns.length, rows, (column, row) => textOf(columns[column]?.[row]));
  return {
    warnings: [],
    rows,
    relation: () => table,
    refused: async () => [],
    locate: async (wanted) =>
      wanted.map(({ column, text, nth = 1 }) => {
        const values = columns[column ?? -1] ?? [];
        const sought = bare(text);
        let left = nth;
        for (let row = 0; row < values.length; row++)
          if (bare(textOf(values[row]) ?? "") === sought && --left === 0) return row + 2;
        return 0;
      }),
    walk: async (visit) => {
      for (let row = 0; row < rows; row++) {
        const values = columns.map((column) => textOf(column[row]) ?? "");
        if (visit({ line: row + 2, text: values.join(","), fields: () => values })) return;
      }
    },
  };
}

/** A value as a file would hold it; null: missing. */
function textOf(value: Value): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value === "number" && Number.isNaN(value)) return null;
  return String(value);
}
