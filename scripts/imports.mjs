// What imports say beyond the layer rule: no circle of files, and nothing exported that nobody uses. Read by the build and
// by test/contract/layers.
import { existsSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { files } from "./layers.mjs";

const from = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(["'])(\.[^"']+)\1/g;
const named = /(import|export)\s+(?:type\s+)?(\{[^}]*\}|\*(?:\s+as\s+\w+)?)\s+from\s*["'](\.[^"']+)["']/g;
const member = /import\(\s*["'](\.[^"']+)["']\s*\)\)?(?:\.(\w+))?/g;
const values = /^export (?:async )?(?:const|function\*?|class) (\w+)/gm;

const read = (src) =>
  new Map([...files(src)].filter((f) => f.endsWith(".ts")).map((f) => [resolve(f), readFileSync(f, "utf8")]));

/** Groups of files that import one another, types too: `a.ts, b.ts import one another`. (Tarjan 1972.) */
export function checkCircles(src) {
  const texts = read(src);
  const imports = new Map(
    [...texts].map(([file, text]) => [
      file,
      [...text.matchAll(from)].map((m) => resolve(dirname(file), m[2])).filter((to) => texts.has(to)),
    ]),
  );
  const index = new Map();
  const low = new Map();
  const stack = [];
  const faults = [];
  const visit = (file) => {
    index.set(file, index.size);
    low.set(file, index.get(file));
    stack.push(file);
    for (const to of imports.get(file)) {
      if (!index.has(to)) {
        visit(to);
        low.set(file, Math.min(low.get(file), low.get(to)));
      } else if (stack.includes(to)) low.set(file, Math.min(low.get(file), index.get(to)));
    }
    if (low.get(file) !== index.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1)
      faults.push(
        `${group
          .map((f) => relative(src, f))
          .sort()
          .join(", ")} import one another: move what they share to a file of its own`,
      );
  };
  for (const file of texts.keys()) if (!index.has(file)) visit(file);
  return faults;
}

/**
 * Exported values that no file of src or test imports and that no room's index gives: `stats/x.ts: nobody uses y`.
 *
 * @param test the folder of tests; what they alone use may stay exported
 */
export function checkExports(src, test) {
  const texts = read(src);
  const used = new Map([...texts.keys()].map((file) => [file, new Set()]));
  const given = new Map([...texts.keys()].map((file) => [file, []]));
  const readers = [...texts, ...(existsSync(test) ? read(test) : [])];
  for (const [file, text] of readers) {
    for (const [, keyword, names, path] of text.matchAll(named)) {
      const to = resolve(dirname(file), path);
      if (!used.has(to)) continue;
      if (names.startsWith("{"))
        for (const name of names.slice(1, -1).split(","))
          used.get(to).add(
            name
              .trim()
              .replace(/^type /, "")
              .split(/\s+as\s+/)[0],
          );
      else if (keyword === "export" && given.has(file)) given.get(file).push(to);
      else used.get(to).add("*");
    }
    for (const [, path, name] of text.matchAll(member))
      used.get(resolve(dirname(file), path))?.add(name ?? "*");
  }
  // what is used of an index is used of the files that it passes on
  for (let grew = true; grew; ) {
    grew = false;
    for (const [file, targets] of given)
      for (const to of targets)
        for (const name of used.get(file))
          if (!used.get(to).has(name)) {
            used.get(to).add(name);
            grew = true;
          }
  }
  const open = new Set();
  const give = (file) => {
    if (open.has(file)) return;
    open.add(file);
    for (const to of given.get(file) ?? []) give(to);
  };
  for (const file of texts.keys()) if (/^(?:[^/\\]+[/\\])?index\.ts$/.test(relative(src, file))) give(file);
  return [...texts].flatMap(([file, text]) =>
    open.has(file) || used.get(file).has("*")
      ? []
      : [...text.matchAll(values)].flatMap(([, name]) =>
          used.get(file).has(name)
            ? []
            : [
                `${relative(src, file)}: nobody uses ${name}: take its export away, or give it in the room's index`,
              ],
        ),
  );
}
