/**
 * The part of XML that workbooks need: elements, their attributes, their text. Names lose their prefix, since some
 * programs write `<x:row>`. Only the five entities and character numbers are expanded.
 */
export type Token =
  | { readonly kind: "open"; readonly name: string; readonly attributes: string; readonly empty: boolean }
  | { readonly kind: "close"; readonly name: string }
  | { readonly kind: "text"; readonly text: string };

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)(?:[\w.-]+:)?([\w.-]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|([^<]+)/g;

export function* tokens(xml: string): Iterable<Token> {
  for (const [, data, slash, name, attributes = "", empty, text] of xml.matchAll(TOKEN)) {
    if (name !== undefined) {
      if (slash === "/") yield { kind: "close", name };
      else yield { kind: "open", name, attributes, empty: empty === "/" };
    } else if (data !== undefined) yield { kind: "text", text: data };
    else if (text !== undefined) yield { kind: "text", text: plain(text) };
  }
}

/** An attribute of an opening tag, with any prefix; null: the tag has no such attribute. */
export function attribute(attributes: string, name: string): string | null {
  const found = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return found === null ? null : plain(found[1] ?? found[2] ?? "");
}

const entities = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

const plain = (text: string): string =>
  text.includes("&")
    ? text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(\w+));/g, (all, hex, decimal, name) => {
        if (name !== undefined) return entities.get(name) ?? all;
        const code = Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : all;
      })
    : text;

/**
 * The elements of one name in a long text that comes in parts, each complete and one at a time, so that a sheet of a
 * million rows needs the memory of one row; then the text after the last of them.
 */
export async function* elements(
  parts: AsyncIterable<Uint8Array>,
  name: string,
): AsyncIterable<{ readonly xml: string; readonly last: boolean }> {
  const decoder = new TextDecoder();
  const end = new RegExp(
    `</(?:[\\w.-]+:)?${name}\\s*>|<(?:[\\w.-]+:)?${name}(?:\\s(?:[^>"']|"[^"]*"|'[^']*')*)?/>`,
    "g",
  );
  let held = "";
  for await (const part of parts) {
    held += decoder.decode(part, { stream: true });
    let from = 0;
    end.lastIndex = 0;
    for (let found = end.exec(held); found !== null; found = end.exec(held)) {
      yield { xml: held.slice(from, end.lastIndex), last: false };
      from = end.lastIndex;
    }
    held = held.slice(from);
  }
  yield { xml: held + decoder.decode(), last: true };
}
