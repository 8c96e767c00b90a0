import type { Message } from "../../errors.ts";
import { counted, didYouMean, enumerated, grouped, quoted as show } from "../../text.ts";

/** What a file holds, whatever its name says: archives, workbooks, encodings. */

export const otherContent = (file: string, holds: string): Message => ({
  code: "other-content",
  what: `${show(file)} holds ${holds}, whatever its name says`,
  mend: "It was read as what it holds. Name it accordingly, so that other programs read it alike.",
});

export const foreignContent = (file: string, holds: string): Message => ({
  code: "foreign-content",
  what: `${show(file)} is ${holds}, which is not read`,
  mend: "Export CSV, XLSX, Parquet or JSON lines; gzip and zip are unpacked.",
});

export const cutText = (file: string): Message => ({
  code: "cut-off",
  what: `${show(file)} ends within a letter: it was cut off`,
  mend: "Export or copy it again.",
});

export const western = (file: string, sample: string): Message => ({
  code: "windows-1252",
  what: `${show(file)} is not UTF-8: it was read as Windows-1252 (Latin-1), so that a word in it is ${show(sample)}`,
  mend: 'If that word is not right, save the file as "CSV UTF-8".',
});

export const unmarkedUtf16 = (file: string): Message => ({
  code: "utf16-unmarked",
  what: `${show(file)} is UTF-16 ("Unicode text") without the mark that says so`,
  mend: 'It was read as that. If its texts look wrong, save it as "CSV UTF-8".',
});

export const damagedArchive = (file: string, detail: string): Message => ({
  code: "damaged-archive",
  what: `${show(file)} cannot be unpacked: ${detail}`,
  mend: "It was cut off or damaged: download or copy it again.",
});

export const encryptedMember = (file: string): Message => ({
  code: "encrypted",
  what: `${show(file)} is protected by a password`,
  mend: "Unpack it, and name the files themselves.",
});

export const emptyArchive = (file: string): Message => ({
  code: "empty-archive",
  what: `${show(file)} is an archive without files`,
  mend: "Export it again.",
});

export const oneOfMembers = (file: string, names: readonly string[]): Message => ({
  code: "several-files",
  what: `${show(file)} holds ${counted(names.length, "file")}: ${enumerated(names.slice(0, 12).map((n) => show(n)))}${names.length > 12 ? ", ..." : ""}`,
  mend: `Say which one the source is: \`member: ${show(names[0] ?? "")}\`.`,
});

export const noSuchMember = (file: string, wanted: string, names: readonly string[]): Message => ({
  code: "no-such-member",
  what: `${show(file)} holds no file ${show(wanted)}`,
  mend: didYouMean(wanted, names),
});

export const noArchive = (file: string, key: "member" | "sheet"): Message => ({
  code: `no-${key}`,
  what: `${show(file)} is no ${key === "member" ? "archive" : "workbook"}`,
  mend: `Take \`${key}\` away from its source.`,
});

export const memberToUnpack = (file: string, holds: string): Message => ({
  code: "unpack-first",
  what: `${show(file)} holds ${holds} within an archive`,
  mend: "Unpack it, and name the file itself: of archives only text is read.",
});

export const oneOfSheets = (file: string, names: readonly string[]): Message => ({
  code: "several-sheets",
  what: `${show(file)} has ${counted(names.length, "sheet")} with rows: ${enumerated(names.slice(0, 12).map((n) => show(n)))}${names.length > 12 ? ", ..." : ""}`,
  mend: `Say which one the source is: \`sheet: ${show(names[0] ?? "")}\`.`,
});

export const noSuchSheet = (file: string, wanted: string, names: readonly string[]): Message => ({
  code: "no-such-sheet",
  what: `${show(file)} has no sheet ${show(wanted)}`,
  mend: didYouMean(wanted, names),
});

export const headerBelow = (file: string, line: number, above: number): Message => ({
  code: "header-below",
  what: `the names of the columns of ${show(file)} were taken from line ${grouped(line)}: ${counted(above, "line")} above ${above === 1 ? "is a title" : "are titles"}`,
  mend: "If that is not the header, remove the lines above it.",
});

export const errorCells = (file: string, cells: number, first: string): Message => ({
  code: "error-cells",
  what: `${counted(cells, "cell")} of ${show(file)} ${cells === 1 ? "holds an error" : "hold errors"}: ${first}${cells === 1 ? "" : " is the first"}`,
  mend: "They count as empty. Fix the formulas, or export the values.",
});

export const unvaluedCells = (file: string, cells: number, first: string): Message => ({
  code: "formulas-without-value",
  what: `${counted(cells, "formula")} of ${show(file)} ${cells === 1 ? "has" : "have"} no value, such as ${first}: the program that wrote the file did not compute them`,
  mend: "They count as empty. Open the file in a spreadsheet program and save it.",
});

export const mergedCells = (file: string, ranges: number, first: string): Message => ({
  code: "merged-cells",
  what: `${counted(ranges, "range")} of ${show(file)} below the header ${ranges === 1 ? "is" : "are"} merged cells, such as ${first}`,
  mend: "Only the first cell of each holds the value; the others count as empty. Undo the merging, and fill the cells.",
});
