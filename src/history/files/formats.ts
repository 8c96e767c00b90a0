import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { exits, type Fault, fault, LeadlineError, type Message, refuse, warning } from "../../base/errors.ts";
import {
  damagedArchive,
  emptyArchive,
  encryptedMember,
  foreignContent,
  memberToUnpack,
  noArchive,
  noSuchMember,
  oneOfMembers,
  otherContent,
} from "../../base/messages/data/files.ts";
import { unreadableFile } from "../../base/messages/data/history.ts";
import type { FeedFault, Format, FoundTable } from "../feed.ts";
import { jsonLines, jsonList } from "./columnar/json-lines.ts";
import { parquet } from "./columnar/parquet.ts";
import { type Bytes, bytesOf, type Content, firstOf, type Within } from "./content/content.ts";
import { type Kind, kindBytes, kindOf } from "./content/kind.ts";
import { type Member, membersOf } from "./content/zip.ts";
import { csv } from "./csv/format.ts";
import { digestOfFile, stampOf } from "./names.ts";
import { bookIn } from "./workbook/book.ts";
import { findSheet } from "./workbook/format.ts";

/** All formats of files that are read, workbooks aside. A file whose ending belongs to none is read by its content. */
const formats: readonly Format[] = [csv, parquet, jsonLines, jsonList];

const formatNamed = (name: string): Format | undefined =>
  formats.find(({ endings }) => endings.some((ending) => name.toLowerCase().endsWith(ending)));

type Outcome = Promise<FoundTable | FeedFault>;

/**
 * The table in a file. An archive is unpacked; the content decides the format, whatever the name says, and a difference
 * is reported. A file that cannot be read gives a fault; nothing is thrown.
 */
export async function findTable(path: string, name: string, within: Within = {}): Outcome {
  // taken before the first byte is read: a file that replaces this one meanwhile has another stamp
  const stamp = await stampOf(path);
  const delimiter = within.delimiter ?? null;
  const content: Content = { path, name, bytes: bytesOf(path), plain: true, delimiter, told: [] };
  try {
    const found = await findIn(content, within);
    if ("fault" in found) return found;
    return {
      ...found,
      changed: async () => (await stampOf(path)) !== stamp,
      digest: () => digestOfFile(path),
    };
  } catch (error) {
    const [first] = error instanceof LeadlineError ? error.faults : [];
    if (error instanceof LeadlineError && first !== undefined) return { exit: error.exit, fault: first };
    if (!(error instanceof Error)) throw error;
    // the system's message, without the path that it repeats
    const forbidden = "code" in error && (error.code === "EACCES" || error.code === "EPERM");
    const reason = forbidden ? "you may not read it" : (error.message.split(",")[0] ?? "");
    return { exit: exits.io, fault: fault(unreadableFile(name, reason, forbidden), { file: name }) };
  }
}

const refused = (content: Content, message: Message, exit: FeedFault["exit"] = exits.data): FeedFault => ({
  exit,
  fault: fault(message, { file: content.name }),
});

async function findIn(content: Content, within: Within): Outcome {
  const kind = kindOf(await firstOf(content.bytes, kindBytes));
  if (kind === "zip") return findInZip(content, within);
  const given = within.sheet !== undefined ? "sheet" : within.member !== undefined ? "member" : null;
  if (given !== null) return refused(content, noArchive(content.name, given), exits.usage);
  return kind === "gzip" ? findInGzip(content) : findByContent(content, kind);
}

/** Bytes that may fail to unpack, because the file was cut off or damaged on its way. */
const unpacking = (name: string, bytes: Bytes): Bytes =>
  async function* () {
    try {
      yield* bytes();
    } catch (error) {
      if (error instanceof LeadlineError) throw error;
      refuse(exits.data, damagedArchive(name, error instanceof Error ? error.message : String(error)), {
        file: name,
      });
    }
  };

async function findInGzip(content: Content): Outcome {
  const bytes = unpacking(content.name, async function* () {
    const file = createReadStream(content.path, { highWaterMark: 1 << 20 });
    const unpacked = createGunzip({ chunkSize: 1 << 18 });
    file.on("error", (error) => unpacked.destroy(error));
    try {
      yield* file.pipe(unpacked);
    } finally {
      file.destroy();
      unpacked.destroy();
    }
  });
  const kind = kindOf(await firstOf(bytes, kindBytes));
  // the engine unpacks lines of JSON by itself
  return findByContent(
    { ...content, bytes, plain: false },
    kind,
    content.name.replace(/\.gz(ip)?$/i, ""),
    "json",
  );
}

async function findInZip(content: Content, within: Within): Outcome {
  let members: readonly Member[];
  try {
    members = await membersOf(content.path);
  } catch (error) {
    return refused(
      content,
      damagedArchive(content.name, error instanceof Error ? error.message : String(error)),
    );
  }
  const book = await bookIn(members);
  if (book !== null) {
    if (within.member !== undefined) return refused(content, noArchive(content.name, "member"), exits.usage);
    return findSheet(
      book,
      { ...content, told: /\.xls[xm]$/i.test(content.name) ? [] : [told(content, "a workbook")] },
      within,
    );
  }
  if (within.sheet !== undefined) return refused(content, noArchive(content.name, "sheet"), exits.usage);
  const names = members.map(({ name }) => name);
  const of = within.member;
  const wanted =
    of === undefined
      ? members
      : members.filter(({ name }) => name === of || (!names.includes(of) && name.split("/").at(-1) === of));
  const [member, ...more] = wanted;
  if (member === undefined)
    return of === undefined
      ? refused(content, emptyArchive(content.name))
      : refused(content, noSuchMember(content.name, of, names), exits.usage);
  if (more.length > 0)
    return refused(
      content,
      oneOfMembers(
        content.name,
        wanted.map(({ name }) => name),
      ),
      exits.usage,
    );
  const name = `${content.name} [${member.name}]`;
  if (member.encrypted) return refused({ ...content, name }, encryptedMember(name));
  const bytes = unpacking(name, member.bytes);
  return findByContent(
    { ...content, name, bytes, plain: false },
    kindOf(await firstOf(bytes, kindBytes)),
    member.name,
  );
}

/** The names of kinds in messages. */
const called: Readonly<Record<Extract<Kind, string>, string>> = {
  text: "delimited text",
  "json lines": "JSON lines",
  json: "a list in JSON",
  parquet: "Parquet",
  gzip: "a gzip archive",
  zip: "a zip archive",
};

const told = (content: Content, holds: string): Fault =>
  warning(otherContent(content.name, holds), { file: content.name });

/** Endings, beside those of formats, that promise something other than a text. */
const promising = /\.(xls[xmb]?|gz|gzip|zip)$/i;

/**
 * The table in bytes of some kind.
 *
 * @param name whose ending says what they should be
 * @param unpacks kinds that can be read from a file that holds them packed
 */
async function findByContent(
  content: Content,
  kind: Kind,
  name = content.name,
  unpacks: "json" | "none" = "none",
): Outcome {
  if (typeof kind === "object") return refused(content, foreignContent(content.name, kind.what));
  const format = formats.find(({ holds }) => holds === kind);
  if (format === undefined) return refused(content, memberToUnpack(content.name, called[kind]));
  const readable = content.plain || kind === "text" || (unpacks === "json" && kind !== "parquet");
  if (!readable) return refused(content, memberToUnpack(content.name, called[kind]));
  const promised = formatNamed(name);
  const other = promised === undefined ? promising.test(name) : promised !== format;
  return format.find(other ? { ...content, told: [...content.told, told(content, called[kind])] } : content);
}
