/** How many rows before the last are compared with it, and the fewest. */
const ROWS = 20;
const FEWEST = 5;
const STAMP = /^0{1,4}[-/.]0{1,2}[-/.]0{1,4}/;

/**
 * Whether a text ends within the date or time of its last cell, which a reader may take for another: `2026-03-2` of
 * `2026-03-28 09:00:00`. It does where the rows before it all write more, and in one way.
 *
 * @param end the end of the text, without a line end behind it
 */
export function endsWithinStamp(end: string, delimiter: string): boolean {
  const lines = end.split(/\r\n|\n|\r/);
  const [last = "", ...before] = lines
    .slice(1)
    .reverse()
    .map((line) =>
      line
        .slice(line.lastIndexOf(delimiter) + 1)
        .trim()
        .replace(/[0-9]/g, "0"),
    );
  const filled = before.slice(0, ROWS).filter((cell) => cell !== "");
  const [whole = ""] = filled;
  return (
    filled.length >= FEWEST &&
    filled.every((cell) => cell === whole) &&
    STAMP.test(whole) &&
    last !== "" &&
    last.length < whole.length &&
    whole.startsWith(last)
  );
}
