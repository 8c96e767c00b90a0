// Loaded before a process that is measured (node --import): writes its peak memory and wall time where
// LEADLINE_MEASURE says, as it ends.
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const file = process.env.LEADLINE_MEASURE;
  if (file === undefined) return;
  const { maxRSS } = process.resourceUsage();
  writeFileSync(file, JSON.stringify({ seconds: process.uptime(), megabytes: maxRSS / 1024 }));
});
