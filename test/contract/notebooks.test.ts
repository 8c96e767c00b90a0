import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../helpers/cli.ts";

const folder = join(root, "notebooks");
const files = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

it("12: five notebooks are kept without outputs, and the README names each", () => {
  expect(files).toHaveLength(5);
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  for (const name of files) {
    expect(readme).toContain(`(${name})`);
    const { cells, metadata } = JSON.parse(readFileSync(join(folder, name), "utf8"));
    expect(metadata.kernelspec.name).toBe("deno");
    for (const cell of cells)
      if (cell.cell_type === "code") expect([cell.outputs, cell.execution_count], name).toEqual([[], null]);
  }
});
