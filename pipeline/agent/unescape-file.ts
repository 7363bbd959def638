const entities: Record<string, string> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  "#39": "'",
  "#x27": "'",
  "#34": '"',
  amp: "&",
};

/**
 * Real models sometimes escape a whole file for HTML, and sometimes write a literal `&lt;` inside good code. A file is
 * unescaped only when it cannot be what was meant as it stands: JSON that parses only once unescaped; code or markup
 * that holds escaped tags or operators and none in the clear. Returns null for a file that is left alone.
 */
export function unescapeWholeFile(content: string, path: string): { content: string; reason: string } | null {
  if (!/&(?:lt|gt|quot|amp|apos|#39|#x27|#34);/.test(content)) return null;
  const unescaped = unescapeHtml(content);
  if (/\.json$/i.test(path)) {
    return !isJson(content) && isJson(unescaped)
      ? { content: unescaped, reason: "it is JSON only once unescaped" }
      : null;
  }
  const escapedTags = /&lt;[A-Za-z/!]/.test(content);
  const clearTags = /<[A-Za-z/!]/.test(content);
  if (escapedTags && !clearTags)
    return { content: unescaped, reason: "it holds escaped tags and none in the clear" };
  const escapedOperators = /=&gt;|&amp;&amp;|[(,=[:]\s*&quot;|[(,=[:]\s*&#39;|\s&gt;\s/.test(content);
  const clearOperators = /=>|&&|["'<>]/.test(content);
  if (escapedOperators && !clearOperators)
    return { content: unescaped, reason: "it holds escaped operators and none in the clear" };
  return null;
}

/** One level of HTML entities undone. */
export function unescapeHtml(text: string): string {
  return text.replace(
    /&(lt|gt|quot|apos|#39|#x27|#34|amp);/g,
    (whole, name: string) => entities[name] ?? whole,
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // not JSON is the answer, not a failure
    return false;
  }
}
