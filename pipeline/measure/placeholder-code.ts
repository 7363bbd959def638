import { commentsIn } from "./comments.ts";

/** Characters. A comment that stands for code is short; in a long one the words mean something else. */
const longestComment = 160;

const things =
  "code|component|file|styles?|css|logic|implementation|function|page|content|markup|imports?|data";

const ellipsis = String.raw`(?:\.{3}|…)`;

/** What a comment says when it stands for code that the reply leaves out. */
const sayings = [
  new RegExp(`^${ellipsis}$`),
  new RegExp(
    `${ellipsis}.*\\b(?:rest|remaining|existing|previous|other|same|unchanged|more|before|above|omitted|truncated)\\b`,
  ),
  new RegExp(`\\b(?:rest|remaining|existing|previous|other|same|unchanged|more|omitted)\\b.*${ellipsis}`),
  /\brest of (?:the |your |my |this )?(?:existing |original |previous )?code\b/,
  new RegExp(
    `\\b(?:rest|remainder) of (?:the |your |this )?(?:[a-z]+ ){0,2}(?:${things})\\b.*\\b(?:here|same|unchanged|remains?|stays?|as before|goes|omitted)\\b`,
  ),
  new RegExp(
    `\\b(?:existing|previous|original|same|other) (?:${things})\\b.*\\b(?:here|unchanged|remains?|stays?|as before|as above)\\b`,
  ),
  /^(?:(?:everything|all) else )?(?:remains|stays|keep(?: it)?|is)? ?(?:unchanged|the same|(?:the )?same as (?:before|above)|as before|as is)$/,
  new RegExp(`\\b(?:your|add|put|insert|place) (?:[a-z]+ ){0,3}(?:${things}) (?:goes |go )?here\\b`),
  /\b(?:code|content|styles?|lines) (?:is |are |was |were )?(?:omitted|truncated|unchanged)\b/,
  /\b(?:omitted|truncated|shortened) for brevity\b/,
  /^(?:todo|fixme)\b.*\b(?:implement|finish|complete|fill)/,
  /^(?:to be implemented|not (?:yet )?implemented(?: yet)?)$/,
  /^implement (?:this|me|here|later)\b/,
];

/**
 * The comments of a file that stand for code which is not there: "... rest of the code", "existing styles remain
 * unchanged", "your code here". A file with one is not the full file that the agent is asked for.
 */
export function placeholdersIn(text: string): string[] {
  return commentsIn(text).filter(isPlaceholder);
}

function isPlaceholder(comment: string): boolean {
  if (comment.length === 0 || comment.length > longestComment) return false;
  const said = comment
    .toLowerCase()
    .replaceAll(/\s+/g, " ")
    .replace(/^[\s*({[-]+|[\s*)}\].:-]+$/g, (edge) => (/\.{3}/.test(edge) ? "..." : ""));
  return sayings.some((saying) => saying.test(said));
}
