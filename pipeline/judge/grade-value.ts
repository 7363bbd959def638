/** A grade read from a value or a text is a number, possibly one out of bounds; null when there is no clear one. */
export type GradeReading = number | null;

/**
 * The grade in a JSON member: a number, or a text such as "4", "4/5" or "4 (good)". Grades on another scale than 0 to
 * `scale` and texts that hold several numbers are not understood.
 */
export function gradeFromValue(value: unknown, scale: number): GradeReading {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  const match = /^\s*(-?\d+(?:\.\d+)?)(?:\s*(?:\/|out of)\s*(\d+))?(?![\d.])\D*$/i.exec(value);
  return match === null ? null : onScale(match[1], match[2], scale);
}

const labelled =
  /\b(?:grade|score|rating)\b["'*_`\s]*(?:is|of|=|:|：)?["'*_`\s]*(-?\d+(?:\.\d+)?)(?!\.?\d|\s*(?:-|–|to)\s*\d)(?:["'*_`\s]*(?:\/|out of)\s*(\d+))?/gi;
const fraction = /(?<![\d./])(\d+(?:\.\d+)?)\s*(?:\/|out of)\s*(\d+)(?![\d/])/gi;

/**
 * The grade in a plain text: the text is the number, or it says "grade: 4" or "4 out of 5". Null where it gives
 * none, or several that differ.
 */
export function gradeInText(text: string, scale: number): GradeReading {
  const bare = gradeFromValue(text.replaceAll(/[*_`"']/g, ""), scale);
  if (bare !== null && !/\p{L}/u.test(text)) return bare;
  return only(text.matchAll(labelled), scale) ?? only(text.matchAll(fraction), scale);
}

function only(matches: Iterable<RegExpMatchArray>, scale: number): GradeReading {
  const grades = new Set(Array.from(matches, ([, grade, of]) => onScale(grade, of, scale)));
  const [first] = grades;
  return grades.size === 1 ? (first ?? null) : null;
}

function onScale(grade: string | undefined, of: string | undefined, scale: number): GradeReading {
  if (of !== undefined && Number(of) !== scale) return null;
  return grade === undefined ? null : Number(grade);
}
