/**
 * The one form in which texts of a file are compared: without outer blanks (no-break and other wide ones and tabs too),
 * with inner wide blanks as plain ones, line breaks as LF, and accents composed (NFC). So "CTO", "CTO " and "CTO\u00a0"
 * are one level, and one id. `bare` of src/base/text.ts does the same in JavaScript.
 */

/**
 * Defines the macro `bare`. Its first branch is for plain letters without blanks at their ends, by far the most common,
 * which it returns unchanged: half the cost of the second branch, which copies.
 */
export const bareMacro = String.raw`CREATE TEMP MACRO bare(x) AS CASE
  WHEN strlen(x) = length(x) AND x >= '!' AND NOT suffix(x, ' ') AND NOT suffix(x, chr(9)) AND NOT suffix(x, chr(10)) AND NOT suffix(x, chr(11)) AND NOT suffix(x, chr(12)) AND NOT contains(x, chr(13)) THEN x
  WHEN strlen(x) = length(x) AND NOT contains(x, chr(9)) AND NOT contains(x, chr(10)) AND NOT contains(x, chr(13)) AND NOT contains(x, chr(12)) AND NOT contains(x, chr(11)) THEN trim(x)
  ELSE regexp_replace(regexp_replace(nfc_normalize(regexp_replace(regexp_replace(x, '[\x{feff}\x{200b}\x{2060}\x{00ad}]', '', 'g'), '\r+\n|\r', chr(10), 'g')),
    '^[\s\x{0b}\x{85}\p{Z}]+|[\s\x{0b}\x{85}\p{Z}]+$', '', 'g'), '\p{Z}', ' ', 'g') END`;

/** SQL of a text in the form in which it is compared. */
export const bare = (column: string): string => `bare(${column})`;

/** SQL of whether a cell holds anything. */
export const present = (column: string): string => `(${column} IS NOT NULL AND bare(${column}) <> '')`;
