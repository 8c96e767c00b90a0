import { join } from "node:path";
import { installed } from "./install.ts";

/**
 * A program of Python packages: the one that an environment variable names, or one that is installed from PyPI for the
 * tests and kept; else why there is none.
 */
export function pipProgram(
  variable: string,
  packages: readonly string[],
  program = "python",
): { readonly program: string } | { readonly why: string } {
  const given = process.env[variable];
  if (given !== undefined) return { program: given };
  const pip = ["install", "-q", "--disable-pip-version-check", "--retries", "1", "--no-compile"];
  const found = installed(packages[0]?.replace("==", "-") ?? "python", (home) => [
    ["python3", ["-m", "venv", home]],
    [join(home, "bin/pip"), [...pip, ...packages]],
  ]);
  return "why" in found ? found : { program: join(found.home, "bin", program) };
}
