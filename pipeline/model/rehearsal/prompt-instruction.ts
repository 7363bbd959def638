const tagged = /<(instruction|requirements?|task)>\s*([\s\S]*?)\s*<\/\1>/i;
const opening =
  /\b(?:please|implement|build|create|develop|design|make)\b.*\b(?:website|web ?site|web|application|app|platform|system|page|program)\b/i;

/**
 * The website instruction inside a prompt whose template is the user's: what stands in tags, else the paragraph that
 * asks for a website, else the longest one. "" where the prompt is empty.
 */
export function instructionIn(prompt: string): string {
  const inTags = tagged.exec(prompt)?.[2];
  if (inTags !== undefined) return inTags;
  const paragraphs = prompt
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .sort((a, b) => b.length - a.length);
  return paragraphs.find((paragraph) => opening.test(paragraph)) ?? paragraphs[0] ?? "";
}
