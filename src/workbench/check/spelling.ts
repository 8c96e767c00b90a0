/** Damage that exports and spreadsheets do to the texts of a column. */

const entities: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["#39", "'"],
  ["nbsp", " "],
]);

/** The characters of Windows-1252 with the bytes 80 to 9F, where Latin-1 has none. */
const WESTERN = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
const BYTES = [
  0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95,
  0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
];
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A text as it was before it was escaped for web pages (`R&amp;D`) or read in another encoding (`GeschÃ¤ft`). */
export function restored(level: string): string {
  const plain = level.replace(
    /&(#?\w+);/g,
    (whole, name: string) => entities.get(name.toLowerCase()) ?? whole,
  );
  if (!/[ÂÃâ]/.test(plain)) return plain;
  const bytes = Uint8Array.from(plain, (sign) => {
    const at = WESTERN.indexOf(sign);
    return at >= 0 ? (BYTES[at] ?? 0) : sign.charCodeAt(0) < 0x100 ? sign.charCodeAt(0) : 0;
  });
  if (bytes.includes(0)) return plain;
  try {
    return utf8.decode(bytes);
  } catch {
    return plain;
  }
}

const month = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const asDate = new RegExp(`^([0-9]{1,2}-${month}|${month}-[0-9]{2})$`, "i");
const asRange = /^[0-9][0-9.,]*\s*(-|–|to)\s*[0-9][0-9.,]*$|^[0-9][0-9.,]*\s*\+$/;

/** Levels such as `10-Jan` among ranges such as `51-200`: a spreadsheet took 1-10 for a date. Empty: there are none. */
export const rangesAsDates = (levels: readonly string[]): readonly string[] =>
  levels.some((level) => asRange.test(level)) ? levels.filter((level) => asDate.test(level)) : [];
