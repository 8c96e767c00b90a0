import type { Message } from "../../errors.ts";
import { didYouMean } from "../../text.ts";

export const unsayableText = (shown: string, why: string): Message => ({
  code: "unsayable-text",
  what: `${shown} cannot be written in SQL: ${why}`,
  mend: "rename the column or fix the value in the export that it comes from",
});

export const unknownTarget = (written: string, known: readonly string[]): Message => ({
  code: "usage",
  what: `there is no target "${written}" to export to`,
  mend: didYouMean(written, known),
});

export const noSuchRun = (run: string, known: readonly string[]): Message => ({
  code: "no-such-run",
  what: `there is no run ${run}`,
  mend:
    known.length === 0
      ? "run a study first: leadline run study.yaml"
      : `name a run folder, or one of ${known.slice(-5).reverse().join(", ")}`,
});

export const runUnusable = (folder: string, file: string): Message => ({
  code: "run-damaged",
  what: file === "" ? `${folder} is not a run folder` : `${folder}/${file} is not what the run wrote`,
  mend: "run the study again: it makes the run folder anew",
});

export const runRenamed = (folder: string, run: string): Message => ({
  code: "run-renamed",
  what: `${folder} holds the run ${run} under another name`,
  mend: `name the folder ${run} again: a run is told from others by it`,
});

export const runOfOtherVersion = (folder: string, file: string): Message => ({
  code: "run-foreign",
  what: `this version cannot read ${file} in ${folder}: another version wrote it`,
  mend: "use the version that wrote it, or run the study again with this one",
});

export const nothingToExport = (): Message => ({
  code: "usage",
  what: "export needs a run, or two files of weights to compare",
  mend: "leadline export --run 2026-10-01-1a2b3c4d, or leadline export --diff old.json new.json",
});

export const manyRuns = (name: string, folders: readonly string[]): Message => ({
  code: "no-such-run",
  what: `more than one run is called ${name}, or begins so`,
  mend: `name its folder, such as ${folders.join(" or ")}`,
});

export const unsayableInXml = (shown: string): Message => ({
  code: "unsayable-text",
  what: `${shown} cannot be written in XML: it holds a control character`,
  mend: "rename the column, or fix the value in the file that it comes from",
});

export const textOrderInPmml = (shown: string): Message => ({
  code: "unsayable-text",
  what: `a rule that orders texts cannot be written in PMML: it compares with ${shown}`,
  mend: "write the rule with = or IN",
});

export const unsayableInOnnx = (shown: string): Message => ({
  code: "unsayable-text",
  what: `${shown} cannot be written in ONNX: it holds a NUL or half a surrogate pair`,
  mend: "fix the value in the file that it comes from",
});

export const textOrderInOnnx = (shown: string): Message => ({
  code: "unsayable-text",
  what: `a rule that orders texts cannot be written in ONNX: it compares with ${shown}`,
  mend: "write the rule with = or IN",
});

export const unnamedInOnnx = (): Message => ({
  code: "unsayable-text",
  what: "these weights have no input, or one without a name: a graph of ONNX needs columns with names",
  mend: "give the column a name, or use another target",
});

// What a model card says of each figure of a model.
export const saysAuc = "AUC: how often a lead that gets there scores above one that does not";
export const saysLogLoss = "log loss: a penalty for confident wrong predictions; lower is better";
export const saysBrier = "Brier score: the mean squared error of p; lower is better";
export const saysObservedExpected = "outcomes for each one predicted; 1 is right";
export const saysSlope = "calibration slope; 1 is right, below it predictions are too far apart";
export const saysBestTenth = "share of the best tenth that gets there";
export const saysBaseRate = "share of all that gets there";
