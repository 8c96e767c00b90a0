import { type Installed, installed } from "./install.ts";

/** Debian packages unpacked into a folder of the tests' own, for this machine; nothing of the system is changed. */
export const unpacked = (name: string, packages: readonly string[]): Installed =>
  installed(name, () => {
    const download = `apt-get -q download ${packages.join(" ")}`;
    return [
      ["sh", ["-c", `${download} || { apt-get -q update && ${download}; }`]],
      ["sh", ["-c", "for package in *.deb; do dpkg -x $package .; done"]],
    ];
  });
