/**
 * What forms, imports and CRMs write where no company is known. Such leads are accounts of their own: thousands of
 * strangers under one name would count as colleagues, and be held out together. In the form that `plainName` gives.
 */
const noAccount: ReadonlySet<string> = new Set([
  "a definir",
  "account unknown",
  "anonymous",
  "aucun",
  "aucune",
  "blank",
  "company",
  "company name",
  "company unknown",
  "desconocido",
  "does not apply",
  "dummy",
  "empty",
  "entfallt",
  "example",
  "example com",
  "example org",
  "inconnu",
  "individual",
  "k a",
  "keine",
  "keine angabe",
  "missing",
  "n a",
  "n d",
  "n v",
  "na",
  "na com",
  "nan",
  "nicht angegeben",
  "nil",
  "ninguna",
  "ninguno",
  "no",
  "no account",
  "no aplica",
  "no company",
  "no company name",
  "no company provided",
  "no data",
  "no domain",
  "no email",
  "no name",
  "no value",
  "noemail com",
  "non renseigne",
  "non renseigné",
  "none",
  "none com",
  "none given",
  "none provided",
  "not applicable",
  "not available",
  "not defined",
  "not entered",
  "not given",
  "not known",
  "not listed",
  "not provided",
  "not set",
  "not specified",
  "not stated",
  "null",
  "onbekend",
  "other",
  "personal",
  "placeholder",
  "private",
  "sans",
  "self",
  "self employed",
  "selfemployed",
  "student",
  "tba",
  "tbc",
  "tbd",
  "test",
  "test com",
  "to be defined",
  "to be determined",
  "unassigned",
  "unbekannt",
  "undefined",
  "unidentified",
  "unknown",
  "unknown account",
  "unknown com",
  "unknown company",
  "unspecified",
]);

/** A name in lower case, its letters and digits alone, one blank between words: `[Not provided]`, `N/A`, `#N/A`. */
const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** A name that holds no more than signs, zeros (a null id such as 000000000000000AAA), or x's. */
const emptyName = /^(?:|0[0 ]*(?:aaa)?|[x ]+)$/;

/** Whether an account's name says that there is none. */
export const isNoAccount = (name: string): boolean => {
  const plain = plainName(name);
  return noAccount.has(plain) || emptyName.test(plain);
};
