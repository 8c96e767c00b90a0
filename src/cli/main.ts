#!/usr/bin/env node
import { leaveOnSignals } from "./terminal/signals.ts";
import { quitOnWriteErrors } from "./terminal/streams.ts";

// Both come before the commands are loaded, so that an early Ctrl-C or a full disk is handled like a late one.
leaveOnSignals();
quitOnWriteErrors();

const argv = process.argv.slice(2);
const [{ commandLine }, { fail }, { version }] = await Promise.all([
  import("./commands.ts"),
  import("./terminal/print.ts"),
  import("../base/version.ts"),
]);
try {
  await commandLine(argv);
} catch (error) {
  process.exitCode = fail(error, version, argv.includes("--json"));
}
