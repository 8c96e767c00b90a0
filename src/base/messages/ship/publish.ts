import type { Message } from "../../errors.ts";
import type { Estimate } from "../../estimate.ts";
import { didYouMean, percent } from "../../text.ts";

/** What `publish`, `revert`, `status` and `export --diff` may refuse. */

export const noReason = (command: string): Message => ({
  code: "usage",
  what: `${command} needs a reason`,
  mend: 'say why: --because "approved in the October review"',
});

export const noOverruleReason = (gate: string): Message => ({
  code: "usage",
  what: `--overrule ${gate} needs a reason`,
  mend: `write --overrule ${gate}="why it may go live all the same"`,
});

export const nobodyNamed = (): Message => ({
  code: "usage",
  what: "--by names nobody",
  mend: "write who does it (--by ana), or leave --by out: the user of this machine",
});

export const ledgerBroken = (line: number, what: string): Message => ({
  code: "ledger-broken",
  what: `line ${line} of the ledger cannot be trusted: ${what}`,
  mend: "nothing was changed. Restore the file from a backup or from version control: entries are only ever added to it",
});

export const ledgerBusy = (file: string): Message => ({
  code: "ledger-busy",
  what: "another leadline is writing to the ledger",
  mend: `try again in a moment; if nothing else runs, delete ${file}`,
});

export const gateShut = (gate: string, said: string): Message => ({
  code: "gate-not-passed",
  what: `the ${gate} gate is not passed: ${said}`,
  mend: `nothing was published. Fix the cause, or overrule it with a reason that the ledger keeps: --overrule ${gate}="why it may go live all the same"`,
});

export const unknownGate = (written: string, gates: readonly string[]): Message => ({
  code: "usage",
  what: `there is no gate "${written}" to overrule`,
  mend: `write --overrule ${gates[0] ?? "calibration"}="reason"; ${didYouMean(written, gates)}`,
});

/** @param places where there are some */
export const nothingLive = (
  to: string,
  role: "champion" | "challenger",
  places: readonly string[],
): Message => ({
  code: "nothing-live",
  what: role === "champion" ? `no weights are live in ${to}` : `there is no challenger in ${to}`,
  mend:
    places.length === 0
      ? `there is ${role === "champion" ? "nothing live" : "no challenger"} anywhere: leadline publish makes weights live`
      : `${didYouMean(to, places)}; another place is named by --to`,
});

export const ledgerTorn = (): Message => ({
  code: "ledger-torn",
  what: "the last line of ledger.jsonl is cut off, and counts for nothing",
  mend: "A command was stopped while it wrote it, or the file lost its end later. If the weights that are live now are not the last ones published, restore the file, or publish again.",
});

export const liveBehind = (why: string): Message => ({
  code: "live-behind",
  what: `the files in live/ are not what the ledger says, and cannot be put right here: ${why}`,
  mend: "Below is what the ledger says. Run `leadline status` where the folder can be written to.",
});

export const nothingBefore = (to: string): Message => ({
  code: "nothing-before",
  what: `the weights that are live in ${to} are the first that were published there`,
  mend: "there is nothing to go back to: publish the weights that should be live",
});

export const alreadyLive = (to: string, role: string): Message => ({
  code: "already-live",
  what: `these weights are the ${role} in ${to} already`,
  mend: "nothing was changed",
});

const keptAgain =
  "restore the file from a backup or from version control, or copy weights/<model>.json of their run to its place. Until then nobody can go back to them";

export const archiveGone = (file: string): Message => ({
  code: "published-weights-gone",
  what: `the ledger names weights that are not kept any more: ${file}`,
  mend: keptAgain,
});

export const archiveDamaged = (file: string): Message => ({
  code: "published-weights-damaged",
  what: `these weights are not what the ledger names: ${file} was changed after it was published`,
  mend: keptAgain,
});

/** @param why the copy could not be written */
export const entryKept = (to: string, why: string): Message => ({
  code: "live-not-written",
  what: `the ledger has the entry, but what production fetches for ${to} is still what it was: ${why}`,
  mend: "Clear the way, and run `leadline status`, which puts live/ right. Do not repeat the command: its entry holds.",
});

export const badPlace = (written: string): Message => ({
  code: "usage",
  what: `--to "${written}" cannot be used as a name`,
  mend: "use lower-case letters, digits, - and _, such as production",
});

export const noOverrule = (written: string): Message => ({
  code: "usage",
  what: `--overrule "${written}" does not name a gate and a reason`,
  mend: 'write --overrule calibration="why it may go live all the same"',
});

export const otherLedger = (env: string, entry: number): Message => ({
  code: "other-ledger",
  what: `the table leadline_ledger in the database of ${env} is not of this ledger: its entry ${entry} is another one`,
  mend: "Nothing was written to the table. Point the variable at the database of this ledger, or fetch the folder `published` as the colleague who wrote last left it.",
});

export const tableBehind = (why: string): Message => ({
  code: "table-behind",
  what: `the ledger has the entry, but its table in the database does not: ${why}`,
  mend: "What the ledger says holds. Run `leadline status` when the database can be reached: it adds what the table lacks.",
});

// What the gates found.

export const gateUnknown =
  "not known: the result.json of the run that made these weights is not in the folder above them, or is not what the run wrote";
export const gateNoModel = (model: string): string => `the run's result.json has no model ${model}`;
export const gateNotUsed = "no definition of the run uses these weights in two judged quarters";
export const passedOnBy = (definition: string): string => `for leads that ${definition} passes on`;
export const overAllLeads = "over all leads";
export const cameOfPredicted = (where: string, { value, low, high }: Estimate): string => {
  const [came, least, most] = [value, low, high].map((x) => (100 * x).toFixed(0));
  return `${where}: ${came} outcomes for every 100 predicted (95% interval ${least} to ${most})`;
};
/** @param before the share in the quarters before; @param did what leads did that reached the outcome */
export const precisionMoved = (
  definition: string,
  quarter: string,
  { value, low, high }: Estimate,
  before: number,
  did: string,
): string =>
  `${definition} in ${quarter}: ${percent(value)} of its leads with a slot ${did} (95% interval ${percent(low)} to ${percent(high)}), ${percent(before)} in the quarters before`;

export const noEntry = "it is no entry";
export const lineBeforeChanged = "the line before it was changed or taken out";
export const goldenRowsAgree = (rows: number): string =>
  `all ${rows} golden rows score as they did where the weights were made`;
