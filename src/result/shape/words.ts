import * as z from "zod";
import { named } from "../../base/shape.ts";

/** The building blocks of the shapes of a result. */

export const text = z.string();
export const count = z.int().min(0);
export const share = z.number().min(0).max(1);
export const month = text.regex(/^\d{4}-\d{2}$/);

export const estimated = z
  .union([
    z.strictObject({ value: z.number(), low: z.number(), high: z.number(), n: z.number() }),
    z.strictObject({ value: z.null(), reason: text }),
  ])
  .register(named, {
    id: "estimated",
    description:
      "a value with its interval (95% unless said otherwise) and what it rests on, or why there is none",
  });

export const reliability = z
  .array(z.strictObject({ predicted: z.number(), observed: estimated }))
  .register(named, { id: "reliability", description: "predicted probability against what happened, by bin" });
