/** The tool's version; test/contract holds it against package.json. */
export const version = "0.2.0";
