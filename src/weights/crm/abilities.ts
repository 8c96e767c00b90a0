/** What the scoring of a CRM can hold of weights. What it cannot is replaced by the nearest thing that it can. */
export interface Abilities {
  /** points in the unit that ships; false: whole points of the size that people are shown */
  readonly finePoints: boolean;
  /** points times a number; false: a rule for each step */
  readonly perUnit: boolean;
  /** counts that fade by a half-life; false: the count of a window stands in */
  readonly decay: boolean;
  /** counts of the last n days; false: those that ever happened stand in */
  readonly windows: boolean;
  /** a count that reaches back before records begin is told from 0 */
  readonly notObserved: boolean;
  /** the sum of some rules is held within limits */
  readonly groups: boolean;
  /** the total is held within limits */
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

/** A sheet for people says everything, in points that can be added by hand. */
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
 * A Salesforce formula reads fields, decayed counts too where they are kept in one; a checkbox is never empty, and a count
 * that is blank is one thing only, so not observed where the two differ. A HubSpot score limits a group of rules. An
 * automation rule of Account Engagement knows that something happened, and not how long ago.
 */
export const crmAbilities: Readonly<Record<CrmName, Abilities>> = {
  point_sheet: sheet,
  salesforce: { ...sheet, emptyFlags: false },
  hubspot: { ...rules, groups: true },
  marketo: rules,
  account_engagement: { ...rules, windows: false },
  dynamics365: rules,
};
