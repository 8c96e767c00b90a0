// The layer rule: which folder of src may import which. Read by the build and by test/contract/layers.
// A layer that needs another arrow argues for it here, on its own line, or moves the shared piece down.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

/** layer: [may import, why it stands where it does, may import types alone of] */
export const layers = {
  base: [[], "the language everything else speaks: it knows nothing of leads"],
  stats: [["base"], "arrays in, numbers out: usable without a study"],
  rules: [["base"], "one tree for predicates and definitions: replay, SQL and exports read only that"],
  study: [["base", "rules"], "the file an analyst writes, with positions; no data is read here"],
  weights: [
    ["base", "stats", "rules"],
    "what ships, and the one scorer of it; a calibration map is arithmetic that stats already has",
  ],
  history: [["base", "rules", "study"], "files to typed columns: the only reader of the user's data"],
  init: [
    ["base", "rules", "study", "history"],
    "profiles of columns in, the text of a study out, whose names are made as rules read them: pure, so that a proposal can be read and tested without a file",
  ],
  labels: [
    ["base", "stats", "study", "history"],
    "outcomes never see features; what counts as an outcome or as work the study says, in its own types; what a result says of them, the result does",
    ["result"],
  ],
  features: [
    ["base", "rules", "study", "history"],
    "features never see labels: that is the guard against leakage",
  ],
  funnel: [
    ["base", "stats", "study", "history", "labels", "features"],
    "what became of leads, by what they are: it counts outcomes by traits that features code, for people, and nothing learns from it",
    ["result"],
  ],
  models: [
    ["base", "stats", "rules", "study", "weights", "features"],
    "fit gives Weights and diagnostics, in the types of the result; each kind says itself what a study may state of it",
    ["result"],
  ],
  evaluate: [
    ["base", "stats"],
    "scores and outcomes only, so that any model is judged alike, in the types of the result",
    ["result"],
  ],
  backtest: [
    ["base", "stats", "rules", "study", "weights", "history", "labels", "features", "models", "evaluate"],
    "the replay: everything that is needed to judge a definition, nothing that prints it; what is to be judged the study says, in its own types",
    ["result"],
  ],
  result: [["base", "weights"], "the contract of a run: what a report may know"],
  report: [["base", "result"], "reads the result and nothing else"],
  export: [["base", "rules", "weights"], "weights and rules to text; dialects live here"],
  publish: [
    ["base", "weights", "result"],
    "which weights are live and why: it reads what a run says of them, and decides nothing by data of its own",
  ],
  frames: [
    ["base", "study", "history", "weights", "result"],
    "tables of a run and of a study as data frames of a notebook: what it reads and gives is said by the result's shape and the history's columns",
  ],
  simulate: [["base", "stats"], "leads with a known truth, made without the code that is judged on them"],
  workbench: [
    [
      "base",
      "stats",
      "rules",
      "study",
      "weights",
      "history",
      "init",
      "labels",
      "features",
      "funnel",
      "models",
      "evaluate",
      "backtest",
      "result",
      "report",
      "export",
      "publish",
      "simulate",
    ],
    "composition: the flow in one screen, and the sole writer of run folders",
  ],
  cli: [["base", "workbench", "result"], "parse, call workbench, print, exit code"],
};

/** Rooms that may touch the file system. */
const fsRooms = new Set(["history", "workbench", "cli"]);
const importPattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|\brequire\s*\(\s*)(["'`])([^"'`\n]+)\1/g;

/** Is an import (a match of the pattern) one of types alone, `import type … from` or `export type … from`? */
const ofTypes = (text, { 0: found, index }) =>
  found.startsWith("from") &&
  /^(import|export) type\b/.test(
    text.slice(Math.max(...["import ", "export "].map((word) => text.lastIndexOf(word, index)))),
  );

/** Every TypeScript file below a folder. */
export function* files(dir) {
  for (const name of readdirSync(dir).sort()) {
    const path = join(dir, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (/\.[cm]?tsx?$/.test(name)) yield path;
  }
}

/** All faults of a source tree against the rule, and how many files were read. */
export function checkLayers(src) {
  const faults = [];
  let read = 0;
  for (const file of files(src)) {
    read++;
    const here = relative(src, file).split(sep);
    const layer = here.length > 1 ? here[0] : "index";
    if (layer !== "index" && !(layer in layers)) {
      faults.push(
        `${file}: src/${layer} is not a layer; add it to scripts/layers.mjs with its arrows and the reason`,
      );
      continue;
    }
    const text = readFileSync(file, "utf8");
    for (const match of text.matchAll(importPattern)) {
      const target = match[2];
      const line = text.slice(0, match.index).split("\n").length;
      const at = `${file}:${line}`;
      if (/^(node:)?fs(\/promises)?$/.test(target) && !fsRooms.has(layer))
        faults.push(`${at}: only ${[...fsRooms].join(", ")} may touch the file system`);
      if (!target.startsWith(".")) continue;
      const to = relative(src, resolve(dirname(file), target)).split(sep);
      if (to[0] === "..") {
        faults.push(`${at}: "${target}" leaves src`);
        continue;
      }
      const other = to.length > 1 ? to[0] : "index";
      if (layer === "index") {
        if (other !== "workbench") faults.push(`${at}: src/index.ts re-exports workbench alone`);
      } else if (other !== layer && !layers[layer][0].includes(other)) {
        const [, , types = []] = layers[layer];
        if (types.includes(other)) {
          if (!ofTypes(text, match)) faults.push(`${at}: ${layer} may import types alone of ${other}`);
          continue;
        }
        faults.push(
          `${at}: ${layer} may not import ${other} ("${target}"). ${layer}: ${layers[layer][1]}. It may import: ${layers[layer][0].join(", ") || "nothing"}`,
        );
      }
    }
  }
  return { faults, read };
}
