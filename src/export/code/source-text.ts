/** A string literal that is safe in a script of a web page too. */
export const sourceText = (value: string): string =>
  JSON.stringify(value)
    .replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`)
    .replace(/</g, "\\u003c");
