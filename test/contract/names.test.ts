import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const src = resolve(import.meta.dirname, "../../src");
const home = join("rules", "reference.ts");
const ending = "(?:points|p|grade|ever|decayed|days_since|\\d+d)";
const patterns = [
  // `${model}_p`, and a name whose ending is put in too: `${activity}_${days}d`
  new RegExp(`\\}_${ending}(?!\\w)`, "g"),
  /`\$\{[^{}`]*\}_\$\{[^{}`]*\}d`/g,
  /`\$\{(?:name|model)\}_\$\{[^{}`]*\}`/g,
  // "_decayed" alone, to cut off or to add
  new RegExp(`(["'\`])_${ending}\\1`, "g"),
  // /^(.+)_(\d+)d$/
  /\/[^/\n]*_(?:\(*\\d|\(*(?:points|p|grade|ever|decayed|days_since)\b)[^/\n]*\//g,
];

/** What in a text puts a feature's or a score's name together or takes one apart, comments aside. */
function namesMade(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  return patterns.flatMap((pattern) => code.match(pattern) ?? []);
}

describe("8.1: names of features and scores are made and read in rules/reference alone", () => {
  test("no other file of src does", () => {
    const made = readdirSync(src, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && file !== home)
      .flatMap((file) => namesMade(readFileSync(join(src, file), "utf8")).map((code) => `${file}: ${code}`));
    expect(made).toEqual([]);
  });

  test.each([
    ["/_(\\d+d|ever)$/.test(name)", "/_(\\d+d|ever)$/"],
    ["/^(.+)_(p|points|grade)$/.exec(name)", "/^(.+)_(p|points|grade)$/"],
    ["/^(.+)_ever$/.exec(name)", "/^(.+)_ever$/"],
    ["/^(.+)_days_since$/.exec(name)", "/^(.+)_days_since$/"],
    ["name.endsWith('_decayed')", "'_decayed'"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code to be read
    ["const made = `${model}_p`", "}_p"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code to be read
    ["const made = `${activity}_${days}d`", "`${activity}_${days}d`"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code to be read
    ["const made = `${model}_${what}`", "`${model}_${what}`"],
  ])("it would see %s", (code, found) => {
    expect(namesMade(code)).toEqual([found]);
  });

  test("an example in a message is none", () => {
    expect(namesMade('const mend = "write demo_request_30d >= 1, or logit_p >= 0.2";')).toEqual([]);
  });
});
