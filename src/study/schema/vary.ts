import { isMap, isNode, isScalar, isSeq } from "yaml";
import { expected, varyEmpty, varyPlace } from "../../base/messages/study/study.ts";
import { found, slotOf } from "../reading.ts";
import type { Variation } from "../type.ts";
import { type Shape, shape } from "./shape.ts";

const example = "vary: { models.logit.penalty: [ridge, lasso], capacity.reps: [6, 8] }";

/** What a sweep may vary: settings of fitting and judging, but nothing that is read from the files. */
const places =
  /^(features\.activities\.(windows|half_life|cap)|features\.(bins|signs)\..+|models\..+|definitions\..+|calibration|capacity\..+)$/;

/** `vary:` maps the path of a setting to the values that a sweep gives it. */
export const vary: Shape<readonly Variation[]> = shape(
  {
    type: "object",
    additionalProperties: { type: "array", minItems: 1 },
    propertyNames: { pattern: places.source },
    examples: [example],
  },
  (slot, reading) => {
    const { node } = slot;
    if (!isMap(node))
      return reading.sayAt(expected("settings, each with a list of values", found(slot), example), slot);
    return node.items.flatMap(({ key, value }): Variation[] => {
      const at = slotOf(key, slot.at, slot.path);
      const path = isScalar(key) ? String(key.value) : "";
      const own = slotOf(value, at.at, `${slot.path}.${path}`);
      // its place is kept for faults that only a variant shows
      if (!reading.enter(own)) return [];
      if (!places.test(path)) {
        reading.say(varyPlace(path), at.at, slot.path);
        return [];
      }
      if (!isSeq(value) || value.items.length === 0) {
        reading.sayAt(varyEmpty(path, isSeq(value) ? "an empty one" : found(own)), own);
        return [];
      }
      const values = value.items.map((item) => {
        const [from = 0, to = 0] = (isNode(item) ? item.range : null) ?? [];
        const text = reading.text.slice(from, to).trim().replace(/\s+/g, " ");
        return { value: isNode(item) ? item.toJSON() : item, text };
      });
      return [{ path, values }];
    });
  },
);
