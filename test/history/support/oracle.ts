/**
 * An independent reader, written to be obviously right and slow: RFC 4180 by one character at a time, with lone CR and
 * LF as line ends, blanks around quotes let go, and a record with text after a closing quote (or a zero byte) marked as
 * broken to its line's end. A line of blanks is no record; one that is wrapped whole in quotes, with empty fields behind it
 * or none, is what it holds.
 */
export function oracle(text: string, delimiter: string): { fields: string[]; broken: boolean }[] {
  const records = split(text, delimiter);
  const unwrapped = (fields: string[], width: number): string[] => {
    const [first = "", ...behind] = fields;
    const [inner] = behind.every((field) => field === "") ? split(first, delimiter) : [];
    return inner !== undefined && !inner.broken && inner.fields.length === width ? inner.fields : fields;
  };
  const header = records[0]?.fields ?? [];
  const inHeader = split(header[0] ?? "", delimiter)[0]?.fields.length ?? 0;
  const width = header.slice(1).every((name) => name === "") ? inHeader : header.length;
  if (width < 2) return records;
  return records.map(({ fields, broken }) => ({ fields: unwrapped(fields, width), broken }));
}

function split(text: string, delimiter: string): { fields: string[]; broken: boolean }[] {
  const records: { fields: string[]; broken: boolean }[] = [];
  let fields: string[] = [];
  let field = "";
  let state: "start" | "bare" | "quoted" | "closed" | "broken" = "start";
  const endField = (): void => {
    fields.push(field);
    field = "";
    state = "start";
  };
  const endRecord = (): void => {
    const blank = fields.length === 0 && state !== "closed" && /^[ \t]*$/.test(field);
    const broken = state === "broken" || [...fields, field].some((value) => value.includes("\0"));
    endField();
    if (broken || !blank) records.push({ fields, broken });
    fields = [];
  };
  const chars = [...text.replace(/^\uFEFF/, "")];
  chars.forEach((c, i) => {
    if (state === "quoted") {
      if (c !== '"') field += c;
      else state = "closed";
    } else if (state === "closed" && c === '"' && chars[i - 1] === '"') {
      field += '"';
      state = "quoted";
    } else if (c === "\n" || c === "\r") endRecord();
    else if (state === "broken") return;
    else if (c === delimiter) endField();
    else if (state === "closed") {
      if (c !== " ") state = "broken";
    } else if (c === '"' && state === "start") {
      state = "quoted";
      field = "";
    } else {
      if (c !== " ") state = "bare";
      field += c;
    }
  });
  if (field !== "" || fields.length > 0 || state !== "start") endRecord();
  return records;
}
