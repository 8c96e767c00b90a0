/** The tool's version, which test/contract compares with package.json. */
export const version = "0.2.0";
