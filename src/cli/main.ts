#!/usr/bin/env node
import { version } from "../base/version.ts";
import { commandLine } from "./commands.ts";
import { fail } from "./print.ts";

// A pipe that closes early (`leadline … | head`) is no fault of ours.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
    throw error;
  });

const argv = process.argv.slice(2);
try {
  await commandLine(argv);
} catch (error) {
  process.exitCode = fail(error, version, argv.includes("--json"));
}
