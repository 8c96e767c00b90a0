import { deflateRawSync } from "node:zlib";

/** Archives and workbooks, written by hand after their specifications (APPNOTE.TXT; ECMA-376): no writer of ours is tried by itself. */

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const numbers = (...of: readonly (readonly [size: 2 | 4, value: number])[]): Buffer =>
  Buffer.concat(
    of.map(([size, value]) => {
      const bytes = Buffer.alloc(size);
      if (size === 2) bytes.writeUInt16LE(value);
      else bytes.writeUInt32LE(value);
      return bytes;
    }),
  );

/** A zip archive of files by name. */
export function zipOf(files: Readonly<Record<string, string | Uint8Array>>, flags = 0x800): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(files)) {
    const data = Buffer.from(content);
    const name = Buffer.from(path);
    const body = deflateRawSync(data);
    const common = numbers(
      [2, 20],
      [2, flags],
      [2, 8],
      [2, 0],
      [2, 0],
      [4, crc32(data)],
      [4, body.length],
      [4, data.length],
      [2, name.length],
      [2, 0],
    );
    const local = Buffer.concat([numbers([4, 0x04034b50]), common, name, body]);
    directory.push(
      numbers([4, 0x02014b50], [2, 20]),
      common,
      numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, at]),
      name,
    );
    parts.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const count = Object.keys(files).length;
  const end = numbers(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, listed.length],
    [4, at],
    [2, 0],
  );
  return Buffer.concat([...parts, listed, end]);
}

/** Number formats of the styles 0 to 7 of a workbook made here. */
const formats = [0, 14, 22, 164, 165, 10, 166, 20];

export interface BookText {
  /** the XML of each sheet's rows, by its name; `hidden:` before it hides it */
  readonly sheets: Readonly<Record<string, string>>;
  readonly shared?: readonly string[];
  readonly date1904?: true;
  /** what stands behind the rows of every sheet */
  readonly after?: string;
}

/** A workbook; styles: 1 d/m/y, 2 d/m/y h:mm, 3 `yyyy\-mm\-dd`, 4 `[h]:mm:ss`, 5 percent, 6 `[$-409]d\ mmm\ yy;@`, 7 h:mm. */
export function bookOf({ sheets, shared = [], date1904, after = "" }: BookText): Buffer {
  const names = Object.keys(sheets);
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${types}/${type}" Target="${target}"/>`;
  const relations = (inner: string): string =>
    `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`;
  return zipOf({
    "[Content_Types].xml": '<?xml version="1.0"?><Types/>',
    "_rels/.rels": relations(relation("rId1", "officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": `<?xml version="1.0"?><workbook ${main} xmlns:r="${types}"><workbookPr${date1904 === true ? ' date1904="1"' : ""}/><sheets>${names
      .map(
        (name, i) =>
          `<sheet name="${name.replace("hidden:", "")}" sheetId="${i + 1}"${name.startsWith("hidden:") ? ' state="hidden"' : ""} r:id="rId${i + 1}"/>`,
      )
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations(
      names.map((_, i) => relation(`rId${i + 1}`, "worksheet", `worksheets/sheet${i + 1}.xml`)).join("") +
        relation("rId98", "sharedStrings", "sharedStrings.xml") +
        relation("rId99", "styles", "styles.xml"),
    ),
    "xl/sharedStrings.xml": `<?xml version="1.0"?><sst ${main}>${shared.map((text) => `<si>${text.startsWith("<") ? text : `<t xml:space="preserve">${text}</t>`}</si>`).join("")}</sst>`,
    "xl/styles.xml": `<?xml version="1.0"?><styleSheet ${main}><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="[h]:mm:ss"/><numFmt numFmtId="166" formatCode="[$-409]d\\ mmm\\ yy;@"/></numFmts><cellStyleXfs><xf numFmtId="22"/></cellStyleXfs><cellXfs>${formats.map((id) => `<xf numFmtId="${id}"/>`).join("")}</cellXfs></styleSheet>`,
    ...Object.fromEntries(
      names.map((name, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `<?xml version="1.0"?><worksheet ${main}><sheetData>${sheets[name]}</sheetData>${after}</worksheet>`,
      ]),
    ),
  });
}

/** The XML of rows of texts, each cell an inline string; an empty cell is left out, as programs do. */
export const rowsXml = (rows: readonly (readonly string[])[], from = 1): string =>
  rows
    .map(
      (cells, i) =>
        `<row r="${from + i}">${cells
          .map((cell, k) =>
            cell === ""
              ? ""
              : `<c r="${String.fromCharCode(65 + k)}${from + i}" t="inlineStr"><is><t>${cell}</t></is></c>`,
          )
          .join("")}</row>`,
    )
    .join("");
