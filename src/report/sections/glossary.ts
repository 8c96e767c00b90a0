import type { Section } from "../document.ts";
import { glossary } from "../words.ts";

export const glossarySection = (): Section => ({
  id: "glossary",
  title: "Words",
  short: "Words",
  appendix: true,
  blocks: [{ kind: "terms", items: Object.entries(glossary).map(([term, meaning]) => ({ term, meaning })) }],
});
