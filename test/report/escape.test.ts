import { expect, test } from "vitest";
import { escapeMarkdown, escapeXml, oneLine } from "../../src/report/escape.ts";

test("markup becomes text in HTML and SVG", () => {
  expect(escapeXml(`<script>alert("x")</script> & 'y'`)).toBe(
    "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;",
  );
});

test("what cannot be seen is shown, what turns the reading round is taken out", () => {
  expect(oneLine("a\r\nb\tc")).toBe("a\u23ceb c");
  expect(oneLine("\u202egpj.exe\u202c")).toBe("gpj.exe");
  expect(oneLine("\u0000\ud800")).toBe("\ufffd\ufffd");
  expect(oneLine("\u05e2\u05d1\u05e8\u05d9\u05ea \u{1f600}")).toBe(
    "\u05e2\u05d1\u05e8\u05d9\u05ea \u{1f600}",
  );
});

test.each([
  ["<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"],
  ["a|b", "a\\|b"],
  ["[x](http://evil)", "\\[x\\](http:&#47;&#47;evil)"],
  ["www.evil.example", "www&#46;evil.example"],
  ["demo_or_fit", "demo_or_fit"],
  ["_x_ *y* `z`", "\\_x\\_ \\*y\\* \\`z\\`"],
  ["=1+1", "=1+1"],
  ["- item", "\\- item"],
  ["1. item", "1\\. item"],
  ["0.0%", "0.0%"],
  ["a\nb", "a\u23ceb"],
])("Markdown reads %j as text", (written, escaped) => {
  expect(escapeMarkdown(written)).toBe(escaped);
});
