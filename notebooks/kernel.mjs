// npm run notebooks: registers Deno's kernel with Jupyter and VS Code, and lets the notebooks import `leadline` by its name.
// (`deno jupyter --install` passes over JUPYTER_DATA_DIR: the three lines of its file are written here.)
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { denoOf } from "./kernel-client.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const link = join(here, "node_modules/leadline");
if (!existsSync(link)) symlinkSync(join(here, ".."), link, "junction");

const deno = denoOf();
if (deno === null) {
  console.error("Deno is not installed for this machine: npm ci --prefix notebooks");
  process.exit(4);
}
const { APPDATA, JUPYTER_DATA_DIR, XDG_DATA_HOME } = process.env;
const data =
  JUPYTER_DATA_DIR ??
  (process.platform === "win32"
    ? join(APPDATA ?? join(homedir(), "AppData/Roaming"), "jupyter")
    : process.platform === "darwin"
      ? join(homedir(), "Library/Jupyter")
      : join(XDG_DATA_HOME ?? join(homedir(), ".local/share"), "jupyter"));
const kernel = join(data, "kernels/deno");
if (!process.argv.includes("--link")) {
  mkdirSync(kernel, { recursive: true });
  const spec = {
    argv: [deno, "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno",
    language: "typescript",
  };
  writeFileSync(join(kernel, "kernel.json"), `${JSON.stringify(spec, null, 2)}\n`);
  console.log(
    `the kernel "Deno" is registered in ${kernel}\nopen a notebook of notebooks/ in Jupyter or VS Code and choose it, or: node notebooks/run.mjs`,
  );
}
