import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { it } from "vitest";
import { nullWorld } from "./null-worlds.ts";
it("run", async () => {
  const from = Number(process.env.FROM), to = Number(process.env.TO);
  for (let s = from; s <= to; s++) {
    const t = process.cpuUsage();
    const f = mkdtempSync("/tmp/h5-null-");
    const w = await nullWorld(s, f);
    rmSync(f, { recursive: true });
    const c = process.cpuUsage(t);
    appendFileSync(process.env.OUT ?? "/tmp/h5-null.jsonl", `${JSON.stringify({ seed: s, w })}\n`);
    console.log(s, ((c.user + c.system) / 1e6).toFixed(1), "s", w.together.verdict, w.together.candidates.filter((c) => c.verdict === "change").length, w.alone.map((d) => (d.verdict === "change" ? "X" : ".")).join(""));
  }
});
