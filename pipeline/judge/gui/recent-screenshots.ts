import type { ChatMessage } from "../../model/model-port.ts";

const placeholder = "(the screenshot of this turn is no longer shown)";

/** The conversation with all screenshots but the last `count` replaced by a line of text. */
export function keepRecentScreenshots(messages: readonly ChatMessage[], count: number): ChatMessage[] {
  const shown = messages.filter(holdsScreenshot).slice(-count);
  return messages.map((message) =>
    holdsScreenshot(message) && !shown.includes(message) ? withoutScreenshot(message) : message,
  );
}

function holdsScreenshot({ content }: ChatMessage): boolean {
  return typeof content !== "string" && content.some(({ kind }) => kind === "png");
}

function withoutScreenshot(message: ChatMessage): ChatMessage {
  if (typeof message.content === "string") return message;
  return {
    role: message.role,
    content: message.content.map((part) =>
      part.kind === "png" ? { kind: "text", text: placeholder } : part,
    ),
  };
}
