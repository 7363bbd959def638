import type { ParsedAction, ParsedArtifact } from "./artifact-parser.ts";
import { unescapeHtml } from "./unescape-file.ts";

const openTag =
  /<boltAction type=(?:"(file)" filePath="([^"<>]*)">|"(screenshot_validated)"\/>|["'](finish)["']\s*\/>)/g;
const endTag = "</boltAction>";

/**
 * Reads the bolt actions of a reply in exactly the form that is asked for: a file with double quotes, its type before
 * its path and its end tag, and the two marks. Whatever is written otherwise is not there; nothing is mended.
 * Linear in the text's length.
 */
export function parseStrictly(
  text: string,
  { unescapeAlways = false }: { unescapeAlways?: boolean } = {},
): ParsedArtifact {
  const actions: ParsedAction[] = [];
  let searched = 0;
  for (const match of text.matchAll(openTag)) {
    const [tag, file, filePath = "", validated, finish] = match;
    if (file === undefined) {
      // a mark counts wherever it stands, inside a file too
      actions.push({ type: validated ?? finish ?? "", filePath: null, content: "" });
      continue;
    }
    if (match.index < searched) continue;
    const begin = match.index + tag.length;
    const end = text.indexOf(endTag, begin);
    // without an end tag here there is none for any later file either
    searched = end < 0 ? text.length : end;
    if (end < 0) continue;
    const content = text
      .slice(begin, end)
      .replace(/^[ \t]*\r?\n/, "")
      .trimEnd();
    actions.push({
      type: "file",
      filePath,
      content: `${unescapeAlways ? unescapeHtml(content) : content}\n`,
    });
  }
  return { actions, hasArtifact: /<boltArtifact\b/.test(text), warnings: [] };
}
