/** Longer queries are cut: nobody types them. */
const longestQuery = 500;
const mostTerms = 16;

/**
 * What a person typed as an expression of FTS5: all words must be there; what stands in quotes must stand together; the
 * last word may be the beginning of one. Everything is quoted, so that no input is a syntax error or an operator.
 * null when there is nothing to look for.
 */
export function searchExpression(typed: string): string | null {
  // an unpaired surrogate or a zero byte is nobody's word
  const text = typed.slice(0, longestQuery).toWellFormed().replaceAll("\0", " ");
  const terms = [...text.matchAll(/"([^"]*)"?|[^\s"]+/g)].flatMap(([whole, phrase]) => {
    const words = phrase ?? whole;
    return hasWord(words) ? [{ words, mayGoOn: phrase === undefined }] : [];
  });
  if (terms.length === 0) return null;
  const shown = terms.slice(0, mostTerms);
  return shown
    .map(({ words, mayGoOn }, at) => `"${words}"${mayGoOn && at === shown.length - 1 ? "*" : ""}`)
    .join(" AND ");
}

/** Signs alone are no words to the index, and would match nothing. */
function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
