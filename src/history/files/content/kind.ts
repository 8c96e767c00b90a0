/** The content of a file, as its first bytes show it. */
export type Kind =
  | "text"
  | "json lines"
  | "json"
  | "parquet"
  | "gzip"
  | "zip"
  /** content that Leadline does not read; `what` names it */
  | { readonly what: string };

const latin = (text: string): readonly number[] => [...text].map((c) => c.charCodeAt(0));

const signs: readonly (readonly [bytes: readonly number[], kind: Kind])[] = [
  [latin("PAR1"), "parquet"],
  [[0x1f, 0x8b], "gzip"],
  [latin("PK\x03\x04"), "zip"],
  [latin("PK\x05\x06"), "zip"],
  [[0xd0, 0xcf, 0x11, 0xe0], { what: "a workbook of before 2007 (XLS), or one with a password" }],
  [latin("%PDF"), { what: "a PDF" }],
  [latin("\x89PNG"), { what: "a picture" }],
  [[0xff, 0xd8, 0xff], { what: "a picture" }],
  [latin("GIF8"), { what: "a picture" }],
  [latin("7z\xbc\xaf"), { what: "a 7-Zip archive" }],
  [latin("Rar!"), { what: "a RAR archive" }],
  [[0x28, 0xb5, 0x2f, 0xfd], { what: "compressed by Zstandard" }],
  [latin("BZh91AY"), { what: "compressed by bzip2" }],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], { what: "compressed by xz" }],
  [latin("SQLite format 3"), { what: "an SQLite database" }],
  [latin("Obj\x01"), { what: "an Avro file" }],
];

/** How many bytes are enough to recognise every kind. */
export const kindBytes = 1 << 12;

/** The kind of content that the first bytes of a file show. */
export function kindOf(head: Uint8Array): Kind {
  for (const [sign, kind] of signs) if (sign.every((byte, i) => head[i] === byte)) return kind;
  const text = Buffer.from(head)
    .toString("utf8")
    .replace(/^\uFEFF?\s*/, "");
  if (/^<(!doctype|html|head|body|table|meta|\?xml|\w+:?workbook)\b/i.test(text))
    return { what: "a web page or XML, whatever its name says" };
  if (/^version https:\/\/git-lfs\.github\.com\//.test(text))
    return { what: "a pointer of Git LFS, which stands for a file that was not fetched" };
  if (/^\[\s*\{/.test(text)) return "json";
  return /^\{\s*["}]/.test(text) ? "json lines" : "text";
}
