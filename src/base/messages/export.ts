import type { Message } from "../errors.ts";

export const unsayableText = (shown: string, why: string): Message => ({
  code: "unsayable-text",
  what: `${shown} cannot be written in SQL: ${why}`,
  mend: "rename the column or mend the value in the export that it comes from",
});
