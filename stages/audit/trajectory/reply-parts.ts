import { parseArtifactPlaces } from "../../../pipeline/artifact/artifact-parser.ts";
import type { ReplyPart } from "../views/trajectory-view.ts";

const artifactTag = /<\/?boltArtifact\b[^>]{0,4000}>/gi;

/** A reply in parts, in its order: prose, and the actions that were read out of it. Linear in its length. */
export function replyParts(visible: string): ReplyPart[] {
  const parts: ReplyPart[] = [];
  let from = 0;
  for (const { action, start, end } of parseArtifactPlaces(visible)) {
    parts.push(...prose(visible.slice(from, start)));
    from = end;
    const { type, filePath, content } = action;
    if (type === "file" && filePath !== null)
      parts.push({ kind: "file", path: filePath, bytes: Buffer.byteLength(content) });
    else parts.push({ kind: "action", type, text: content });
  }
  return [...parts, ...prose(visible.slice(from))];
}

function prose(text: string): ReplyPart[] {
  const said = text
    .replace(artifactTag, "")
    .replace(/<\/boltAction>/gi, "")
    .trim();
  return said === "" ? [] : [{ kind: "prose", text: said }];
}
