import { text } from "node:stream/consumers";
import { readChatRequest } from "../../pipeline/model/rehearsal/server/chat-request.ts";
import {
  complete,
  completionBody,
  completionEvents,
} from "../../pipeline/model/rehearsal/server/completion.ts";
import { type LoopbackServer, serveOnLoopback } from "../proof/loopback-server.ts";

/** The teacher's replies in turn: a page, a bad page, the page again, its test, the end. */
const teacher = [
  page("<h1>Notes</h1><p>Everything that is to be remembered.</p>"),
  "I shall think about it.",
  page("<h1>Notes</h1><p>Everything, and where it was found.</p>"),
  '<boltAction type="screenshot_validated"/>',
  '<boltAction type="finish"/>',
];
const gui = ["Thought: There is a button. Action: Click [1]", "Thought: It works. Action: ANSWER; YES"];
const judges: Record<string, string> = {
  vision: JSON.stringify({
    ...{ is_error: false, error_message: "", screenshot_description: "a page", suggestions: "none" },
    ...{ analysis: "seen", grade: 4 },
  }),
  feedback: `<boltAction type="gui_agent_test">Press every button.</boltAction> ${JSON.stringify({ test_passed: true, improvement_suggestions: "", grade: 5 })}`,
};

function page(body: string): string {
  return `<boltArtifact id="site" title="Site"><boltAction type="file" filePath="index.html">${body}</boltAction></boltArtifact>`;
}

/** Models that know nothing but how far a conversation has come. A role's address ends in `/<role>/v1`. */
export function startPlainModels(): Promise<LoopbackServer> {
  return serveOnLoopback(async (request, response) => {
    const role = request.url?.split("/")[1] ?? "";
    const chat = readChatRequest(await text(request));
    const turn = chat.messages.filter((message) => message.role === "assistant").length;
    const reply = judges[role] ?? (role === "gui" ? gui : teacher)[turn] ?? "";
    const completion = complete(chat, { text: reply, finishReason: "stop" });
    response.writeHead(200, { "content-type": chat.stream ? "text/event-stream" : "application/json" });
    if (!chat.stream) return response.end(JSON.stringify(completionBody(completion)));
    for (const event of completionEvents(completion, chat.includeUsage)) response.write(`data: ${event}\n\n`);
    return response.end();
  }, 0);
}
