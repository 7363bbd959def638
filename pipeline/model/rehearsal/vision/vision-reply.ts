import { requestedColors } from "../../../instruction/requested-colors.ts";
import { instructionIn } from "../prompt-instruction.ts";
import { type RehearsalRequest, textOf } from "../rehearsal-request.ts";
import { colorWords } from "./color-words.ts";
import { type Defect, findDefects } from "./page-defects.ts";
import { decodeImage, imageUrlsOf } from "./page-image.ts";
import { measurePage, type PageLook } from "./page-look.ts";

/** Content of this share of the view, with nothing wrong, is an excellent page. */
const fullPage = 0.6;

/**
 * The rehearsal vision model: describes or grades a screenshot by what its pixels show. It tells the two tasks apart by
 * the JSON members that the prompt asks for, and takes the colours that were asked for from the instruction in it.
 */
export function visionReply({ messages }: RehearsalRequest): string {
  const question = messages.find((message) => imageUrlsOf(message).length > 0);
  const [url] = question === undefined ? [] : imageUrlsOf(question);
  if (url === undefined) return "I see no screenshot.";
  const prompt = textOf(question);
  const look = measurePage(decodeImage(url));
  const defects = findDefects(look, requestedColors(instructionIn(prompt)));
  const answer = /\bscreenshot_description\b|\bis_error\b/.test(prompt)
    ? describe(look, defects, prompt)
    : grade(look, defects);
  return JSON.stringify(answer, null, 2);
}

function grade(look: PageLook, defects: readonly Defect[]): { analysis: string; grade: number } {
  const unspoilt = look.content.filledShare >= fullPage ? 5 : 4;
  const best = Math.min(unspoilt, ...defects.map(({ bestGrade }) => bestGrade));
  return { analysis: sentencesAbout(look, defects), grade: best };
}

function describe(look: PageLook, defects: readonly Defect[], prompt: string): object {
  const isError = defects.some(({ kind }) => kind === "blank" || kind === "error-overlay");
  return {
    is_error: isError,
    error_message: isError ? (errorIn(prompt) ?? defects[0]?.observation ?? "") : "",
    screenshot_description: sentencesAbout(look, defects),
    suggestions: defects.map(({ suggestion }) => suggestion).join(" "),
  };
}

function sentencesAbout(look: PageLook, defects: readonly Defect[]): string {
  const seen = defects.map(({ observation }) => observation);
  if (defects.some(({ kind }) => kind === "blank" || kind === "error-overlay")) return seen.join(" ");
  return [colorSentence(look), contentSentence(look), ...seen].join(" ");
}

function colorSentence({ colors }: PageLook): string {
  const names = [...new Set(colors.slice(0, 6).map(({ rgb }) => colorWords(rgb)))];
  const [main = "one colour", ...others] = names;
  return others.length === 0
    ? `The page is all ${main}.`
    : `The page is mostly ${main}, with ${others.slice(0, 3).join(", ")}.`;
}

function contentSentence({ content, text }: PageLook): string {
  const filled = Math.round(100 * content.filledShare);
  const legible = text.medianContrast >= 4.5 ? "clear" : text.medianContrast >= 2 ? "soft" : "very faint";
  return `Content fills ${filled} % of the view, with ${legible} text.`;
}

const consoleError =
  /\b[A-Z]\w*Error\b|\bVite:|\bis not (?:defined|a function)|\bFailed to \w+|\bCannot (?:read|find|GET|resolve)/;

/** What the console reported, where the prompt repeats it. */
function errorIn(prompt: string): string | undefined {
  return prompt
    .split("\n")
    .find((line) => consoleError.test(line))
    ?.replace(/^\s*[-*]\s*/, "")
    .trim();
}
