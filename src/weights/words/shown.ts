/** How the integer points of a model are shown to people. */
export interface ShownUnit {
  /** one shipped point is this many shown ones */
  readonly scale: number;
  readonly digits: number;
  /** points are log odds, shown in hundredths: whole numbers of a size that people can add */
  readonly logits: boolean;
}

/** Smaller units than this are fractions of a logit: points that people write or read have at most four decimals. */
const leastWritten = 1e-4;

/** How points of a unit are shown: with the decimals of the unit, or as hundredths of a logit. */
export function shownUnit({ scale: { unit } }: { readonly scale: { readonly unit: number } }): ShownUnit {
  return unit < leastWritten
    ? { scale: 100 * unit, digits: 0, logits: true }
    : { scale: unit, digits: decimalsOf(unit), logits: false };
}

/** Decimals of 1, 0.5, 0.01: as few as show every multiple of the unit. */
function decimalsOf(unit: number): number {
  let digits = 0;
  while (digits < 6 && Math.abs(unit * 10 ** digits - Math.round(unit * 10 ** digits)) > 1e-9) digits++;
  return digits;
}
