import type { NumberFormat } from "../../study/type.ts";
import { numberFormats } from "../../study/type.ts";
import { text } from "../engine.ts";

/**
 * Numbers as people write them: `1,234.5`, `1.234,50 €`, `$12`, `12 %`, `(1,234)`, `1'234`, full-width digits. All SQL
 * here reads a column of bare texts (src/history/blank.ts).
 */

/** Digits and signs of other scripts, and their plain forms. */
const OTHER =
  "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\uff0c\uff0e\uff05\uff0b\uff0d\u2212\u2013\u066b\u066c\u2019\u02bc\uff04\uffe5";
const PLAIN = "01234567890123456789,.%+---.,''$\u00a5";

const CURRENCY =
  "US\\$|R\\$|[$\u20ac\u00a3\u00a5\u20b9\u20a9\u20bd\u20ba\u20ab\u0e3f\u20b4\u20aa]|USD|EUR|GBP|JPY|CHF|CAD|AUD|NZD|INR|CNY|RMB|SEK|NOK|DKK|PLN|CZK|HUF|RON|BRL|MXN|ZAR|SGD|HKD|KRW|TRY|AED|ILS|THB|kr\\.?|z\u0142|K\u010d|Ft|Fr\\.?";
/** sign or bracket, currency, sign, digits with their signs, unit, bracket or sign */
const DRESSED = `(?i)^([-+(]?) ?(${CURRENCY})? ?([-+]?)([0-9](?:[0-9.,' ]*[0-9])?[.,]?|[.,][0-9]+) ?(%|\u2030|${CURRENCY})?(\\)?-?)$`;
/** a number with a word for thousands or millions */
const SHORT = `(?i)^[^0-9]{0,4}[0-9][0-9.,' ]* ?(k|m|mm|b|bn|mio\\.?|mrd\\.?|tsd\\.?|thousand|million|billion)( ?(${CURRENCY}))?$`;

const plain = (column: string): string =>
  `CASE WHEN strlen(${column}) = length(${column}) THEN ${column} ELSE translate(${column}, ${text(OTHER)}, ${text(PLAIN)}) END`;
const part = (column: string, group: number): string =>
  `regexp_extract(${plain(column)}, ${text(DRESSED)}, ${group})`;

/** SQL of the digits and separators of a written number; "" where a text is not one. */
export const bodySql = (column: string): string => part(column, 4);
/** SQL of its currency or percent sign, in capitals; "" where it has none. */
export const unitSql = (column: string): string => `upper(${part(column, 2)} || ${part(column, 5)})`;
/** SQL of whether a text is a number with k or M. */
export const shortSql = (column: string): string => `regexp_matches(${column}, ${text(SHORT)})`;

/** The separators of a format. */
const signs = (format: NumberFormat): { readonly thousands: string; readonly decimal: string } => ({
  thousands: format.startsWith("1234") ? "" : (format[1] ?? ""),
  decimal: format.at(-2) ?? ".",
});

/** SQL of whether digits and separators are written in a format. Thousands are grouped by three, or as in India. */
export function fitsSql(body: string, format: NumberFormat): string {
  const { thousands, decimal } = signs(format);
  const groups = thousands === "" ? "" : `[0-9]{1,3}([${thousands}][0-9]{3})+|`;
  const indian = thousands === "," ? "[0-9]{1,2}(,[0-9]{2})+,[0-9]{3}|" : "";
  return `regexp_full_match(${body}, ${text(`(${groups}${indian}[0-9]+)([${decimal}][0-9]*)?|[${decimal}][0-9]+`)})`;
}

/** SQL of the number that a text means in a format; NULL where it is not one. */
export function valueSql(column: string, format: NumberFormat): string {
  const body = bodySql(column);
  const { thousands, decimal } = signs(format);
  const whole = thousands === "" ? body : `replace(${body}, ${text(thousands)}, '')`;
  const digits = decimal === "." ? whole : `replace(${whole}, ',', '.')`;
  const sign = `CASE WHEN contains(${part(column, 1)} || ${part(column, 3)} || ${part(column, 6)}, '-') OR ${part(column, 1)} = '(' THEN -1 ELSE 1 END`;
  return `CASE WHEN ${fitsSql(body, format)} THEN ${sign} * try_cast(${digits} AS DOUBLE) + 0.0 END`;
}

/** The meaning of a sample in a format, as it is shown: grouped by commas, with a decimal point. */
export function shown(sample: string, format: NumberFormat): string {
  const { thousands, decimal } = signs(format);
  const from = [...OTHER];
  const to = [...PLAIN];
  const ascii = [...sample].map((c) => to[from.indexOf(c)] ?? c).join("");
  const body = /[0-9.,][0-9.,' ]*/.exec(ascii)?.[0].trim() ?? "";
  const digits = (thousands === "" ? body : body.replaceAll(thousands, "")).replace(decimal, ".");
  const value = Number(digits) * (/^[-(]|-$/.test(ascii) ? -1 : 1);
  return value.toLocaleString("en-US", { maximumFractionDigits: 6 });
}

/** Every format, those with grouped thousands first: of two that read all values alike, the first is taken. */
export const inOrder: readonly NumberFormat[] = [
  "1,234.5",
  "1.234,5",
  "1 234.5",
  "1 234,5",
  "1'234.5",
  "1'234,5",
  ...numberFormats.filter((format) => format.startsWith("1234")),
];
