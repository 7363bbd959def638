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

const markup = /\.(html?|svg|xml|vue|svelte|astro)$/i;

/**
 * Real models sometimes escape a whole file for HTML, and sometimes write a literal `&lt;` inside good code. A file is
 * unescaped only when it cannot be what was meant as it stands: JSON that parses only once unescaped; markup whose
 * tags are all escaped; code with escaped operators or tags and none in the clear. Returns null for a file that is
 * left alone.
 */
export function unescapeWholeFile(content: string, path: string): { content: string; reason: string } | null {
  if (!/&(?:lt|gt|quot|amp|apos|#39|#x27|#34);/.test(content)) return null;
  const unescaped = unescapeHtml(content);
  if (/\.json$/i.test(path)) {
    return !isJson(content) && isJson(unescaped)
      ? { content: unescaped, reason: "it is JSON only once unescaped" }
      : null;
  }
  const clearTags = /<[A-Za-z/!>]/.test(content);
  if (markup.test(path)) {
    const escapedTags = /&lt;[A-Za-z/!]/.test(content);
    return escapedTags && !clearTags ? { content: unescaped, reason: "all its tags are escaped" } : null;
  }
  const escapedCode = /=&gt;|&amp;&amp;|&lt;\/[A-Za-z]|&lt;[A-Z]/.test(content);
  const clearCode = clearTags || /=>|&&/.test(content);
  return escapedCode && !clearCode
    ? { content: unescaped, reason: "its operators and tags are all escaped" }
    : null;
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
