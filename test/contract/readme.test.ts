import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readStudy } from "../../src/workbench/study-file.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = readFileSync(`${root}README.md`, "utf8");
const manifest: { dependencies: object; devDependencies: object; scripts: object } = JSON.parse(
  readFileSync(`${root}package.json`, "utf8"),
);

describe("the README", () => {
  it("shows a study without a fault", () => {
    const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(readStudy(yaml, "study.yaml").faults).toEqual([]);
  });

  it("says why each dependency is there, and names no other", () => {
    const table = readme.slice(readme.indexOf("| dependency |"), readme.indexOf("What Leadline exists for"));
    const named = [...table.matchAll(/`([^`\s]+)`/g)].map(([, name]) => name);
    for (const name of Object.keys(manifest.dependencies)) expect(named).toContain(name);
    const all = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
    for (const name of named) expect(name === "NO_COLOR" || all.includes(name ?? ""), name).toBe(true);
  });

  it("links to files that are there", () => {
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, to]) => to ?? "");
    expect(links.filter((to) => !existsSync(`${root}${to}`))).toEqual([]);
  });

  it("gives commands that package.json has", () => {
    for (const name of ["start", "test"]) expect(Object.keys(manifest.scripts)).toContain(name);
    const [, run] = /## Run it\n\n```sh\n(.*)\n```/.exec(readme) ?? [];
    const [, test] = /## Test it\n\n```sh\n(.*)\n```/.exec(readme) ?? [];
    expect([run, test]).toEqual(["npm start", "npm test"]);
  });
});
