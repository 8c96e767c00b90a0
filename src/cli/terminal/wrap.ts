/** The most columns of a line that a person reads on the terminal, without paths and long words. */
export const columns = 80;

/**
 * Wraps at `width` greedily; lines after the first are indented. Existing line breaks start a line, wide gaps stay, and
 * a word that is longer than a line has a line of its own.
 */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  for (const part of text.split("\n")) {
    let line = lines.length === 0 ? "" : indent;
    for (const [, gap = "", word = ""] of part.trim().matchAll(/(\s*)(\S+)/g)) {
      const blank = line === "" || line === indent;
      if (!blank && line.length + gap.length + word.length > width) {
        lines.push(line);
        line = indent + word;
      } else line += blank ? word : gap + word;
    }
    lines.push(line);
  }
  return lines;
}
