import type { Message } from "../../errors.ts";
import { counted, grouped, quoted as show } from "../../text.ts";

/** What can be wrong with the dates and times of a file. */

export const noTimes = (column: string, file: string, sample: string): Message => ({
  code: "no-times",
  what: `no value of ${show(column)} in ${show(file)} is a date or time that can be read (${show(sample)})`,
  mend: /:\d\d\S*\s+[A-Z]{2,5}$/.test(sample)
    ? `The zone's short name (${sample.split(/\s+/).at(-1) ?? ""}) cannot be read, for several places share such names: export the times with an offset (2026-01-31T09:00:00-05:00), or without a zone and state \`timezone: Area/City\` for the source.`
    : /^\d{9,14}(\.\d+)?$/.test(sample)
      ? "These may be seconds or milliseconds since 1970: export them as YYYY-MM-DD HH:MM:SS, with an offset or without."
      : /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(\s|$)/.test(sample)
        ? "Its year has two digits, and nothing shows which number is the day: export it as YYYY-MM-DD, with four."
        : /\bQ[1-4]\b/i.test(sample)
          ? "A quarter is no date: export months (2026-09) or days."
          : /^\p{L}{3,}\.?[ -]\d{4}$/u.test(sample)
            ? "Names of months are read in English: export months as 2026-09."
            : /^\d{1,2}[-. ]+(de )?\p{L}{3,}\.?[-. ,]+(de )?\d{2,4}/u.test(sample)
              ? "Names of months are read in English: export dates as YYYY-MM-DD."
              : /^\d{5}(\.\d+)?$/.test(sample)
                ? "These may be days since 1900, as spreadsheets store dates: format the column as YYYY-MM-DD before it is exported."
                : `Export it as YYYY-MM-DD or YYYY-MM-DD HH:MM:SS, with an offset or without${/^[\d.,]+$/.test(sample) ? ", not as a number" : ""}.`,
});

const units = {
  seconds: "seconds since 1970",
  milliseconds: "milliseconds since 1970",
  excel: "days since 1900, as spreadsheets store dates",
  "excel-1904": "days since 1904, as spreadsheets on old Macintoshes stored dates",
} as const;

export const countedTimes = (
  column: string,
  unit: keyof typeof units,
  sample: string,
  as: string,
): Message => ({
  code: "counted-times",
  what: `${show(column)} is read as ${units[unit]}: ${show(sample)} is ${as}${unit.startsWith("excel") ? "" : " UTC"}`,
  mend: `To settle it, state \`format: { ${column}: ${unit} }\` for the source${unit === "excel" ? ", or `excel-1904` if the dates are four years too early" : ""}.`,
});

export const midnights = (column: string, file: string, rows: number, of: number, all: boolean): Message => ({
  code: "midnights",
  what: `${rows === of ? "every value" : `${grouped(rows)} of ${grouped(of)} values`} of ${show(column)} in ${show(file)} ${rows === of ? "is" : "are"} at midnight`,
  mend: all
    ? `They are read as dates, which count from the end of their day: read as times they would be known a day too early. Export them as YYYY-MM-DD, or state \`format: { ${column}: date }\` for the source; if they are times, \`format: { ${column}: time }\`.`
    : `They are read as times. If they are dates, they are known a day too early: export them as YYYY-MM-DD. \`format: { ${column}: date }\` for the source reads the day alone; \`format: { ${column}: time }\` says that they are times.`,
});

export const oneTimeOfDay = (
  column: string,
  file: string,
  clock: string,
  rows: number,
  of: number,
): Message => ({
  code: "one-time-of-day",
  what: `${rows === of ? "all" : `${grouped(rows)} of`} ${counted(of, "value")} of ${show(column)} in ${show(file)} are written at ${clock === "23:59" ? "23:59, the end of the day: they look like dates" : `${clock} (or an hour later): they look like dates of another time zone`}`,
  mend: `If they are dates, export them as YYYY-MM-DD, or state \`format: { ${column}: date }\` for the source, which reads the day alone. If they are midnights of another zone, state \`timezone\` for the source. If they are times, \`format: { ${column}: time }\` says so.`,
});

export const twoClocks = (
  column: string,
  file: string,
  zoned: { readonly rows: number; readonly sample: string },
  bare: { readonly rows: number; readonly sample: string },
  zone: string,
): Message => ({
  code: "two-clocks",
  what: `${show(column)} in ${show(file)} holds times of two clocks: ${grouped(zoned.rows)} with a zone (${show(zoned.sample)}) and ${grouped(bare.rows)} without (${show(bare.sample)})`,
  mend: `Those without a zone are read as times in ${zone}. Export all with an offset, or state \`timezone\` for the source: the zone of those without.`,
});

export const noDates = (
  column: string,
  file: string,
  rows: number,
  filled: number,
  sample: string,
): Message => ({
  code: "no-dates",
  what: `${grouped(rows)} of ${counted(filled, "value")} of ${show(column)} in ${show(file)} ${rows === 1 ? "is" : "are"} what programs write where there is no date, such as ${show(sample)}`,
  mend: `${rows === 1 ? "It counts" : "They count"} as empty. Export ${rows === 1 ? "it" : "them"} as empty values to be sure.`,
});

/** A clock of twelve hours without its halves. */
export const halfDay = (what: string, rows: number): Message => ({
  code: "half-day",
  what: `all ${grouped(rows)} times of ${what} are between 1:00 and 12:59, in every hour of them: were AM and PM lost?`,
  mend: "Times of the afternoon would be twelve hours too early. Export them on a clock of 24 hours, or with AM and PM. If they are right, nothing is wrong.",
});

/** Many stamps within one hour; `hour` is `2024-05-08 02:00`. */
export const oneHour = (what: string, rows: number, of: number, hour: string): Message => ({
  code: "many-at-one-time",
  what: `${grouped(rows)} of ${grouped(of)} ${what} are within the hour of ${hour}: an import or a migration?`,
  mend: "Such stamps say when the records were written, not when it happened. Export the dates of the events themselves, or leave these rows out.",
});

/** Many stamps at one second, or on one day where only dates are known. */
export const oneStamp = (what: string, rows: number, of: number, stamp: string): Message => ({
  code: "many-at-one-time",
  what: `${grouped(rows)} of ${grouped(of)} ${what} ${stamp.length > 10 ? `are at one second, ${stamp}` : `are on one day, ${stamp}`}: an import or a migration?`,
  mend: "Such stamps say when the records were written, not when it happened. Export the dates of the events themselves, or leave these rows out.",
});

export const unrealTimes = (
  what: string,
  zone: string,
  rows: number,
  first: string,
  [from, to]: readonly [from: string, to: string],
): Message => ({
  code: "unreal-times",
  what: `${what} have ${counted(rows, "time")} that ${rows === 1 ? "does" : "do"} not exist in ${zone}, the first ${first}: that day the clock went forward from ${from} to ${to}`,
  mend: "The file was probably written by another clock, hours away from this one. Check `timezone` of the source (UTC is the commonest), or export the times with an offset. If a few times were typed by hand, nothing is wrong.",
});

export const timesTwice = (
  what: string,
  zone: string,
  rows: number,
  first: string,
  [from, to]: readonly [from: string, to: string],
): Message => ({
  code: "times-twice",
  what: `${what} have ${counted(rows, "time")} that ${rows === 1 ? "exists" : "exist"} twice in ${zone}, the first ${first}: that day the clock went back from ${from} to ${to}`,
  mend: "Each is read as the later of the two, so that nothing is known too early. To settle it, export the times with an offset.",
});
