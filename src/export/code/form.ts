import type { Weights } from "../../weights/type.ts";
import { shown } from "../shown.ts";
import { sourceText } from "./source-text.ts";

/**
 * A module that scores the lead of a web form when the form is sent: a field with the name of an input is that input.
 */
export const formModule = (
  name: string,
  weights: Weights,
): string => `// Leadline weights ${shown(weights.name)}, version ${weights.version}, in a web form
// sha256 ${weights.sha256}
// import { attach } from "./${name}.form.mjs"; attach(document.querySelector("form"));
import { score, version } from ${sourceText(`./${name}.mjs`)};

/** Inputs that a form can hold, and what kind of value each is. */
const types = new Map(JSON.parse(
  ${sourceText(JSON.stringify(weights.inputs.map(({ name: of, type }) => [of, type])))},
));
${runtime}`;

const runtime = `
const decimal = /^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?$/;

/**
 * A lead of a form's data: { inputs, missing, unread }. \`missing\`: inputs without a field; \`unread\`: fields whose text is no
 * number where one should be, which count as missing.
 */
function leadOf(data, known = {}) {
  const [inputs, missing, unread] = [{ ...known }, [], []];
  for (const [name, type] of types) {
    if (!data.has(name)) {
      // a box that is not ticked sends nothing
      if (type === "boolean" && !Object.hasOwn(inputs, name)) inputs[name] = false;
      else if (!Object.hasOwn(inputs, name)) missing.push(name);
      continue;
    }
    const text = String(data.get(name));
    const trimmed = text.trim();
    if (type === "category") inputs[name] = text === "" ? null : text;
    else if (type === "boolean") inputs[name] = !["", "false", "no", "0", "off"].includes(trimmed.toLowerCase());
    else if (trimmed === "") inputs[name] = null;
    else if (decimal.test(trimmed)) inputs[name] = Number(trimmed);
    else {
      inputs[name] = null;
      unread.push(name);
    }
  }
  return { inputs, missing, unread };
}

/**
 * Adds leadline_score, _p, _grade, _mql, _version, _missing and _unread to what the form sends.
 *
 * @param known inputs that no field holds, such as counts of this visitor: { page_view_7d: 0 }
 */
function attach(form, known = {}) {
  form.addEventListener("formdata", ({ formData }) => {
    const lead = leadOf(formData, known);
    const { score: points, p, grade, mql } = score(lead.inputs);
    const told = { score: points, p, grade, mql, version, missing: lead.missing.join(","), unread: lead.unread.join(",") };
    for (const [name, value] of Object.entries(told)) formData.set("leadline_" + name, value === null ? "" : String(value));
  });
}

export { attach, leadOf };
`;

/** A page to try the module in, and to copy from: a field for each input that is not a count. */
export function formPage(name: string, weights: Weights): string {
  const fields = weights.inputs.filter(({ type }) => type !== "count" && type !== "decay");
  const counts = weights.inputs.filter(({ type }) => type === "count" || type === "decay");
  const known = JSON.stringify(Object.fromEntries(counts.map(({ name: of }) => [of, 0])));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${html(weights.name)} in a form</title>
<form>
${fields.map(({ name: of, type }) => `  <p><label>${html(of)} <input name="${html(of)}"${type === "boolean" ? ' type="checkbox"' : type === "number" ? ' inputmode="decimal"' : ""}></label></p>`).join("\n")}
  <p><button>Send</button></p>
</form>
<script type="module">
  import { attach } from ${sourceText(`./${name}.form.mjs`)};
  // a visitor of whom nothing is recorded; give what your page knows instead
  attach(document.querySelector("form"), JSON.parse(${sourceText(known)}));
</script>
</html>
`;
}

const html = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    // a line break in an attribute would be read back as another
    .replace(/[\r\n\0]/g, (c) => (c === "\0" ? "\ufffd" : `&#${c.charCodeAt(0)};`));
