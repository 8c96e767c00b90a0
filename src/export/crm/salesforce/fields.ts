import type { Input } from "../../../weights/type.ts";
import { titleOf } from "../rows.ts";

/** A field of Salesforce's Lead from which an input is read. */
export interface Field {
  readonly input: Input;
  /** API name: `NumberOfEmployees`, `Webinar_30d__c` */
  readonly api: string;
  /** how a formula reads it: a picklist by its text */
  readonly read: string;
  /** the kind of field to create, or that exists */
  readonly kind: string;
}

/** Standard fields of Lead by the names that exports use for them; true: a picklist. */
const standard: ReadonlyMap<string, readonly [api: string, picklist: boolean]> = new Map([
  ["title", ["Title", false]],
  ["company", ["Company", false]],
  ["email", ["Email", false]],
  ["city", ["City", false]],
  ["state", ["State", false]],
  ["country", ["Country", false]],
  ["website", ["Website", false]],
  ["industry", ["Industry", true]],
  ["source", ["LeadSource", true]],
  ["leadsource", ["LeadSource", true]],
  ["rating", ["Rating", true]],
  ["employees", ["NumberOfEmployees", false]],
  ["numberofemployees", ["NumberOfEmployees", false]],
  ["annualrevenue", ["AnnualRevenue", false]],
]);

/**
 * The most characters of an API name before `__c`. It begins with a letter, and has no two underscores side by side.
 */
const longest = 40;

/** The fields of all inputs; names that would be equal get a number. */
export function fieldsOf(inputs: readonly Input[]): ReadonlyMap<string, Field> {
  const taken = new Set<string>();
  return new Map(
    inputs.map((input) => {
      const plain = input.name.toLowerCase().replace(/[^a-z]/g, "");
      const known = "column" in input.from ? standard.get(plain) : undefined;
      if (known !== undefined && !taken.has(known[0].toLowerCase())) {
        const [api, picklist] = known;
        taken.add(api.toLowerCase());
        const kind = picklist ? "standard picklist" : "standard field";
        return [input.name, { input, api, read: picklist ? `TEXT(${api})` : api, kind }];
      }
      const slug = input.name
        .normalize("NFKD")
        .replace(/[^A-Za-z0-9]+/g, "_")
        .replace(/^[_0-9]+|_+$/g, "");
      const base = (slug === "" ? "Input" : (slug[0] ?? "").toUpperCase() + slug.slice(1)).slice(
        0,
        longest - 3,
      );
      let api = `${base.replace(/_+$/, "")}__c`;
      for (let k = 2; taken.has(api.toLowerCase()); k++) api = `${base.replace(/_+$/, "")}_${k}__c`;
      taken.add(api.toLowerCase());
      return [input.name, { input, api, read: api, kind: kindOf(input) }];
    }),
  );
}

const kindOf = ({ type }: Input): string =>
  type === "category" ? "Text(255)" : type === "boolean" ? "Checkbox" : "Number(16, 2)";

/** What a field means, for people. */
export const meaningOf = ({ input }: Field): string =>
  input.type === "count" || input.type === "decay"
    ? `${titleOf(input)}; blank where that is not recorded, else a number, 0 too`
    : titleOf(input);
