import type { Message } from "../../errors.ts";

export const noSuchColumn = (name: string, near: string): Message => ({
  code: "no-such-column",
  what: `the leads files have no column "${name}"`,
  mend: near,
});

export const notStatic = (name: string, unvouched: boolean): Message => ({
  code: "not-known-at-creation",
  what: unvouched
    ? `the leads column "${name}" is not listed as known at creation`
    : `"${name}" is not known at creation: flags, personas and exclude read only columns of features.known_at_creation`,
  mend: unvouched
    ? "add it to features.known_at_creation if its value was known when the lead was created and is never overwritten"
    : "name a column of features.known_at_creation, or put the condition into a definition",
});

export const notText = (name: string): Message => ({
  code: "not-text",
  what: `"${name}" is a number, and has no domain`,
  mend: "domain_of takes a column of e-mail addresses or domains",
});

export const featureCollision = (name: string): Message => ({
  code: "feature-collision",
  what: `"${name}" is the name of two features`,
  mend: "rename the flag or persona, or rename the activity under features.activities.rename",
});
