#!/usr/bin/env node
import { version } from "../base/version.ts";
import { commandLine } from "./commands.ts";
import { fail } from "./print.ts";

// A pipe that closes early (`leadline … | head`) is no fault of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
});

try {
  await commandLine(process.argv.slice(2));
} catch (error) {
  process.exitCode = fail(error, version);
}
