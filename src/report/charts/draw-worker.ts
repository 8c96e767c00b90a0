import { parentPort } from "node:worker_threads";
import { svgOf } from "./draw.ts";
import type { Spec } from "./type.ts";

parentPort?.on("message", async (spec: Spec) => parentPort?.postMessage(await svgOf(spec)));
