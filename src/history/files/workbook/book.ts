import type { Bytes } from "../content/content.ts";
import type { Member } from "../content/zip.ts";
import { readable, type Shown, shownBy } from "./cells.ts";
import { attribute, elements, tokens } from "./xml.ts";

/** A workbook whose sheets are known, and whose cells are not read yet. */
export interface Book {
  readonly sheets: readonly Sheet[];
  /** texts that cells refer to by number; read when a sheet is read */
  readonly shared: () => Promise<readonly string[]>;
  /** how the numbers of each style are shown */
  readonly styles: readonly Shown[];
  /** whether days count from 1900, or from 1904 as on old Macintoshes */
  readonly base: 1900 | 1904;
}

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly bytes: Bytes;
}

/**
 * Reads a workbook's own list of sheets; null where the file is not a workbook, or of a kind that is not read (binary,
 * XLSB).
 */
export async function bookIn(members: readonly Member[]): Promise<Book | null> {
  const part = (name: string): Member | undefined =>
    members.find((member) => member.name.toLowerCase() === name.toLowerCase());
  const main = members.find(({ name }) => /^xl\/workbook\d*\.xml$/.test(name));
  if (main === undefined) return null;
  const relations = await relationsOf(part(main.name.replace(/^xl\//, "xl/_rels/").concat(".rels")));
  const ofType = (type: string): Member | undefined =>
    part(
      [...relations.values()].find((relation) => relation.type.endsWith(`/${type}`))?.target ??
        `xl/${type}.xml`,
    );
  const sheets: Sheet[] = [];
  let base: Book["base"] = 1900;
  for (const token of tokens(await textOf(main))) {
    if (token.kind !== "open") continue;
    if (token.name === "workbookPr" && /^(1|true)$/.test(attribute(token.attributes, "date1904") ?? ""))
      base = 1904;
    if (token.name !== "sheet") continue;
    const relation = relations.get(attribute(token.attributes, "id") ?? "");
    const found = relation === undefined ? undefined : part(relation.target);
    if (found === undefined || relation?.type.endsWith("/worksheet") !== true) continue;
    const state = attribute(token.attributes, "state");
    sheets.push({
      name: attribute(token.attributes, "name") ?? "",
      hidden: state !== null && state !== "visible",
      bytes: found.bytes,
    });
  }
  const strings = ofType("sharedStrings");
  return {
    sheets,
    base,
    styles: await stylesOf(ofType("styles")),
    shared: async () => (strings === undefined ? [] : sharedIn(strings)),
  };
}

async function textOf(member: Member): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of member.bytes()) parts.push(part);
  return new TextDecoder().decode(Buffer.concat(parts));
}

async function relationsOf(
  member: Member | undefined,
): Promise<ReadonlyMap<string, { readonly type: string; readonly target: string }>> {
  const found = new Map<string, { type: string; target: string }>();
  if (member === undefined) return found;
  for (const token of tokens(await textOf(member))) {
    if (token.kind !== "open" || token.name !== "Relationship") continue;
    const target = attribute(token.attributes, "Target") ?? "";
    found.set(attribute(token.attributes, "Id") ?? "", {
      type: attribute(token.attributes, "Type") ?? "",
      target: target.startsWith("/") ? target.slice(1) : `xl/${target}`.replace(/[^/]+\/\.\.\//g, ""),
    });
  }
  return found;
}

async function stylesOf(member: Member | undefined): Promise<readonly Shown[]> {
  if (member === undefined) return [];
  const codes = new Map<number, string>();
  const styles: Shown[] = [];
  let inCells = false;
  for (const token of tokens(await textOf(member))) {
    if (token.kind === "text") continue;
    if (token.name === "cellXfs") inCells = token.kind === "open" && !token.empty;
    if (token.kind === "close") continue;
    const id = Number(attribute(token.attributes, "numFmtId") ?? 0);
    if (token.name === "numFmt") codes.set(id, attribute(token.attributes, "formatCode") ?? "");
    if (token.name === "xf" && inCells) styles.push(shownBy(id, codes.get(id)));
  }
  return styles;
}

async function sharedIn(member: Member): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const { xml, last } of elements(member.bytes(), "si")) if (!last) texts.push(plainText(xml));
  return texts;
}

/** The text of a `<si>` or `<is>`: that of its runs, without the phonetic text above Japanese. */
function plainText(xml: string): string {
  let text = "";
  let inText = false;
  let phonetic = false;
  for (const token of tokens(xml)) {
    if (token.kind === "text") {
      if (inText && !phonetic) text += token.text;
    } else if (token.name === "t") inText = token.kind === "open" && !token.empty;
    else if (token.name === "rPh") phonetic = token.kind === "open" && !token.empty;
  }
  return readable(text);
}
