/** What a CRM's scoring can express of weights. What it cannot is replaced by the nearest thing that it can. */
export interface Abilities {
  /** points in the unit that ships; false: whole points of the size that people are shown */
  readonly finePoints: boolean;
  /** points times a number; false: a rule for each step */
  readonly perUnit: boolean;
  /** counts that fade by a half-life; false: the count of a window replaces them */
  readonly decay: boolean;
  /** counts over the last n days; false: counts over all time replace them */
  readonly windows: boolean;
  /** a count that reaches back before records begin differs from 0 */
  readonly notObserved: boolean;
  /** the sum of some rules has limits */
  readonly groups: boolean;
  /** the total has limits */
  readonly ends: boolean;
  /** a yes-or-no field may be empty */
  readonly emptyFlags: boolean;
}

export const crmNames = [
  "point_sheet",
  "salesforce",
  "hubspot",
  "marketo",
  "account_engagement",
  "dynamics365",
] as const;
export type CrmName = (typeof crmNames)[number];

/** Rules that add whole points while a field or an activity of the last n days fits. */
const rules: Abilities = {
  finePoints: false,
  perUnit: false,
  decay: false,
  windows: true,
  notObserved: false,
  groups: false,
  ends: false,
  emptyFlags: true,
};

/** A sheet for people expresses everything, in points that can be added by hand. */
const sheet: Abilities = {
  finePoints: false,
  perUnit: true,
  decay: true,
  windows: true,
  notObserved: true,
  groups: true,
  ends: true,
  emptyFlags: true,
};

/**
 * A Salesforce formula reads fields, decayed counts too where a field holds one; a checkbox is never empty, and a blank
 * count has one meaning, which is "not observed" where missing and not observed differ. A HubSpot score limits groups
 * of rules. An automation rule of Account Engagement knows that something happened, but not how long ago.
 */
export const crmAbilities: Readonly<Record<CrmName, Abilities>> = {
  point_sheet: sheet,
  salesforce: { ...sheet, emptyFlags: false },
  hubspot: { ...rules, groups: true },
  marketo: rules,
  account_engagement: { ...rules, windows: false },
  dynamics365: rules,
};
