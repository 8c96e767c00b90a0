/** Cells of CSV as RFC 4180 has it. */
export const csvCells = (text: string): string[][] =>
  [...text.matchAll(/(?<line>(?:"(?:[^"]|"")*"|[^"\r\n])*)\r\n/g)].map(({ groups }) =>
    [...(groups?.line ?? "").matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
    ),
  );
