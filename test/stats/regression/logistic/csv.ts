/** A whole CSV as columns of text by name; quotes may hold separators, line ends and doubled quotes. */
export function parseCsv(text: string, separator: string): Record<string, string[]> {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[i++];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === separator || c === "\n") {
      rows.at(-1)?.push(cell);
      cell = "";
      if (c === "\n") rows.push([]);
    } else if (c !== "\r" && !(i === 0 && c === "\ufeff")) cell += c;
  }
  if (cell !== "" || (rows.at(-1)?.length ?? 0) > 0) rows.at(-1)?.push(cell);
  const [header = [], ...body] = rows.filter((row) => row.length > 0);
  return Object.fromEntries(header.map((name, j) => [name, body.map((row) => row[j] ?? "")]));
}
