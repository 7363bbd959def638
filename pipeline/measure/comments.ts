const opening = /\/\/|\/\*|<!--|^[ \t]*#/gm;
const closings: Readonly<Record<string, string>> = { "/*": "*/", "<!--": "-->" };

/**
 * The comments of a file in any language that websites are made of, without their marks. A scan, not a parser: what
 * looks like a comment inside a string is taken too, and the address in `http://...` is not. Linear in the text.
 */
export function commentsIn(text: string): string[] {
  const comments: string[] = [];
  opening.lastIndex = 0;
  for (let open = opening.exec(text); open !== null; open = opening.exec(text)) {
    const mark = open[0].trim();
    const from = opening.lastIndex;
    if (mark === "//" && text[open.index - 1] === ":") continue;
    const end = text.indexOf(closings[mark] ?? "\n", from);
    comments.push(text.slice(from, end < 0 ? text.length : end).trim());
    if (end < 0) break;
    opening.lastIndex = end;
  }
  return comments;
}
