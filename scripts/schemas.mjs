// Writes the JSON Schemas of the files that people and scripts touch, from the declarations that read and write them.
// A file is written only when its text differs, so that a build leaves an unchanged tree unchanged.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const rooms = [
  ["study", "studySchema"],
  ["result", "resultSchema"],
  ["result", "sweepSchema", "sweep"],
  ["weights", "weightsSchema"],
];

mkdirSync(`${root}schemas`, { recursive: true });
for (const [room, name, called = room] of rooms) {
  const module = `${root}dist/${room}/index.js`;
  if (!existsSync(module)) continue;
  const schema = (await import(module))[name];
  if (schema === undefined) continue;
  const file = `${root}schemas/${called}.schema.json`;
  const text = `${JSON.stringify(schema(), null, 2)}\n`;
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}
