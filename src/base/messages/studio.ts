import type { Message } from "../errors.ts";

/** What the studio says. */

export const badDefinitionName = (name: string): Message => ({
  code: "bad-definition-name",
  what: `${JSON.stringify(name)} is no name for a definition`,
  mend: "use letters, digits, _ and -, beginning with a letter",
});

export const notOneValue = (name: string, why: string): Message => ({
  code: "not-one-value",
  what: `the definition ${name} cannot be read: ${why}`,
  mend: 'write it as in study.yaml, for example { when: "demo_request_30d >= 1" }',
});

export const noDefinitionsKey = (key: string): Message => ({
  code: "nothing-to-edit",
  what: `the study has no \`${key}:\` to edit`,
  mend: `add \`${key}:\` to study.yaml and start the studio again`,
});

export const savedElsewhere = (file: string): Message => ({
  code: "saved-elsewhere",
  what: `${file} was changed since this page was opened: by another tab, or in an editor`,
  mend: "nothing was written; copy your edits, reload the page to see the file as it is, and make them there",
});

export const loadedOtherwise = (file: string): Message => ({
  code: "loaded-otherwise",
  what: `${file} has changed in more than definitions, capacity and decide since the studio started`,
  mend: "stop the studio with Ctrl-C and start it again, so that it reads the data and fits the models anew",
});

export const portTaken = (port: number, why: string): Message => ({
  code: "port-taken",
  what: `cannot listen on 127.0.0.1:${port}: ${why}`,
  mend: "give another --port, or none for any that is free",
});

export const badPort = (): Message => ({
  code: "usage",
  what: "--port takes a whole number from 0 to 65535",
  mend: "for example --port 4680; 0 is any that is free",
});

export const foreignHost = (): string =>
  "This page answers at the address that leadline studio printed, and to its own pages, alone.";
export const noBodyOfEdits = (): string => "The request holds no edits that can be read.";

export const noStudyOfRun = (folder: string, study: string | null): Message => ({
  code: "no-study-of-run",
  what: `${folder} was made from ${study ?? "a study file that its log does not name"}, which is not there now`,
  mend: "name the study file: leadline studio study.yaml",
});

export const replayGone = "This replay is not kept any more: replay again.";
