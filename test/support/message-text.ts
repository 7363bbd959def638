import type { ChatMessage } from "../../pipeline/model/model-port.ts";

/** All text of a message, its parts joined by a line break; "" where there is no message. */
export function textOfMessage(message: ChatMessage | undefined): string {
  if (message === undefined) return "";
  if (typeof message.content === "string") return message.content;
  return message.content.flatMap((part) => (part.kind === "text" ? [part.text] : [])).join("\n");
}
