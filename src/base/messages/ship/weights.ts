import type { Message } from "../../errors.ts";
import { reasonOf } from "../workbench.ts";

/**
 * @param text what the file holds
 * @param why what the parser says
 */
export function notJson(text: string, why: string): Message {
  const written = text.trim();
  const cutOff = written.startsWith("{") && !written.endsWith("}");
  const said =
    written === "" ? "the file is empty" : cutOff ? "the file is cut off, it ends in the middle" : why;
  return {
    code: "weights-not-json",
    what: `this is not JSON (${said})`,
    mend: "weights are weights/<model>.json of a run folder: take the file there",
  };
}

export const notWeights = (what: string): Message => ({
  code: "weights-misshapen",
  what,
  mend: "name weights/<model>.json of a run folder",
});
export const noWeightsHere = "this is no file of weights: it holds no attributes and no calibration";
export const resultGiven = "this is the result.json of a run, not a file of weights";

export const otherSchema = (found: string): Message => ({
  code: "weights-other-version",
  what: `these weights are of schemaVersion ${found}; this version of leadline reads 1`,
  mend: "make them again by `leadline run` with this version, or read them with the version that made them",
});

export const misshapen = (what: string): Message => ({
  code: "weights-misshapen",
  what,
  mend: "weights are not edited by hand: change the study and run it again (schemas/weights.schema.json says what they hold)",
});

export const damaged = (stated: string, found: string): Message => ({
  code: "weights-damaged",
  what: `the weights are not what their sha256 says: ${stated.slice(0, 12)}… is stated, ${found.slice(0, 12)}… is found`,
  mend: "they were changed after they were made: take the file of the run folder again",
});

export const inconsistent = (what: string): Message => ({
  code: "weights-inconsistent",
  what,
  mend: "the file contradicts itself and cannot be scored: take the file of the run folder again",
});

export const scoredOtherwise = (row: number, stated: string, found: string): Message => ({
  code: "weights-scored-otherwise",
  what: `golden row ${row + 1} should score ${stated}, but scores ${found} here`,
  mend: "this version of leadline scores differently from the one that made these weights: make them again",
});

export const versionsAnew = (file: string, why: string): Message => ({
  code: "versions-anew",
  what: `the weights of the run before cannot be read (${why}), so this run's versions begin at 1.0.0`,
  mend: `restore ${file} and run the study again under another --out, or publish under the new version`,
});

export const noSuchWeights = (code: string): Message => ({
  code: "cannot-read-weights",
  what: `cannot read these weights: ${code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "this is a folder" : reasonOf(code)}`,
  mend: "name weights/<model>.json of a run folder",
});

export const noGroupOf = (name: string): string => `there is no group ${JSON.stringify(name)}`;
export const noInputOf = (name: string): string => `there is no input ${JSON.stringify(name)}`;
export const limitsCrossed = (low: number, high: number): string => `the lower limit ${low} is above ${high}`;
export const noProbabilityHere = (model: string): string => `${model} has no probability here`;
export const calibrationFalls = (model: string): string =>
  `higher scores of ${model} mean lower chances here: no cut-off on its probability means anything`;
