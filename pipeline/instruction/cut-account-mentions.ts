/** A text without mentions of logging in and registering, and every sentence that changed. */
export interface AccountCut {
  text: string;
  /** `after` is empty where the whole sentence went. */
  changes: { before: string; after: string }[];
  /** Sentences that still speak of accounts, in a way no rule takes apart; they stand unchanged in the text. */
  left: string[];
}

// "register for an event" and "product registration" are what a site is about, not its accounts: only a bare verb, or a
// noun with at most a noun of persons before it, counts
const person = "(?:user|account|member|membership|customer|student|self)s?";
const noun = `(?:${person}[- ])?(?:registration|log-?in|sign-?up|sign-?in|authentication)`;
const kind = "(?:functionality|functionalities|functions?|features?|options|pages?|modules?|systems?)";
const site =
  "(?:the |their |an? )?(?:website|site|application|app|system|platform|account|game|backend|tool|portal|mini-program)s?(?:/\\w+)?";
const verb = `(?:register(?:(?: for)? an account)?|log ?in|log out|sign up|sign in|create an account)(?: (?:to|into|on|with|through|via) ${site})?`;
const gerund = "(?:registering|logging in|logging out|signing up|signing in|creating an account)";
const chain = (one: string): string => `${one}(?:(?:,? and |, |/| or )${one})*`;
const nouns = `${chain(noun)}(?: ${kind})?`;
const mention = `(?:an? )?(?:${chain(verb)}|${chain(gerund)}|${nouns})`;

/** What a series of items begins after. */
const opener =
  "(?:able to|can|may|allow(?:s|ing)? (?:\\w+ ){1,3}to|for|such as|including|includes?|(?:should|must) (?:also )?have)";
/** What follows a mention without being the next item of its series. */
const noItem =
  "including|such as|allowing|which|so |be able|log|regist|sign|\\w+ of |\\w+ (?:can|should|may) ";

const ofAccounts =
  /\b(?:log(?:ging|ged)?[ -]?(?:in|out)|login|sign(?:ing)?[ -]?(?:up|in)|regist(?:er|ers|ering|ration))\b/i;
/** Things that are registered themselves: "register and manage domain names" shares its object. */
const registered = /\b(?:domain|product|device|vehicle|patent|trademark|compan|business|asset|equipment)/i;

const nothingElse = new RegExp(`^[^,]*\\b${opener} ${mention}[.!]$`, "i");

/** Each rule takes a mention out of one place of a sentence and leaves a sentence. */
const rules: readonly (readonly [RegExp, string])[] = [
  // "After logging in, users can" → "Users can"
  [
    new RegExp(
      `^(?:after|once) (?:${chain(gerund)}|(?:they are |users are )?(?:logged in|registered)), `,
      "i",
    ),
    "",
  ],
  // "have user login functions, allowing users to save" → "allow users to save"
  [new RegExp(`\\b(?:also )?have (?:an? )?${nouns}, allowing (.*), and allowing `, "i"), "allow $1, and "],
  [new RegExp(`\\b(?:also )?have (?:an? )?${nouns}, allowing `, "i"), "allow "],
  [new RegExp(`\\b(?:also )?have (?:an? )?${nouns},? and be able to `, "i"), "be able to "],
  // the first of a series
  [new RegExp(`(\\b${opener} )${mention}(?:, (?:and )?| and )(?!${noItem})(?=\\w)`, "i"), "$1"],
  // one in the middle
  [new RegExp(`, ${mention}(?=, (?!${noItem}))`, "i"), ""],
  // the last of three or more
  [new RegExp(`, ([^,]+), and ${mention}(?=[.;]|, allowing)`, "i"), ", and $1"],
  // the last of two
  [new RegExp(`,? and ${mention}(?=[.;])`, "i"), ""],
];
/** A series that lost all but two of its items needs no comma. */
const commaOfTwo = new RegExp(`^([^,]*\\b${opener} [^,]+), and ([^,]+[.])$`, "i");

/**
 * Cuts mentions of logging in and registering out of an instruction, leaving whole sentences: agents that test the
 * websites cannot create accounts reliably. What no rule is sure about is left as it is, and told.
 */
export function cutAccountMentions(text: string): AccountCut {
  const changes: AccountCut["changes"] = [];
  const left: string[] = [];
  const kept: string[] = [];
  for (const sentence of text.split(/(?<=[.!?])\s+/)) {
    const after = ofAccounts.test(sentence) ? cutSentence(sentence) : sentence;
    if (after !== sentence) changes.push({ before: sentence, after });
    if (after !== "") kept.push(after);
    if (ofAccounts.test(after)) left.push(after);
  }
  return { text: kept.join(" "), changes, left };
}

function cutSentence(sentence: string): string {
  if (registered.test(sentence)) return sentence;
  let text = sentence;
  for (const [pattern, replacement] of rules) {
    text = text.replace(pattern, replacement);
    if (nothingElse.test(text)) return "";
  }
  if (text === sentence) return sentence;
  return text.replace(commaOfTwo, "$1 and $2").replace(/^[a-z]/, (first) => first.toUpperCase());
}
