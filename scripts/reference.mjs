// Writes docs/reference and docs/llms.txt from what the tool says of itself: the JSON Schemas, the command line's help, the
// exit codes. The build runs it, so that a change of a schema or a command changes its page in the same commit.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const schema = (name) => JSON.parse(readFileSync(join(root, `schemas/${name}.schema.json`), "utf8"));

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const code = (text) => (text === "" ? "" : `\`${cell(text)}\``);

/** One line of a reference: the path of a key, what it may be, what it means, an example. */
function linesOf(of, path, inherited = "") {
  const description = of.description ?? inherited;
  if (of.$ref !== undefined) return [{ path, type: nameOf(of.$ref), description, example: exampleOf(of) }];
  // keys beside alternatives: those only say which of the keys go together
  const options = of.properties === undefined ? (of.anyOf ?? of.oneOf) : undefined;
  if (options !== undefined) {
    const some = options.filter(({ type }) => type !== "null");
    const isNull = some.length < options.length;
    // one of something, or a list of the same
    const real = some.filter(
      ({ type, items }) =>
        type !== "array" || !some.some((other) => JSON.stringify(other) === JSON.stringify(items)),
    );
    if (real.length < some.length) {
      const [first, ...rest] = linesOf({ ...of, anyOf: real, oneOf: undefined }, path, description);
      return [{ ...first, type: `${first.type}, or a list of them` }, ...rest];
    }
    if (real.length === 1) {
      const [first, ...rest] = linesOf(real[0], path, description);
      return [{ ...first, type: isNull ? `${first.type} or null` : first.type }, ...rest];
    }
    const inner = real.flatMap((option) => linesOf(option, path, "").slice(1));
    const seen = new Set();
    const once = inner.filter(({ path: at }) => !seen.has(at) && seen.add(at));
    const types = [...new Set(real.map((option) => linesOf(option, path)[0].type))];
    const type = [...types, ...(isNull ? ["null"] : [])].join(" or ");
    const example = exampleOf(of) || real.map(exampleOf).find((found) => found !== "") || "";
    return [{ path, type, description, example }, ...once];
  }
  const own = { path, type: typeOf(of), description, example: exampleOf(of) };
  if (of.type === "object" || of.properties !== undefined) {
    const below = Object.entries(of.properties ?? {}).flatMap(([key, value]) =>
      linesOf(value, path === "" ? key : `${path}.${key}`),
    );
    const named =
      typeof of.additionalProperties === "object" ? linesOf(of.additionalProperties, `${path}.<name>`) : [];
    return [own, ...below, ...(named.length > 1 || named[0]?.type !== "text" ? named : [])];
  }
  if (of.type === "array" && of.items !== undefined) {
    const [item, ...rest] = linesOf(of.items, `${path}[]`);
    return [{ ...own, type: `list of ${item.type}` }, ...rest];
  }
  return [own];
}

const nameOf = (ref) => {
  const name = ref.slice(ref.lastIndexOf("/") + 1);
  return `[${name}](#${name.toLowerCase()})`;
};

function typeOf(of) {
  if (of.const !== undefined) return code(JSON.stringify(of.const));
  if (of.enum !== undefined) return of.enum.map((value) => code(String(value))).join(", ");
  if (Array.isArray(of.type)) return of.type.includes("null") ? "value or null" : "text";
  const limits = [
    of.minimum !== undefined && of.minimum > -1e9 ? `from ${of.minimum}` : "",
    of.exclusiveMinimum === undefined ? "" : `above ${of.exclusiveMinimum}`,
    of.maximum !== undefined && of.maximum < 2 ** 31 - 1 ? `to ${of.maximum}` : "",
  ].filter((part) => part !== "");
  const said = {
    string: "text",
    integer: "whole number",
    number: "number",
    boolean: "true or false",
    object: "keys",
    array: "list",
  };
  return [said[of.type] ?? "value", ...limits].join(" ");
}

const exampleOf = ({ examples, enum: values }) =>
  typeof examples?.[0] === "string" ? examples[0] : values === undefined ? "" : String(values[0]);

