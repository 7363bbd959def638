import { requestedColors } from "../../../../instruction/requested-colors.ts";
import { type Feature, readFeatures } from "./features.ts";
import { plainList } from "./phrases.ts";
import { findSubject, generalSubject, type Subject } from "./subjects.ts";
import { readOpening } from "./title.ts";

/** What the teacher understands of an instruction. */
export interface SiteBrief {
  title: string;
  tagline: string;
  features: readonly Feature[];
  /** What the site is about; its content is made of it. */
  subject: Subject;
}

export function readBrief(instruction: string): SiteBrief {
  const { title, purpose } = readOpening(instruction);
  const { background, component } = requestedColors(instruction);
  const colorWords = [background, component].flatMap((color) => (color === null ? [] : [color.words]));
  const features = readFeatures(instruction, colorWords);
  const offers = plainList(features.slice(0, 3).map(({ name }) => name));
  return {
    title,
    tagline: purpose.length > 12 ? `${purpose.replace(/[.,;:]$/, "")}.` : `${offers}: all in one place.`,
    features,
    subject: findSubject(`${title} ${title} ${instruction}`) ?? generalSubject,
  };
}
