import { readSnapshot } from "../agent/snapshot.ts";
import { parseArtifact } from "../artifact/artifact-parser.ts";
import { splitReasoning } from "../artifact/split-reasoning.ts";
import type { PageProblems } from "../browser/site-page.ts";
import type { TrajectoryMeasures } from "../contracts/generated/trajectory-measures.ts";
import { requestedColors } from "../instruction/requested-colors.ts";
import { measurePicture } from "../measure/picture.ts";
import { placeholdersIn } from "../measure/placeholder-code.ts";
import { repetitionShare } from "../measure/repetition.ts";
import { sensitiveFindings } from "../measure/sensitive-text.ts";
import { encodeSignature, siteSignature } from "../measure/site-signature.ts";
import { languageOf } from "../measure/text-language.ts";
import { messageTokens } from "../measure/token-count.ts";
import { chosenNode, finishAfter } from "../recipe/sft-conversation.ts";
import {
  type BlobReader,
  pathTo,
  type Trajectory,
  type TrajectoryNode,
  type TrajectorySealed,
} from "../run/trajectory.ts";

export type { TrajectoryMeasures };

/** The chosen step of a trajectory, with the path to it. */
export type ChosenMeasures = NonNullable<TrajectoryMeasures["chosen"]>;

/** Raised, as in the schema, when anything is measured in another way: what an older one measured is measured again. */
const measuresVersion = 1;

/** Examples kept of one kind of finding: enough for a person to see what it is about. */
const mostExamples = 5;
/** Characters of an example. */
const longestExample = 120;

/** A reply on the path to the chosen step, as it is looked at. */
interface Reply {
  step: number;
  /** Without reasoning in front of it. */
  visible: string;
}

/** Measures a sealed trajectory once, for every rule there is. Pure in the trajectory: the same one gives the same measures. */
export function measureTrajectory(
  trajectory: Trajectory,
  sealed: TrajectorySealed,
  blobs: BlobReader,
): TrajectoryMeasures {
  const { opened, journalDigest } = trajectory;
  const chosen = chosenNode(trajectory);
  return {
    version: measuresVersion,
    trajectoryId: opened.trajectoryId,
    instructionId: opened.instructionId,
    journalDigest,
    label: opened.label,
    outcome: sealed.outcome,
    chosen: chosen === null ? null : measureChosen(chosen, trajectory, blobs),
  };
}

function measureChosen(chosen: TrajectoryNode, trajectory: Trajectory, blobs: BlobReader): ChosenMeasures {
  const { opened, nodes } = trajectory;
  const path = pathTo(nodes, chosen.step);
  const finish = finishAfter(chosen, trajectory);
  const instruction = blobs.text(opened.instruction);
  const replies = [...path, ...(finish === null ? [] : [finish])].map((node) => ({
    step: node.step,
    visible: splitReasoning(blobs.text(node.reply)).visible,
  }));
  const files = readSnapshot(chosen.files, blobs);
  return {
    step: chosen.step,
    screenshot: { status: chosen.screenshot.status, value: chosen.screenshot.value },
    gui: { status: chosen.gui.status, value: chosen.gui.value },
    path: path.map((node) => ({
      step: node.step,
      kind: node.kind,
      isError: node.isError,
      cut: node.finishReason === "length",
      tokens: messageTokens(blobs.text(node.reply)),
      feedbackTokens: node.feedback === null ? 0 : messageTokens(blobs.text(node.feedback)),
    })),
    openingTokens: messageTokens(blobs.text(opened.systemPrompt)) + messageTokens(instruction),
    finish: finish === null ? null : { step: finish.step, tokens: messageTokens(blobs.text(finish.reply)) },
    guiEndedBy:
      chosen.guiTest === null
        ? null
        : readJson<{ endedBy: "answer" | "turn-limit" }>(chosen.guiTest, blobs).endedBy,
    repetition: mostRepetitive(replies),
    placeholders: placeholders(replies),
    sensitive: sensitive(instruction, replies),
    languages: { instruction: languageOf(instruction), replies: languageOf(replies.map(proseOf).join("\n")) },
    pageErrors: pageErrors(chosen, blobs),
    picture:
      chosen.screenshotImage === null
        ? null
        : measurePicture(blobs.bytes(chosen.screenshotImage), requestedColors(instruction)),
    site: { files: files.size, signature: encodeSignature(siteSignature(files)) },
  };
}

function mostRepetitive(replies: readonly Reply[]): ChosenMeasures["repetition"] {
  let most = { share: 0, step: replies[0]?.step ?? 0 };
  for (const { step, visible } of replies) {
    const share = repetitionShare(visible);
    if (share > most.share) most = { share, step };
  }
  return most;
}

function placeholders(replies: readonly Reply[]): ChosenMeasures["placeholders"] {
  const found = replies.flatMap(({ step, visible }) =>
    parseArtifact(visible).actions.flatMap(({ type, filePath, content }) =>
      type === "file"
        ? placeholdersIn(content).map((text) => ({
            step,
            path: shorten(filePath ?? ""),
            text: shorten(text),
          }))
        : [],
    ),
  );
  return { count: found.length, examples: found.slice(0, mostExamples) };
}

function sensitive(instruction: string, replies: readonly Reply[]): ChosenMeasures["sensitive"] {
  const texts = [{ step: null, visible: instruction }, ...replies];
  const found = texts.flatMap(({ step, visible }) =>
    sensitiveFindings(visible).map((finding) => ({ ...finding, step })),
  );
  return [...Map.groupBy(found, ({ kind }) => kind)].map(([kind, all]) => ({
    kind,
    count: all.length,
    step: all[0]?.step ?? null,
    excerpt: all[0]?.excerpt ?? "",
  }));
}

/** What a reply says outside of its artifact. */
function proseOf({ visible }: Reply): string {
  const start = visible.search(/<boltA(?:rtifact|ction)\b/i);
  const end = visible.lastIndexOf("</boltArtifact>");
  if (start < 0) return visible;
  return `${visible.slice(0, start)}\n${end < 0 ? "" : visible.slice(end + "</boltArtifact>".length)}`;
}

function pageErrors({ siteReport }: TrajectoryNode, blobs: BlobReader): ChosenMeasures["pageErrors"] {
  if (siteReport === null) return null;
  const { problems } = readJson<{ problems: PageProblems | null }>(siteReport, blobs);
  if (problems === null) return null;
  const all = [...problems.exceptions, ...problems.consoleErrors, ...problems.failedRequests];
  return { count: all.length, examples: all.slice(0, mostExamples).map(shorten) };
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").toWellFormed();
  return line.length <= longestExample ? line : `${line.slice(0, longestExample).toWellFormed()}...`;
}

/** Blobs that this project wrote itself, and whose bytes were verified against their address. */
function readJson<T>(ref: string, blobs: BlobReader): T {
  return JSON.parse(blobs.text(ref)) as T;
}
