/** Letters below which nothing is said about a text's language. */
const leastLetters = 40;
/** Part of the letters that another script must have to count: names and quotations have some. */
const leastOtherScript = 0.2;
/** Part of the words that must be a language's own. */
const leastCommonWords = 0.12;

const scripts: readonly [language: string, letters: RegExp][] = [
  ["ja", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["ko", /\p{Script=Hangul}/gu],
  ["zh", /\p{Script=Han}/gu],
  ["ru", /\p{Script=Cyrillic}/gu],
  ["ar", /\p{Script=Arabic}/gu],
  ["he", /\p{Script=Hebrew}/gu],
  ["el", /\p{Script=Greek}/gu],
  ["hi", /\p{Script=Devanagari}/gu],
  ["th", /\p{Script=Thai}/gu],
];

/** The words that make up most of any text of a language. */
const commonWords: Readonly<Record<string, ReadonlySet<string>>> = {
  en: words(
    "the a an and or of to in for on with is are be this that it as by from you your can will should have has not at i we",
  ),
  de: words(
    "der die das und oder ein eine einen einer ist sind nicht mit für auf von zu im den dem des sich auch wird werden ich wir sie es bei",
  ),
  fr: words(
    "le la les un une des et ou de du en pour sur avec est sont dans ce cette il elle que qui ne pas par au aux nous vous je",
  ),
  es: words(
    "el la los las un una unos y o de del en para con por es son que se no al como su sus este esta nosotros usted más",
  ),
  pt: words(
    "o a os as um uma e ou de do da em no na para com por é são que se não ao como seu sua este esta mais você",
  ),
  it: words(
    "il lo la gli le un una e o di del della in per con su è sono che non si al come questo questa più sito ma",
  ),
  nl: words(
    "de het een en of van in op voor met is zijn dat die niet te aan er om ook als je wij deze naar bij",
  ),
};

/**
 * The language of a text: ISO 639-1, or "und" where there is too little text or none is recognised. Another script
 * counts from a fifth of the letters on; among languages in Latin letters the one whose common words make up most of
 * the text, and at least an eighth of it.
 */
export function languageOf(text: string): string {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  for (const [language, pattern] of scripts) {
    const found = text.match(pattern)?.length ?? 0;
    // a word of these scripts has few letters
    if (found >= 10 && found / letters >= leastOtherScript) return language;
  }
  if (letters < leastLetters) return "und";
  const found = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  let best = { language: "und", share: leastCommonWords };
  for (const [language, common] of Object.entries(commonWords)) {
    const share = found.filter((word) => common.has(word)).length / found.length;
    if (share > best.share) best = { language, share };
  }
  return best.language;
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
