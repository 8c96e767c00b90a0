// Installs what is missing and builds what is old. Dependency-free: it runs on a fresh clone.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`leadline needs Node 20.19 or later; this is ${process.versions.node}`);
  process.exit(2);
}

// npm's own variables would leak the outer call's flags (and NODE_ENV=production its omissions) into the install.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) && name !== "NODE_ENV"),
);

function wanted() {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const marker = join(root, "node_modules/.package-lock.json");
  if (!existsSync(marker)) return true;
  const have = JSON.parse(readFileSync(marker, "utf8")).packages;
  return Object.entries(lock).some(
    ([path, entry]) => path !== "" && !entry.optional && have[path]?.version !== entry.version,
  );
}

function digest() {
  const hash = createHash("sha256");
  const walk = (path) => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) walk(join(path, name));
    else hash.update(path.slice(root.length)).update("\0").update(readFileSync(path)).update("\0");
  };
  for (const part of [
    "src",
    "scripts/layers.mjs",
    "scripts/build.mjs",
    "scripts/schemas.mjs",
    "tsconfig.json",
    "package-lock.json",
  ])
    if (existsSync(join(root, part))) walk(join(root, part));
  return hash.digest("hex");
}

if (wanted()) {
  console.error("installing what package-lock.json names ...");
  const npm = spawnSync("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], {
    cwd: root,
    env,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (npm.status !== 0) {
    console.error(
      "npm ci failed (its own words are above). With a network at hand, run the same command again.",
    );
    process.exit(4);
  }
}
const stamp = join(root, "node_modules/.leadline-built");
const now = digest();
if (
  !existsSync(join(root, "dist/cli/main.js")) ||
  !existsSync(stamp) ||
  readFileSync(stamp, "utf8") !== now
) {
  const build = spawnSync(process.execPath, [join(root, "scripts/build.mjs")], {
    cwd: root,
    env,
    stdio: ["ignore", 2, 2],
  });
  if (build.status !== 0) process.exit(1);
  writeFileSync(stamp, now);
}
