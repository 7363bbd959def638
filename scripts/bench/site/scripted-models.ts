import { formatAction } from "../../../pipeline/judge/gui/action.ts";
import type { ModelPort, ModelRequest } from "../../../pipeline/model/model-port.ts";
import type { BlobRef } from "../../../pipeline/run/trajectory.ts";
import type { SiteFiles } from "../../../pipeline/site/site-slot.ts";
import { toPageAction } from "./our-gui-test.ts";
import type { GuiScriptAction } from "./published-cycle.ts";

export interface ModelScript {
  /** the sites that the teacher writes, one a code step; a GUI test and the end follow */
  sites: readonly SiteFiles[];
  guiTest: readonly GuiScriptAction[];
  keep(text: string): BlobRef;
}

/** Models that answer at once, so that what is left of a step's time is its environment's. */
export function scriptedModels(script: ModelScript): ModelPort {
  let guiTurns = 0;
  const answer = ({ role, purpose, messages }: ModelRequest): string => {
    switch (role) {
      case "teacher":
        return teacherReply(Number(/^step-(\d+)/.exec(purpose)?.[1]), script);
      case "gui": {
        const action = script.guiTest[guiTurns++] ?? { kind: "answer" };
        return guiReply(action, textOf(messages.at(-1)));
      }
      default:
        // one object that every judge finds its fields in
        return JSON.stringify(judgement);
    }
  };
  return {
    ask: async (request) => {
      const isTestRequest = request.purpose.startsWith("gui-test/");
      const text = isTestRequest ? testInstruction : answer(request);
      return {
        text,
        reasoning: null,
        finishReason: "stop",
        usage: { promptTokens: 1, completionTokens: 1, cachedTokens: null, reasoningTokens: null },
        model: "scripted",
        exchange: script.keep(text),
      };
    },
  };
}

const testInstruction =
  '<boltAction type="gui_agent_test">Type a name, click both buttons, scroll, and answer YES.</boltAction>';

const judgement = {
  is_error: false,
  error_message: "",
  screenshot_description: "A shop.",
  suggestions: "",
  analysis: "It is complete.",
  test_passed: true,
  improvement_suggestions: "",
  grade: 4,
};

function teacherReply(step: number, { sites }: ModelScript): string {
  const site = sites[step];
  if (site === undefined)
    return step === sites.length
      ? '<boltAction type="screenshot_validated"/>'
      : '<boltAction type="finish"/>';
  const files = [...site].map(
    ([path, bytes]) =>
      `<boltAction type="file" filePath="${path}">${Buffer.from(bytes).toString()}</boltAction>`,
  );
  return `<boltArtifact id="site" title="Site">\n${files.join("\n")}\n</boltArtifact>`;
}

/** Finds the action's element in the list that the observation shows. */
function guiReply(action: GuiScriptAction, observation: string): string {
  const elements = Array.from(observation.matchAll(/^\[(\d+)\]: <([^>]*)> "(.*)"$/gm), (match) => ({
    index: Number(match[1]),
    tag: match[2] ?? "",
    text: match[3] ?? "",
  }));
  const act = toPageAction(action, elements) ?? { kind: "answer", text: "YES" };
  return `Thought: the next step of the script.\nAction: ${formatAction(act)}`;
}

function textOf(message: ModelRequest["messages"][number] | undefined): string {
  if (message === undefined) return "";
  if (typeof message.content === "string") return message.content;
  return message.content.map((part) => (part.kind === "text" ? part.text : "")).join("\n");
}
