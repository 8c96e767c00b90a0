import type { Message } from "../../errors.ts";

export const cannotRead = (what: string, mend: string): Message => ({ code: "rule-syntax", what, mend });
