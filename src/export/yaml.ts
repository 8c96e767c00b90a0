/**
 * A value as text that YAML 1.1 and 1.2 read alike: JSON in which every text is quoted, so that none becomes a number
 * or a truth value, and characters that end a line or are not allowed in a file are escaped.
 */
export const yamlOf = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/gu, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
