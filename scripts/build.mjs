// Build: the layer rule first (fast, and its message is the clearest), then the compiler, then the schemas.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { checkCircles, checkExports } from "./imports.mjs";
import { checkLayers } from "./layers.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { faults, read } = checkLayers(`${root}src`);
if (faults.length > 0) {
  console.error(`${faults.join("\n")}\n${faults.length} imports against the layer rule (scripts/layers.mjs)`);
  process.exit(1);
}
const others = [...checkCircles(`${root}src`), ...checkExports(`${root}src`, `${root}test`)];
if (others.length > 0) {
  console.error(`${others.join("\n")}\n${others.length} faults of imports (scripts/imports.mjs)`);
  process.exit(1);
}
rmSync(`${root}dist`, { recursive: true, force: true });
const tsc = spawnSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, "-p", `${root}tsconfig.json`],
  { stdio: ["ignore", 2, 2], cwd: root },
);
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
await bundleTool();
// what the code reads as data stands beside it
for (const beside of ["init", "cli/bundle"])
  cpSync(`${root}src/init/presets`, `${root}dist/${beside}/presets`, { recursive: true });
// which sources this is: a run's identity holds it
const { digestOfSources } = await import(pathToFileURL(`${root}dist/workbench/folder/code.js`).href);
writeFileSync(`${root}dist/code.json`, `${JSON.stringify({ sources: digestOfSources(`${root}src`) })}\n`);
if (existsSync(`${root}scripts/schemas.mjs`)) {
  const schemas = spawnSync(process.execPath, [`${root}scripts/schemas.mjs`], {
    stdio: ["ignore", 2, 2],
    cwd: root,
  });
  if (schemas.status !== 0) process.exit(schemas.status ?? 1);
}
const reference = spawnSync(process.execPath, [`${root}scripts/reference.mjs`], {
  stdio: ["ignore", 2, 2],
  cwd: root,
});
if (reference.status !== 0) process.exit(reference.status ?? 1);
console.error(`built ${read} files of src into dist`);

/**
 * The tool in a few files instead of 700 modules, which take twice as long to load: a command starts a quarter of a second
 * earlier. They lie as deep as the modules that they are made of, and its workers among them, so that what a module finds
 * from its own place is found. The packages stay as they are.
 */
async function bundleTool() {
  const dist = `${root}dist`;
  const bundle = await rolldown({
    input: {
      main: `${dist}/cli/main.js`,
      worker: `${dist}/backtest/replay/worker.js`,
      "fit-worker": `${dist}/models/fitting/fit-worker.js`,
      "draw-worker": `${dist}/report/charts/draw-worker.js`,
    },
    platform: "node",
    external: /^[^./]/,
  });
  await bundle.write({ dir: `${dist}/cli/bundle`, chunkFileNames: "[name]-[hash].js", comments: false });
  await bundle.close();
  writeFileSync(`${dist}/cli/main.js`, '#!/usr/bin/env node\nimport "./bundle/main.js";\n');
}
