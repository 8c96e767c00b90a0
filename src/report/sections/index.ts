import type { Section } from "../document.ts";
import type { Subject } from "../subject.ts";
import { again } from "./again.ts";
import { data } from "./data.ts";
import { calibration } from "./definitions/calibration.ts";
import { outlook } from "./definitions/outlook.ts";
import { quarters } from "./definitions/quarters.ts";
import { definitions } from "./definitions/table.ts";
import { volume } from "./definitions/volume.ts";
import { worth } from "./definitions/worth.ts";
import { drift } from "./drift.ts";
import { verdict } from "./first/index.ts";
import { funnel } from "./funnel/index.ts";
import { glossarySection } from "./glossary.ts";
import { meeting } from "./meeting.ts";
import { models } from "./models/index.ts";
import { sources } from "./sources/index.ts";
import { unknown } from "./unknown.ts";
import { weights } from "./weights/index.ts";

/** The order of the page: the answer, the evidence for it, how far it can be trusted, how to make it again. */
export const sections: readonly ((subject: Subject) => Section | null)[] = [
  verdict,
  definitions,
  worth,
  meeting,
  quarters,
  outlook,
  volume,
  sources,
  funnel,
  calibration,
  drift,
  models,
  weights,
  data,
  unknown,
  again,
  glossarySection,
];
