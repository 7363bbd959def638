/** A reply's file action. */
export function fileAction(path: string, content: string): string {
  return `<boltAction type="file" filePath="${path}">\n${content}\n</boltAction>`;
}

/** A reply that writes the first page. */
export function pageReply(content: string): string {
  return `<boltArtifact id="site" title="Site">${fileAction("index.html", content)}</boltArtifact>`;
}

export const validateReply = '<boltAction type="screenshot_validated"/>';
export const finishReply = '<boltAction type="finish"/>';
