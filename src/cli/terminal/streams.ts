import { exits } from "../../base/errors.ts";

/**
 * A pipe that closes early (`leadline ... | head`) is no fault: the tool ends as it would have. Any other failure to
 * write the output (a full disk behind `> file`) is exit 4, reported on stderr if that can still be written to.
 */
export function quitOnWriteErrors(): void {
  for (const [name, stream] of [
    ["standard output", process.stdout],
    ["standard error", process.stderr],
  ] as const)
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
      if (stream !== process.stderr)
        process.stderr.write(
          `cannot write to ${name}: ${error.code === "ENOSPC" ? "the disk is full" : (error.code ?? error.message)}\n  make room, or send the output elsewhere, and run again\n`,
        );
      process.exit(exits.io);
    });
}
