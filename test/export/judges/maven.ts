import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Installed, installed, type Step } from "./install.ts";

const plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

/** Maven fetches into a repository of the tests' own. */
const maven = (home: string, args: readonly string[]): Step => [
  "mvn",
  ["-B", "-q", `-Dmaven.repo.local=${join(home, "m2")}`, ...args],
];

/** A library with all that it needs at run time, as jars of one folder. */
export const mavenJars = (group: string, artifact: string, version: string): Installed =>
  installed(`${artifact}-${version}`, (home) => {
    writeFileSync(
      join(home, "pom.xml"),
      `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
<dependencies><dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency></dependencies></project>`,
    );
    const copied = ["-DincludeScope=runtime", `-DoutputDirectory=${join(home, "jars")}`];
    return [maven(home, [`${plugin}:copy-dependencies`, ...copied])];
  });

/** A step that fetches one file of Maven Central, `group:artifact:version:type`, and where it lies then. */
export function mavenFile(home: string, coordinates: string): { readonly step: Step; readonly file: string } {
  const [group = "", artifact = "", version = "", type = ""] = coordinates.split(":");
  return {
    step: maven(home, [`${plugin}:get`, `-Dartifact=${coordinates}`, "-Dtransitive=false"]),
    file: join(home, "m2", ...group.split("."), artifact, version, `${artifact}-${version}.${type}`),
  };
}

const virtualMachines = "/usr/lib/jvm";

/** A Java of at least some version: JAVA_HOME's where it says nothing else, or one of the system's; null: there is none. */
export function javaOf(least: number): string | null {
  if (!existsSync(virtualMachines)) return null;
  const found = readdirSync(virtualMachines)
    .map((name) => ({ name, version: Number(/(\d+)(?:\.0)?/.exec(name.replace("1.", ""))?.[1] ?? 0) }))
    .filter(({ name, version }) => version >= least && existsSync(join(virtualMachines, name, "bin/java")))
    .sort((a, b) => a.version - b.version);
  return found[0] === undefined ? null : join(virtualMachines, found[0].name, "bin/java");
}
