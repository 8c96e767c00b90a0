import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Study } from "../../src/study/type.ts";
import { readStudy } from "../../src/workbench/study-file.ts";

/** Makes folders of exports below a folder; `files` are the paths of what was written. */
export const foldersIn =
  (place: string) =>
  (name: string, files: Readonly<Record<string, string>>): { out: string; files: string[] } => {
    const out = join(place, name);
    mkdirSync(out);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(out, file), text);
    return { out, files: Object.keys(files).map((file) => join(out, file)) };
  };

/** A study that must have no fault. */
export function studyOf(text: string): Study {
  const { study, faults } = readStudy(text, "study.yaml");
  if (study === null) throw new Error(faults.map(({ what }) => what).join("\n"));
  return study;
}
