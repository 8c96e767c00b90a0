/**
 * Places that a short name of a zone could mean, most likely first. A machine's own list resolves such names to one of
 * them, often to another than is meant: BST to Dhaka, EST to Panama without summer time, NST to Auckland.
 */
const places: Readonly<Record<string, readonly string[]>> = {
  ACDT: ["Australia/Adelaide"],
  ACST: ["Australia/Darwin", "Australia/Adelaide"],
  ACT: ["Australia/Darwin", "America/Rio_Branco"],
  ADT: ["America/Halifax"],
  AEDT: ["Australia/Sydney", "Australia/Melbourne"],
  AEST: ["Australia/Sydney", "Australia/Brisbane"],
  AET: ["Australia/Sydney", "Australia/Brisbane"],
  AKDT: ["America/Anchorage"],
  AKST: ["America/Anchorage"],
  ART: ["America/Argentina/Buenos_Aires", "Africa/Cairo"],
  AST: ["America/Halifax", "Asia/Riyadh", "America/Puerto_Rico"],
  AWST: ["Australia/Perth"],
  BRT: ["America/Sao_Paulo"],
  BST: ["Europe/London", "Asia/Dhaka"],
  CAT: ["Africa/Harare", "Africa/Johannesburg"],
  CDT: ["America/Chicago", "America/Havana"],
  CEST: ["Europe/Berlin", "Europe/Paris"],
  CET: ["Europe/Berlin", "Europe/Paris", "Africa/Algiers"],
  CST: ["America/Chicago", "Asia/Shanghai", "America/Mexico_City"],
  CT: ["America/Chicago"],
  EAT: ["Africa/Nairobi"],
  ECT: ["America/Guayaquil", "Europe/Paris"],
  EDT: ["America/New_York", "America/Toronto"],
  EEST: ["Europe/Athens", "Europe/Helsinki"],
  EET: ["Europe/Athens", "Europe/Helsinki", "Africa/Cairo"],
  EST: ["America/New_York", "America/Toronto", "America/Panama"],
  ET: ["America/New_York", "America/Toronto"],
  GMT: ["UTC", "Europe/London"],
  GST: ["Asia/Dubai"],
  HKT: ["Asia/Hong_Kong"],
  HST: ["Pacific/Honolulu"],
  ICT: ["Asia/Bangkok"],
  IDT: ["Asia/Jerusalem"],
  IST: ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"],
  JST: ["Asia/Tokyo"],
  KST: ["Asia/Seoul"],
  MDT: ["America/Denver"],
  MET: ["Europe/Berlin", "Europe/Paris"],
  MSK: ["Europe/Moscow"],
  MST: ["America/Denver", "America/Phoenix"],
  MT: ["America/Denver"],
  MYT: ["Asia/Kuala_Lumpur"],
  NDT: ["America/St_Johns"],
  NST: ["America/St_Johns", "Pacific/Auckland"],
  NZDT: ["Pacific/Auckland"],
  NZST: ["Pacific/Auckland"],
  PDT: ["America/Los_Angeles"],
  PHT: ["Asia/Manila"],
  PKT: ["Asia/Karachi"],
  PRC: ["Asia/Shanghai"],
  PRT: ["America/Puerto_Rico"],
  PST: ["America/Los_Angeles", "Asia/Manila"],
  PT: ["America/Los_Angeles", "Europe/Lisbon"],
  ROC: ["Asia/Taipei"],
  ROK: ["Asia/Seoul"],
  SAST: ["Africa/Johannesburg"],
  SGT: ["Asia/Singapore"],
  SST: ["Asia/Singapore", "Pacific/Pago_Pago"],
  TRT: ["Europe/Istanbul"],
  UCT: ["UTC"],
  VST: ["Asia/Ho_Chi_Minh"],
  WAT: ["Africa/Lagos"],
  WEST: ["Europe/Lisbon"],
  WET: ["Europe/Lisbon", "Africa/Casablanca"],
  WIB: ["Asia/Jakarta"],
  WST: ["Australia/Perth", "Pacific/Apia"],
};

/** Names of countries as short as a zone's, which mean one place. */
const countries = new Set(["cuba", "egypt", "eire", "iran", "japan", "libya", "zulu"]);

/** Is it the short name of a zone, such as EST or CEST, and not UTC or a place? */
export const isShort = (written: string): boolean =>
  /^[a-z]{3,5}$/i.test(written) && written.toUpperCase() !== "UTC" && !countries.has(written.toLowerCase());

const words: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\beastern\b/i, ["America/New_York", "America/Toronto"]],
  [/\bcentral europe/i, ["Europe/Berlin", "Europe/Paris"]],
  [/\bcentral\b/i, ["America/Chicago"]],
  [/\bmountain\b/i, ["America/Denver", "America/Phoenix"]],
  [/\bpacific\b/i, ["America/Los_Angeles"]],
  [/\b(gmt|greenwich|british)\b/i, ["Europe/London", "UTC"]],
];

/** The places that what was written could mean: a short name's, a city's, those of `Eastern Time`. */
export function placesOf(written: string, zones: readonly string[]): readonly string[] {
  const known = places[written.toUpperCase()];
  if (known !== undefined) return known;
  const city = written.trim().toLowerCase().replace(/\s+/g, "_");
  const cities = zones.filter((zone) => zone.toLowerCase().split("/").at(-1) === city);
  if (cities.length > 0) return cities;
  return words.find(([pattern]) => pattern.test(written))?.[1] ?? [];
}
