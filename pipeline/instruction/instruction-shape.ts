import { isEnglish } from "./english.ts";
import { type NamedColor, requestedColors } from "./requested-colors.ts";

/** Words, as white space divides them, that an instruction may have. */
export interface InstructionLength {
  minWords: number;
  maxWords: number;
}

/** The lengths of the published instructions. */
export const publishedLength: InstructionLength = { minWords: 48, maxWords: 134 };

export interface InstructionShape extends InstructionLength {
  /** Colours that must be asked for, by name. */
  backgroundColor: string;
  componentColor: string;
}

export interface ShapeProblem {
  reason:
    | "empty"
    | "several-paragraphs"
    | "markup"
    | "too-short"
    | "too-long"
    | "not-english"
    | "no-website-asked-for"
    | "background-color-missing"
    | "component-color-missing";
  /** What was found and what is wanted, for the model that is asked again and for people. */
  detail: string;
}

const request = /\b(implement|create|build|develop|design|make|produce|code|set up)\b/i;
const thing =
  /\b(web\s?sites?|sites?|web|web\s?pages?|pages?|blogs?|apps?|applications?|platforms?|systems?|tools?|portals?|dashboards?|games?|clients?|shops?|stores?|forums?|mini-programs?|programs?|software|modules?)\b/i;
const markup = /^\s*(?:[-*+]|\d+[.)]|#{1,6})\s|\*\*|<\/?[a-z][^>]*>|```/im;

/** The first thing that keeps a text from being an instruction of the published kind, or null. */
export function findShapeProblem(text: string, shape: InstructionShape): ShapeProblem | null {
  const { minWords, maxWords } = shape;
  if (text.trim() === "") return { reason: "empty", detail: "the reply holds no instruction" };
  const mark = markup.exec(text);
  if (mark !== null)
    return { reason: "markup", detail: `it holds ${JSON.stringify(mark[0].trim())}; write plain sentences` };
  const paragraphs = text.trim().split(/\n+/).length;
  if (paragraphs > 1)
    return { reason: "several-paragraphs", detail: `it has ${paragraphs} paragraphs; write exactly one` };
  if (!isEnglish(text))
    return { reason: "not-english", detail: `it does not read as English; write it in English` };
  const words = countWords(text);
  if (words < minWords)
    return { reason: "too-short", detail: `it has ${words} words; write ${minWords} to ${maxWords}` };
  if (words > maxWords)
    return { reason: "too-long", detail: `it has ${words} words; write ${minWords} to ${maxWords}` };
  const [opening = ""] = text.split(/(?<=[.!?])\s/);
  if (!request.test(opening) || !thing.test(opening))
    return {
      reason: "no-website-asked-for",
      detail: "its first sentence does not ask for a website or application to be implemented",
    };
  return findColorProblem(text, shape);
}

/** Words as white space divides them: the measure of the published lengths. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}

function findColorProblem(text: string, shape: InstructionShape): ShapeProblem | null {
  const { background, component } = requestedColors(text);
  if (!isNamed(background, shape.backgroundColor))
    return {
      reason: "background-color-missing",
      detail: `its background colour reads as ${background?.words ?? "none"}; say that the page background is ${shape.backgroundColor}`,
    };
  if (!isNamed(component, shape.componentColor))
    return {
      reason: "component-color-missing",
      detail: `its component colour reads as ${component?.words ?? "none"}; say that the components are ${shape.componentColor}`,
    };
  return null;
}

function isNamed(color: NamedColor | null, name: string): boolean {
  const compact = (words: string): string => words.toLowerCase().replace(/[\s-]/g, "");
  return color !== null && compact(color.words) === compact(name);
}
