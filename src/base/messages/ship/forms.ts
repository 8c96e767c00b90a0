import type { Message } from "../../errors.ts";
import { didYouMean } from "../../text.ts";

/** The forms of a report: pictures, tables, PDF. */

export const unknownForm = (written: string, known: readonly string[]): Message => ({
  code: "usage",
  what: `there is no form "${written}" of a report`,
  mend: didYouMean(written, known),
});

/** @param named what LEADLINE_BROWSER says; empty: nothing */
export const noBrowser = (named: string): Message => ({
  code: "no-browser",
  what:
    named === ""
      ? "a PDF is printed by a browser, and no Chrome, Chromium or Edge was found here"
      : `a PDF is printed by a browser, and LEADLINE_BROWSER names none: ${named} is no program here`,
  mend: "name one in LEADLINE_BROWSER, or open report.html and print it; the other forms need none",
});

export const browserFailed = (browser: string, said: string): Message => ({
  code: "browser-failed",
  what: `${browser} printed no PDF${said === "" ? "" : `: ${said}`}`,
  mend: "name another browser in LEADLINE_BROWSER, or open report.html and print it",
});

export const noPictures = (why: string): Message => ({
  code: "no-pictures",
  what: `PNG pictures cannot be made on this machine: ${why}`,
  mend: "install Leadline's packages again (npm install) for this system, or use --to svg",
});

export const unreadableGrid = (file: string): Message => ({
  code: "run-foreign",
  what: `this version cannot read ${file}`,
  mend: "run the study again with this version",
});

export const noPipe = "it has no pipe";
export const endedEarly = "it ended before the page was printed";
