import { capitalize, cutToWords, titleCase } from "./phrases.ts";

/** What the first sentence of an instruction says. */
export interface Opening {
  /** "Logistics Management Website" */
  title: string;
  /** "Managing logistics-related businesses", or empty */
  purpose: string;
}

const longestTitle = 40;
const longestPurpose = 120;

const request =
  /^\W*(?:please\s+|kindly\s+|could you\s+|help me\s+)?(?:\p{L}+ly\s+)?(?:implement|develop|create|build|design|make|write|redesign|refine|optimize|fix|modify|improve)\s+(?:me\s+)?(?:(?:an?|the)\s+)?(.*)$/iu;
/** Where the name of the thing ends and what is said of it begins. */
const link =
  /\s+(?:to|for|that|with|where|which|using|allowing|called|based on|in which|on which|including|featuring|containing|providing|used|designed|showcasing|displaying|similar to|based upon|like|named|about|built around|aimed at|made for|meant for)\s+|[,;:]\s*/iu;
const genericWords =
  /^(?:web|website|site|page|webpage|app|apps|application|applications|system|platform|portal|mini-program|program|mobile|software|simple|custom|basic|new|modern|online|dynamic|prototype|tool|demo|minimalist|one-page|comprehensive|responsive|the|an?|and|of)$/i;
const chineseRequest =
  /^[\s"“「]*(?:请|帮我|为我|给我)*(?:帮我)?(?:实现|创建|开发|设计|制作|建立|搭建|做)(?:一个|一款|个)?([^，。,；：:!！?？\n]{1,16})/u;

/** Reads title and purpose out of an instruction's beginning. Any text gives a title. */
export function readOpening(instruction: string): Opening {
  const chinese = chineseRequest.exec(instruction)?.[1];
  if (chinese !== undefined) return { title: chinese.trim(), purpose: "" };
  const first = (/^[\s\S]*?(?=[.!?](?:\s|$)|$)/.exec(instruction.trim())?.[0] ?? "").replace(/\s+/g, " ");
  const asked = clean(request.exec(first)?.[1] ?? first);
  const at = link.exec(asked);
  const name = at === null ? asked : asked.slice(0, at.index);
  const rest = at === null ? "" : asked.slice(at.index + at[0].length).trim();
  return { title: titleFrom(name, rest), purpose: capitalize(shortPurpose(rest)) };
}

function titleFrom(name: string, rest: string): string {
  const isGeneric = name.split(/[\s/]+/).every((word) => genericWords.test(word));
  const source = isGeneric && rest !== "" ? subjectOf(rest) : name;
  const title = titleCase(cutToWords(source.trim(), longestTitle));
  return title === "" ? "My Website" : title;
}

/** What follows on the name, without its list of features, and cut at a comma where it is long. */
function shortPurpose(rest: string): string {
  const purpose = rest
    .replace(
      /,?\s+(?:with|which should have|and has|that has)\s+(?:the\s+)?(?:functionalit|functions?|features?).*$/i,
      "",
    )
    .replace(
      /^(?:the\s+)?(?:functions?|functionalit(?:y|ies)|features?)\s+(?:such as|like|including|for|of)\s+/i,
      "",
    )
    .replace(/^(?:allows?|allowing|enabl(?:es|ing)) (?:the )?(?:users?|people|visitors|players) to\s+/i, "");
  if (purpose.length <= longestPurpose) return purpose;
  const comma = purpose.lastIndexOf(",", longestPurpose);
  return comma > longestPurpose / 3 ? purpose.slice(0, comma) : cutToWords(purpose, longestPurpose);
}

/** "downloading ringtones and wallpapers, providing …" names the site better than "website". */
function subjectOf(rest: string): string {
  const upTo = rest.split(/[,;:(]|\s(?:to|for|that|which|where|from|in order|by)\s/i)[0] ?? rest;
  const subject = upTo
    .replace(/^(?:functions?|functionalit(?:y|ies)|features?)\s+(?:such as|like|including)\s+/i, "")
    .replace(
      /^(?:helps?|lets?|allows?|enables?)\s+(?:people|users|visitors|customers|players)\s+(?:to\s+)?/i,
      "",
    )
    .replace(
      /^(?:(?:displaying|showcasing|providing|offering|managing|showing|selling|promoting|publishing|introducing|performing|display|showcase|provide|provides|manage|promote|introduce|introduces|present|sell|meet|achieve|downloading|generates|allows|provides|includes|enables|offers|displays|helps|shows|lets|contains|converts|supports)\s+)?(?:(?:an?|the|its|various)\s+)?/i,
      "",
    );
  return cutToWords(subject === "" ? upTo : subject, longestTitle);
}

function clean(text: string): string {
  return text
    .replace(/[{}[\]<>"“”`|\\^~]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
