import {
  type Block,
  details,
  heading,
  list,
  paragraph,
  type Section,
  steps,
  type Text,
} from "../../document.ts";
import { shortened } from "../../format.ts";
import type { Subject } from "../../subject.ts";
import { filesLine } from "../definitions/table.ts";
import { evidence, ledger } from "./evidence.ts";
import { gains, standing } from "./gains.ts";
import { toDo, wouldChange } from "./next.ts";
import { called, gainSentence, proofSentence, verdictWords } from "./speech.ts";
import { strip } from "./strip.ts";
import { findings, headline, misjudged, missing, worthless } from "./undecided.ts";

/** The most characters of a definition's description that a heading holds. */
const longestHeading = 120;

/** Page one: the verdict, its numbers, the one chart, what to do now, and what would change the verdict. */
export function verdict(subject: Subject): Section {
  const { decision } = subject.result;
  const { foremost } = subject;
  const c = decision.verdict === null ? null : (foremost?.candidate ?? null);
  if (c === null || foremost === null || decision.verdict === null) return undecided(subject);
  // "keep" is about the definition in force, every other verdict about the candidate
  const of = decision.verdict === "keep" ? (subject.incumbent ?? foremost) : foremost;
  const said = gainSentence(c, subject);
  const sentences: Text[] = [
    [said ?? decision.sentence],
    ...(said === null ? [] : [[" ", proofSentence(c)]]),
    ...(decision.because === null ? [] : [[" ", decision.because]]),
  ];
  const blocks: Block[] = [paragraph(sentences.flat(), "lead")];
  const bad = worthless(subject);
  if (bad.length > 0) blocks.push(list(bad));
  const tiles = strip(c, foremost, subject);
  if (tiles.length > 0) blocks.push({ kind: "strip", items: tiles });
  const figure = gains(subject);
  if (figure !== null) blocks.push(figure);
  const change = wouldChange(c, subject);
  blocks.push({
    kind: "columns",
    columns: [
      [heading(["What to do now"]), steps(toDo(c, subject))],
      ...(change.length === 0 ? [] : [[heading(["What would change this"]), list(change)]]),
    ],
  });
  if (c.swapIns.n + c.swapOuts.n > 0) blocks.push(ledger(c, subject));
  blocks.push(details(["The evidence behind this"], evidence(c, subject)));
  return {
    id: "verdict",
    title: `${verdictWords[decision.verdict]} ${called(of)}: ${shortened(of.facts.says, longestHeading)}`,
    short: "Verdict",
    blocks,
  };
}

function undecided(subject: Subject): Section {
  const { decision } = subject.result;
  const [, ...more] = findings(subject);
  const blocks: Block[] = [paragraph([decision.sentence], "lead")];
  const figure =
    subject.incumbent !== null && decision.candidates.length > 0 ? gains(subject) : standing(subject);
  const lacking = missing(subject);
  const show = [...more, ...worthless(subject), ...misjudged(subject)];
  blocks.push({
    kind: "columns",
    columns: [
      lacking.length === 1
        ? [heading(["The one thing that gives a verdict"]), paragraph(lacking.flatMap(({ say }) => say))]
        : [heading(["What a verdict needs"]), steps(lacking.map(({ say }) => say))],
      ...(show.length === 0 ? [] : [[heading(["What these data do show"]), list(show)]]),
    ],
  });
  const lines = lacking.flatMap(({ line }) => (line === null ? [] : [line]));
  if (lines.length > 0)
    blocks.push(
      details([`How to state ${lacking.length === 1 ? "it" : "them"} in study.yaml`], [list(lines)]),
    );
  if (figure !== null) blocks.push(figure);
  // it is below the table of definitions where there is one
  if (subject.definitions.length === 0) blocks.push(filesLine(subject));
  return { id: "verdict", title: headline(subject), short: "Verdict", blocks };
}
