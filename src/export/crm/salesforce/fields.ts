import type { Input } from "../../../weights/type.ts";
import { titleOf } from "../rows.ts";

/** A field of Salesforce's Lead that an input is read from. */
export interface Field {
  readonly input: Input;
  /** API name: `NumberOfEmployees`, `Webinar_30d__c` */
  readonly api: string;
  /** as a formula reads it: a picklist by its text */
  readonly read: string;
  /** kind of field to make, or that there is */
  readonly kind: string;
}

/** Standard fields of Lead by the names that exports give them; true: a picklist. */
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

/** An API name has at most 40 characters before `__c`, begins with a letter, and holds no two underscores side by side. */
const longest = 40;

/** The fields of all inputs; names that would fall together get a number. */
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

/** What a field holds, for people. */
export const meaningOf = ({ input }: Field): string =>
  input.type === "count" || input.type === "decay"
    ? `${titleOf(input)}; blank where that is not recorded, else a number, 0 too`
    : titleOf(input);
