import { parentPort } from "node:worker_threads";
import { type FitQuestion, fitModel } from "./fit.ts";

parentPort?.on("message", async (question: FitQuestion) => {
  parentPort?.postMessage(await fitModel(question));
});
