/** Dates whose order cannot be mistaken: with the month's name, or all digits from the year on. */

const months = "(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)";
const full = "(JANUARY|FEBRUARY|MARCH|APRIL|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)";
const CLOCK = String.raw`(?:(,? )(0{1,2}):00(:00(\.0{1,6})?)?( ?)([AP]M)?)?`;

const dayFirst = new RegExp(`^(0{1,2})([-/. ])(?:${full}|${months})([-/.,]? ?)(0000|00)${CLOCK}$`);
const monthFirst = new RegExp(`^(?:${full}|${months})([-. ])(0{1,2})(, ?| )(0000)${CLOCK}$`);
const digits: ReadonlyMap<string, string> = new Map([
  ["00000000", "%Y%m%d"],
  ["00000000000000", "%Y%m%d%H%M%S"],
  ["00000000T000000", "%Y%m%dT%H%M%S"],
]);

/**
 * How the engine reads a shape of this kind (a strptime format), and the part of it that is the date; null where the
 * shape is not a date.
 */
export function namedFormat(shape: string): { readonly format: string; readonly date: string } | null {
  const alone = digits.get(shape);
  if (alone !== undefined) return { format: alone, date: "%Y%m%d" };
  const clock = (
    sign: string | undefined,
    hours: string | undefined,
    rest: readonly (string | undefined)[],
  ): string => {
    if (hours === undefined) return "";
    const [seconds, fraction, blank = "", half] = rest;
    const written = `${half === undefined ? "%H" : "%I"}:%M${seconds === undefined ? "" : ":%S"}${fraction === undefined ? "" : ".%f"}`;
    return `${sign ?? " "}${written}${half === undefined ? "" : `${blank}%p`}`;
  };
  const first = dayFirst.exec(shape);
  if (first !== null) {
    const [, , sign = "-", long, , other = "-", year = "", ...time] = first;
    if (other === "") return null;
    const date = `%d${sign}${long === undefined ? "%b" : "%B"}${other}${year.length === 2 ? "%y" : "%Y"}`;
    return { format: date + clock(time[0], time[1], time.slice(2)), date };
  }
  const second = monthFirst.exec(shape);
  if (second === null) return null;
  const [, long, , sign = " ", , comma = ", ", , ...time] = second;
  const date = `${long === undefined ? "%b" : "%B"}${sign}%d${comma}%Y`;
  return { format: date + clock(time[0], time[1], time.slice(2)), date };
}
