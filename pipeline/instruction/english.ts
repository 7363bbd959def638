/** English prose has about four of these in ten words; other languages and bare lists next to none. */
const commonWords = new Set(
  "a an and are as at be by can for from in is it its of on or should that the their they to use users website with".split(
    " ",
  ),
);
const leastCommon = 0.15;

/** Fewer words than this say too little: only their letters are looked at. */
const tellingLength = 12;

/** Whether a text reads as English: by its most common words, or by its letters where it is very short. */
export function isEnglish(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length === 0) return false;
  if (words.length < tellingLength)
    return words.filter((word) => /[a-z]/.test(word)).length * 2 > words.length;
  return words.filter((word) => commonWords.has(word)).length / words.length >= leastCommon;
}
