import type { Message } from "../errors.ts";
import { counted, grouped } from "../text.ts";

/** What a run is made of that is not here any more. */

const short = (digest: string): string => digest.slice(0, 8);

export const otherCode = (made: string, code: string, version: string, own: string): Message => ({
  code: "other-code",
  what:
    made === version
      ? `the run was made by another build of Leadline ${version}: its code is ${short(code)}, this one's ${short(own)}`
      : `the run was made by Leadline ${made}, and this is ${version}`,
  mend: "Check out the commit that it was made with, and build it.",
});

export const studyLost = (folder: string): Message => ({
  code: "study-lost",
  what: `${folder}/study.yaml is not the study that the run was made from`,
  mend: "Put the study back as it was; the digest in manifest.json tells which it is.",
});

export const previousLost = (run: string): Message => ({
  code: "previous-lost",
  what: `the run before it, ${run}, is not here or was changed; this run's weights carry on its version numbers`,
  mend: "Restore that folder beside this one.",
});

export const dataUnfound = (path: string): Message => ({
  code: "data-unfound",
  what: `the study file was ${path}, and there is none now, so the place of its exports is not known`,
  mend: "Name it with --study, in the folder of the exports; the study itself is read from the run.",
});

export const dataUnread = (what: string): Message => ({
  code: "data-unread",
  what: `the exports cannot be read as they were: ${what}`,
  mend: "Put the exports back as they were when the run was made.",
});

export const dataOthers = (changes: readonly { file: string; before: number; after: number }[]): Message => ({
  code: "data-others",
  what:
    changes.length === 0
      ? "the exports have as many rows as they had, with other values"
      : `the exports have changed: ${changes.map(({ file, before, after }) => `${file} has ${counted(after, "row")} and had ${grouped(before)}`).join("; ")}`,
  mend: "Put the exports back as they were when the run was made; a study whose exports are kept by date can always be made again.",
});
