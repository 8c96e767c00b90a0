/**
 * An independent reader, written to be obviously right and slow: RFC 4180 by one character at a time, with lone CR and
 * LF as line ends, blanks around quotes let go, and a record with text after a closing quote marked as broken to its
 * line's end.
 */
export function oracle(text: string, delimiter: string): { fields: string[]; broken: boolean }[] {
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
    const broken = state === "broken";
    endField();
    if (broken || fields.length > 1 || fields[0] !== "") records.push({ fields, broken });
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
