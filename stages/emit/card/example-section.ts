import type { CardFacts } from "./card-facts.ts";
import { escapeMarkdown, fencedText, folded } from "./markdown.ts";
import { grouped } from "./statistics.ts";

/** Messages shown, and characters of each. */
const mostMessages = 4;
const mostCharacters = 600;

/** How the first row of `sft` begins. */
export function exampleSection({ example }: CardFacts): string[] {
  if (example === null) return [];
  const { id, messages } = example;
  const shown = messages.slice(0, mostMessages).map(({ role, content }) => {
    const characters = [...content];
    const rest = characters.length - mostCharacters;
    const text = characters.slice(0, mostCharacters).join("");
    return `**${role}**${rest > 0 ? `, and ${grouped(rest)} more characters` : ""}\n\n${fencedText(text)}`;
  });
  const more = messages.length - shown.length;
  return [
    `## What a row looks like

${folded(`The beginning of ${escapeMarkdown(id)}${more > 0 ? `; ${more} more messages follow` : ""}`, shown.join("\n\n"))}`,
  ];
}
