import type OpenAI from "openai";
import type { ChatMessage } from "./model-port.ts";

/** Our messages as the OpenAI chat API takes them; images travel as data URLs. */
export function toWireMessages(messages: readonly ChatMessage[]): OpenAI.ChatCompletionMessageParam[] {
  return messages.map((message): OpenAI.ChatCompletionMessageParam => {
    const { role, content } = message;
    if (typeof content === "string") return { role, content };
    const parts = content.map(
      (part): OpenAI.ChatCompletionContentPartText | OpenAI.ChatCompletionContentPartImage =>
        part.kind === "text"
          ? { type: "text", text: part.text }
          : {
              type: "image_url",
              image_url: { url: `data:image/png;base64,${Buffer.from(part.bytes).toString("base64")}` },
            },
    );
    if (role === "user") return { role, content: parts };
    return { role, content: parts.flatMap((part) => (part.type === "text" ? [part] : [])) };
  });
}
