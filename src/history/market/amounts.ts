import { exits, type Fault, LeadlineError } from "../../base/errors.ts";
import { placeOf } from "../../study/places.ts";
import { type FileSource, numberFormats, type Study } from "../../study/type.ts";
import type { Ledger } from "../audit/audit.ts";
import type { Engine } from "../engine.ts";
import { columnIndex, type SourceTable } from "../headers.ts";
import { isNoNumber, isNumber, NUMBER_SHARE, numberSql } from "../numbers/plain.ts";
import { readingOf } from "../numbers/reading.ts";

/**
 * SQL of the numbers in a column, which are in the table `<from>` as bare text `amount`. How they are written is
 * decided over the whole column, as for columns of leads. Numbers in two currencies have no sum: they are a fault.
 *
 * @throws LeadlineError exit 3 where they cannot be read as numbers of one kind
 */
export async function amountSql(
  engine: Engine,
  study: Study,
  file: SourceTable,
  source: FileSource,
  name: string,
  key: string,
  from: string,
  ledger: Ledger,
): Promise<string> {
  const written = source.format?.get(name);
  const where = { ...placeOf(study, `${source.path}.${key}`) };
  const reading = await readingOf(engine, {
    name,
    table: `(SELECT nullif(bare(c${columnIndex(file, name)}), '') AS amount FROM ${from})`,
    column: "amount",
    isPlain: isNumber("amount"),
    isNone: isNoNumber("amount"),
    share: NUMBER_SHARE,
    stated: "number",
    format: numberFormats.find((format) => format === written) ?? null,
  });
  const faults = reading.faults.map(
    (found): Fault => ({
      ...found,
      where,
      severity: found.code === "unread-numbers" ? "error" : found.severity,
    }),
  );
  const errors = faults.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new LeadlineError(exits.data, errors);
  ledger.warnings.push(...faults);
  return numberSql(`nullif(bare(c${columnIndex(file, name)}), '')`, reading.format ?? "plain");
}
