import { parentPort } from "node:worker_threads";
import { type FitQuestion, fitModel } from "./fit.ts";

parentPort?.on("message", (question: FitQuestion) => {
  parentPort?.postMessage(fitModel(question));
});
