import type { Feature } from "../features/type.ts";
import type { Input } from "../weights/type.ts";

/** A feature as an input of weights. */
export function inputOf(feature: Feature): Input {
  if (feature.kind === "count") return { name: feature.name, type: "count", from: feature.from };
  if (feature.kind === "decay") return { name: feature.name, type: "decay", from: feature.from };
  if (feature.kind === "boolean")
    return { name: feature.name, type: "boolean", from: { flag: feature.name } };
  return {
    name: feature.name,
    type: feature.kind,
    from: "column" in feature.from ? feature.from : { column: feature.name },
  };
}
