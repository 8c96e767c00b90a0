/**
 * A value as YAML 1.1 and 1.2 read it alike: JSON, every text in quotes, so that none becomes a number or a truth, and signs
 * that end a line or may not stand in a file spelt out.
 */
export const yamlOf = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/gu, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
