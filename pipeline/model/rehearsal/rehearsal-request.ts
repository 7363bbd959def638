/** A message as it arrives on the wire: text, or parts with images as data URLs. */
export interface WireMessage {
  role: "system" | "user" | "assistant";
  content: string | ({ type: "text"; text: string } | { type: "image_url"; image_url: { url: string } })[];
}

/** What a rehearsal model is given: the conversation and the request's seed. It keeps no other state. */
export interface RehearsalRequest {
  messages: WireMessage[];
  /** Changes with run seed, instruction, sample and purpose. */
  seed: number;
}

/** All text of a message, its parts joined by a line break. */
export function textOf(message: WireMessage | undefined): string {
  if (message === undefined) return "";
  if (typeof message.content === "string") return message.content;
  return message.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}
