import { exits, refuse } from "../../../base/errors.ts";
import { unsayableText } from "../../../base/messages/export.ts";
import { shown } from "../../shown.ts";

/** What several dialects write alike. */

const loneSurrogate = /\p{Surrogate}/u;

/** The text, where it is one: half a surrogate pair has no bytes in UTF-8. */
function wellFormed(value: string): string {
  if (loneSurrogate.test(value))
    refuse(exits.usage, unsayableText(shown(value), "half a surrogate pair is no text"));
  return value;
}

/** `"Job ""Title"""` */
export function quotedName(name: string): string {
  if (name === "") refuse(exits.usage, unsayableText('""', "a name cannot be empty"));
  if (name.includes("\0")) refuse(exits.usage, unsayableText(shown(name), "a name cannot hold a NUL"));
  return `"${wellFormed(name).replaceAll('"', '""')}"`;
}

/** `'it''s'`, where backslashes mean nothing; a NUL is left to the dialect. */
export const quotedText = (value: string): string => `'${wellFormed(value).replaceAll("'", "''")}'`;

/** The shortest text that reads back as the same double; no minus before a zero. */
export const shortest = (x: number): string => String(Object.is(x, -0) ? 0 : x);