function table(lines, withExample) {
  const rows = lines.map(({ path, type, description, example }) =>
    withExample
      ? `| ${code(path)} | ${type} | ${cell(description)} | ${code(example)} |`
      : `| ${code(path)} | ${type} | ${cell(description)} |`,
  );
  return [
    withExample ? "| key | may be | meaning | example |" : "| field | is | meaning |",
    withExample ? "|---|---|---|---|" : "|---|---|---|",
    ...rows,
  ].join("\n");
}

const made = "<!-- made by scripts/reference.mjs: change what it is made from, and build -->";

/** A page of a schema: its own table, then one for each shape that it names. */
function page(name, title, intro, withExample) {
  const of = schema(name);
  const shapes = Object.entries(of.$defs ?? {}).flatMap(([id, shape]) => {
    const [first, ...rest] = linesOf(shape, "");
    const lines = rest.length === 0 ? [{ ...first, path: id }] : rest;
    return [
      `## ${id}`,
      ...(shape.description === undefined ? [] : [shape.description]),
      table(lines, withExample),
    ];
  });
  const [, ...lines] = linesOf({ ...of, description: "" }, "");
  return `${[made, `# ${title}`, intro, table(lines, withExample), ...shapes].join("\n\n")}\n`;
}

/** What a command line prints, without a process for each. */
async function helpOf(args) {
  const { commandLine } = await import(join(root, "dist/cli/commands.js"));
  const lines = [];
  const { log } = console;
  console.log = (...said) => lines.push(said.join(" "));
  try {
    await commandLine([...args, "--help"]);
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}

/** The commands that a help lists, each with its words: `runs list`. */
const commandsIn = (help) =>
  [
    ...(/^Commands:\n([\s\S]*?)\n\n/m.exec(help)?.[1] ?? "").matchAll(
      /^ {2}leadline ((?:[a-z]+ ?)+?)(?=\s*[[<]| {2,}|$)/gm,
    ),
  ].map(([, words]) => words.trim());

async function helps() {
  const found = [];
  for (const command of commandsIn(await helpOf([]))) {
    const args = command.split(" ");
    const help = await helpOf(args);
    const inner = commandsIn(help).filter((name) => name.startsWith(`${command} `));
    if (inner.length === 0) found.push({ command, help });
    for (const name of inner) found.push({ command: name, help: await helpOf(name.split(" ")) });
  }
  return found;
}

const exits = [
  [0, "done"],
  [1, "done, and it found something that a person must decide on"],
  [2, "wrong usage, or a fault in the study file"],
  [3, "the data cannot answer"],
  [4, "a file, an engine or the network failed"],
  [70, "an internal error: please report it"],
  [130, "interrupted"],
];

/** What every command takes stands once, in front. */
const options = /\n\nOptions:[\s\S]*/;
const ownOptions = (help) =>
  help.replace(
    /\n {2}(-h, | {4})--(json|quiet|out|seed|threads|help|version) [\s\S]*?(?=\n {2}(?:-\w, | {4})--|\n\n|$)/g,
    "",
  );

const commands = async (found) => {
  const everywhere = options.exec(await helpOf([]))?.[0].trim() ?? "";
  const parts = found.flatMap(({ command, help }) => [
    `## leadline ${command}`,
    `\`\`\`text\n${ownOptions(help).trim()}\n\`\`\``,
  ]);
  return `${[
    made,
    "# Commands",
    "Every command takes these, prints its answer to stdout and all else to stderr, and under `--json` prints one JSON value:\nits answer, or `{ exit, faults }` where it fails, each fault with `code`, `what`, `mend` and `where`.",
    `\`\`\`text\n${everywhere}\n\`\`\``,
    "## Exit codes",
    ["| code | means |", "|---|---|", ...exits.map(([number, means]) => `| ${number} | ${means} |`)].join(
      "\n",
    ),
    ...parts,
  ].join("\n\n")}\n`;
};

/** The pages of docs by their first line, for llms.txt. */
const pages = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => {
      const text = readFileSync(join(root, folder, name), "utf8");
      const [, title = name] = /^# (.*)$/m.exec(text) ?? [];
      return { file: `${folder}/${name}`, title };
    });

const firstOf = (help) => help.split("\n\n")[1]?.replace(/\s+/g, " ").trim() ?? "";

function llms(found) {
  return `# Leadline

> A workbench for lead scoring: it fits and calibrates scores, replays MQL definitions over past quarters against what sales can
> take, gives a verdict with its doubt, and ships the weights that were judged.

Work with --json: one JSON value on stdout. Exit codes: ${exits.map(([number, means]) => `${number} ${means}`).join("; ")}.
A fault says what is wrong, where (file, line, column), and how to fix it: fix faults in their order and run the command again.

The way from exports to weights:

1. leadline init EXPORTS... --json proposes study.yaml and says what each line rests on
2. leadline check study.yaml --json gives every fault of the study and the data
3. leadline run study.yaml --json gives the result; reports/<study>/<run>/weights has the weights
4. leadline score FILE --weights weights.json --json scores new leads

Columns in known_at_creation are vouched for by a person: ask which values were known when the lead was created. Never add a
definition that was chosen by looking at its result without telling how many were looked at: each try is counted.

## Commands

${found.map(({ command, help }) => `- leadline ${command}: ${firstOf(help)}`).join("\n")}

## Pages

${[...pages("docs"), ...pages("docs/reference"), { file: "notebooks/README.md", title: "Notebooks" }].map(({ file, title }) => `- [${title}](${file.replace(/^docs\//, "").replace(/^notebooks/, "../notebooks")})`).join("\n")}

## Schemas

- [study.yaml](../schemas/study.schema.json)
- [result.json](../schemas/result.schema.json)
- [weights.json](../schemas/weights.schema.json)
- [sweep.json](../schemas/sweep.schema.json)
`;
}

/** The report's own glossary, A to Z. */
async function glossaryPage() {
  const { glossary } = await import(join(root, "dist/report/words.js"));
  const lines = Object.entries(glossary).map(([term, meaning]) => `- **${term}**: ${meaning}`);
  return `${[made, "# Glossary", "Words of the report, A to Z. [Time and words](time.md) has the rules behind them.", lines.join("\n")].join("\n\n")}\n`;
}

/** Every generated page, by its path. */
export async function reference() {
  const found = await helps();
  const files = new Map([
    [
      "docs/reference/study.md",
      page(
        "study",
        "study.yaml",
        "Every key, what it may be, and an example of its line. `<name>` is a name of yours. Editors read the same from\n`schemas/study.schema.json`; `leadline check` says what is wrong with a file, with line and column.",
        true,
      ),
    ],
    [
      "docs/reference/result.md",
      page(
        "result",
        "result.json",
        "Every field of what a run finds. An estimate is `{value, low, high, n}`, or `{value: null, reason}`.",
        false,
      ),
    ],
    [
      "docs/reference/weights.md",
      page("weights", "weights/<model>.json", "All that is needed to score a lead by hand.", false),
    ],
    ["docs/reference/commands.md", await commands(found)],
    ["docs/glossary.md", await glossaryPage()],
  ]);
  return { files, found };
}

/** Writes what differs. */
async function write() {
  const { files, found } = await reference();
  mkdirSync(join(root, "docs/reference"), { recursive: true });
  const put = (file, text) => {
    let before = "";
    try {
      before = readFileSync(join(root, file), "utf8");
    } catch {
      // it is made now
    }
    if (before !== text) writeFileSync(join(root, file), text);
    return before !== text;
  };
  let changed = [...files].filter(([file, text]) => put(file, text)).length;
  changed += put("docs/llms.txt", llms(found)) ? 1 : 0;
  return changed;
}

if (
  process.argv[1] !== undefined &&
  dirname(process.argv[1]) === dirname(fileURLToPath(import.meta.url)) &&
  process.argv[1].endsWith("reference.mjs")
) {
  const changed = await write();
  if (changed > 0) console.error(`pages of docs written anew: ${changed}`);
  // the check of CI: nothing had to be written
  if (process.argv.includes("--check") && changed > 0) process.exit(1);
}
