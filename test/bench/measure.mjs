// Loaded before a process that is measured (node --import): writes its peak memory, its wall time and the processor
// time of all its threads where LEADLINE_MEASURE says, as it ends.
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const file = process.env.LEADLINE_MEASURE;
  if (file === undefined) return;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpu = (userCPUTime + systemCPUTime) / 1e6;
  writeFileSync(file, JSON.stringify({ seconds: process.uptime(), cpu, megabytes: maxRSS / 1024 }));
});
