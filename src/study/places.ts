import type { Where } from "../base/errors.ts";
import type { Study } from "./type.ts";

/**
 * The place in the study file of an offset: line, column, and the key path of the value around it (the last value that
 * begins at or before the offset).
 */
export function placeAt(
  study: Pick<Study, "places" | "text" | "file">,
  offset: number,
  fallback = "",
): Where {
  const before = study.text.slice(0, offset);
  const line = before.split("\n").length;
  const column = offset - before.lastIndexOf("\n");
  let path = fallback;
  let nearest = { line: 0, column: 0 };
  for (const [key, place] of study.places) {
    const after = place.line > line || (place.line === line && place.column > column);
    const nearer =
      place.line > nearest.line || (place.line === nearest.line && place.column >= nearest.column);
    if (!after && nearer) {
      path = key;
      nearest = place;
    }
  }
  return { file: study.file, line, column, ...(path === "" ? {} : { path }) };
}

/** The place of a key in the study file, or of the nearest key above it. */
export function placeOf(study: Pick<Study, "places" | "file">, path: string): Where {
  for (let key = path; key !== ""; key = key.replace(/(\[\d+\]|\.?[^.[\]]+)$/, "")) {
    const place = study.places.get(key);
    if (place !== undefined) return { file: study.file, ...place, path };
  }
  return { file: study.file, path };
}
