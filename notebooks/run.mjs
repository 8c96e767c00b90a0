// node notebooks/run.mjs [FILE.ipynb …]: runs notebooks top to bottom in the real kernel and says what each cell gave; by
// default all that lie here. Exit 1 where a cell fails. Nothing is written into them: they are kept without outputs.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { denoOf, startKernel } from "./kernel-client.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const deno = denoOf();
if (deno === null) {
  console.error("the kernel is not installed: npm run notebooks");
  process.exit(4);
}
const given = process.argv.slice(2);
const files =
  given.length > 0
    ? given
    : readdirSync(here)
        .filter((name) => name.endsWith(".ipynb"))
        .sort()
        .map((name) => join(here, name));
let failed = 0;
for (const file of files) {
  const { cells } = JSON.parse(readFileSync(file, "utf8"));
  const kernel = await startKernel(deno, dirname(file));
  console.log(file);
  for (const { cell_type, source } of cells) {
    if (cell_type !== "code") continue;
    const outputs = await kernel.execute(source.join(""));
    for (const output of outputs) console.log(textOf(output).replace(/^/gm, "  "));
    if (outputs.some(({ output_type }) => output_type === "error")) {
      failed++;
      break;
    }
  }
  await kernel.stop();
}
process.exit(failed === 0 ? 0 : 1);

function textOf({ output_type, text, data, evalue, traceback }) {
  if (output_type === "stream") return text.trimEnd();
  if (output_type === "error") return `failed: ${traceback?.join("\n") ?? evalue}`;
  const chart = Object.keys(data).find((type) => type.includes("vegalite"));
  return chart === undefined ? String(data["text/plain"]) : `[chart: ${data[chart].title}]`;
}
