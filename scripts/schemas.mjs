// Writes the JSON Schemas of the files that people and scripts touch, from the declarations that read and write them.
// A file is written only when its text differs, so that a build leaves an unchanged tree unchanged.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const rooms = [
  ["study", "studySchema", "study"],
  ["result", "resultSchema", "result"],
  ["result", "explorationSchema", "exploration"],
  ["result", "sweepSchema", "sweep"],
  ["weights", "weightsSchema", "weights"],
];

// a study names kinds of model: theirs say how; the other schemas take nothing
const { learntKinds } = await import(`${root}dist/models/kinds.js`);
mkdirSync(`${root}schemas`, { recursive: true });
for (const [room, name, title] of rooms) {
  const module = `${root}dist/${room}/index.js`;
  if (!existsSync(module)) continue;
  const schema = (await import(module))[name];
  if (schema === undefined) continue;
  const file = `${root}schemas/${title}.schema.json`;
  const text = `${JSON.stringify(schema(learntKinds()), null, 2)}\n`;
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}
