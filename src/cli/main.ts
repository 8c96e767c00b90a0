#!/usr/bin/env node
import { leaveOnSignals } from "./signals.ts";
import { quitOnWriteErrors } from "./streams.ts";

// Both stand before the commands load: an early Ctrl-C or a full disk is met like a late one.
leaveOnSignals();
quitOnWriteErrors();

const argv = process.argv.slice(2);
const [{ commandLine }, { fail }, { version }] = await Promise.all([
  import("./commands.ts"),
  import("./print.ts"),
  import("../base/version.ts"),
]);
try {
  await commandLine(argv);
} catch (error) {
  process.exitCode = fail(error, version, argv.includes("--json"));
}
