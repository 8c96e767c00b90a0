/**
 * How the study of Olist's funnel reads its two files, and what it counts as an outcome; features, models and definitions follow.
 *
 * @param data the folder of real data sets
 */
export const olistRead = (data: string): string => `leadline: 1
study: olist
as_of: 2018-11-14
timezone: America/Sao_Paulo
seed: 7
sources:
  leads:  { file: ${data}/olist_funnel/olist_marketing_qualified_leads_dataset.csv, id: mql_id, created: first_contact_date, channel: origin }
  stages:
    - { file: ${data}/olist_funnel/olist_closed_deals_dataset.csv, lead: mql_id, stage: { is: won }, at: won_date }
funnel: [lead, won]
outcome: { reaches: won, within: 90 days }
`;
