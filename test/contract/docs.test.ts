import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDocument, stringify } from "yaml";
import { readStudy } from "../../src/index.ts";
import { root } from "../helpers/cli.ts";

const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(md|txt)$/.test(name))
  .map((name) => join("docs", name))
  .concat("README.md", "notebooks/README.md", "CONTRIBUTING.md");
const textOf = (page: string): string => readFileSync(join(root, page), "utf8");
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    ([, code = ""]) => code,
  );

/** `## Shipping to a warehouse` is #shipping-to-a-warehouse */
const anchorsOf = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );

/** A study without a fault, on which the fragments of the how-to's stand. */
const base = `leadline: 1
study: recipe
as_of: 2026-10-01
timezone: UTC
sources:
  leads: { file: leads.csv, id: lead_id, created: created_at }
  activities: { file: activities.csv, lead: lead_id, type: activity, at: occurred_at }
  stages: { file: stages.csv, lead: lead_id, stage: stage, at: entered_at }
funnel: [lead, opportunity]
outcome: { reaches: opportunity, within: 90 days }
`;

describe("12: the docs", () => {
  it("hold no mark of a merge that was left half done", () => {
    const left = [...pages, "CHANGELOG.md"].filter((page) => /^(<{7}|={7}$|>{7})/m.test(textOf(page)));
    expect(left).toEqual([]);
  });

  it("link to files and headings that are there", () => {
    const broken = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, to = ""]) => {
        if (/^[a-z]+:/.test(to)) return [];
        const [path = "", anchor = ""] = to.split("#");
        const file = path === "" ? page : join(dirname(page), decodeURIComponent(path));
        if (!existsSync(join(root, file))) return [`${page}: ${to}`];
        return anchor === "" || anchorsOf(textOf(file)).has(anchor)
          ? []
          : [`${page}: ${to} (no such heading)`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it("12: each explanation that the figures rest on has a picture", () => {
    const chapters = textOf("docs/why.md").split(/^## /m);
    for (const title of [
      "Why maturity",
      "Why capacity",
      "Why the best of many lies",
      "What the verdict means",
    ])
      expect(
        chapters.find((chapter) => chapter.startsWith(title)),
        title,
      ).toMatch(/^!\[.{40,}\]\(.*\.svg\)$/m);
  });

  it("12: page one's picture has a number for each point of the list below it", () => {
    const [, points = ""] = /const points = \[(.*?)\];/s.exec(textOf("scripts/sample-report.mjs")) ?? [];
    const [, chapter = ""] = /^## Page one$(.*?)^## /ms.exec(textOf("docs/report.md")) ?? [];
    expect(chapter).toContain("(pictures/page-one.png)");
    expect(chapter.match(/^\d+\. /gm)).toHaveLength(points.match(/^ {2}"/gm)?.length ?? 0);
  });

  it.each(["docs/howto.md", "docs/sweep.md"])("%s: every recipe is a study without a fault", (page) => {
    const recipes = blocks(textOf(page), "yaml");
    expect(recipes.length).toBeGreaterThan(0);
    for (const recipe of recipes) {
      const study = parseDocument(base);
      const own: Record<string, unknown> = parseDocument(recipe).toJS();
      for (const [key, value] of Object.entries(own)) study.set(key, value);
      if (own.vary !== undefined)
        study.set("models", {
          logit: { kind: "logistic" },
          hand: { kind: "points", points: [{ when: "demo_request_30d >= 1", points: 30 }] },
        });
      if (own.vary !== undefined)
        study.set("definitions", {
          written: "hand_points >= 30",
          demo_or_fit: { any: ["demo_request_30d >= 1", { score: "logit", p_at_least: 0.2 }] },
        });
      expect(readStudy(stringify(study.toJS()), "study.yaml").faults, recipe).toEqual([]);
    }
  });

  it("generated pages, glossary and llms.txt equal a fresh generation", () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, "scripts/reference.mjs"), "--check"], {
      cwd: root,
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    expect(stderr).not.toContain("written anew");
  });

  it("README's study has no line past 80 letters", () => {
    const [yaml = ""] = blocks(textOf("README.md"), "yaml");
    expect(yaml.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
});
