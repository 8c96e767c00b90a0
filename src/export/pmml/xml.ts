import { exits, refuse } from "../../base/errors.ts";
import { unsayableInXml } from "../../base/messages/ship/export.ts";
import { shown } from "../shown.ts";

/** An element: its name, attributes and content. */
export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children: readonly (Element | string)[];
}

export const element = (
  tag: string,
  attributes: Element["attributes"] = {},
  ...children: readonly (Element | string)[]
): Element => ({ tag, attributes, children });

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 holds none of these, however written
const outsideXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u;

/** A text as a value or content: characters that XML would change, line breaks too, are written as references. */
function escaped(value: string): string {
  if (outsideXml.test(value)) refuse(exits.usage, unsayableInXml(shown(value)));
  return value.replace(/[<>&"'\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** The element as text, one on each line, two blanks for each level. */
export function printed({ tag, attributes, children }: Element, depth = 0): string {
  const pad = "  ".repeat(depth);
  const said = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [` ${name}="${escaped(String(value))}"`],
  );
  const open = `${pad}<${tag}${said.join("")}`;
  if (children.length === 0) return `${open}/>`;
  if (children.every((child) => typeof child === "string"))
    return `${open}>${children.map(escaped).join("")}</${tag}>`;
  const inner = children.map((child) =>
    typeof child === "string" ? escaped(child) : printed(child, depth + 1),
  );
  return `${open}>\n${inner.join("\n")}\n${pad}</${tag}>`;
}
