import { wordsOf } from "../text.ts";

/** Names of columns that hold personal data: who somebody is, how to reach them, what was written about them. */
const names =
  /\b(first|last|full|middle|sur|given|family|contact|lead|person) ?name\b|^(name|surname|salutation|initials)$|\be ?mails?\b|\bphone\b|\bmobile\b|\bfax\b|\bstreet\b|\baddress\b|\b(zip|postal)\b|\bbirth(day|date)?\b|\bgender\b|\bnotes?\b|\bdescription\b|\bcomments?\b|\bmessage\b|\blinked ?in\b|\btwitter\b|\bip ?address\b|\bssn\b|\bpassport\b/;

/** Whether a column's name says that it holds personal data. */
export const isPersonalName = (name: string): boolean => names.test(wordsOf(name));

const email = /[^\s@,;|"'<>()]+@[^\s@,;|"'<>()]+\.[^\s@,;|"'<>().]+/g;
/** Telephone numbers with their country's code: other runs of digits may be ids, dates or amounts. */
const phone = /\+\d[\d ()./-]{7,}\d/g;

/** A text without the addresses and telephone numbers in it. */
export const withoutPersonal = (text: string): string =>
  text.replace(email, "(e-mail)").replace(phone, "(phone)");
