import type { InstructionSpecification } from "../../../contracts/generated/instruction-specification.ts";
import { readSpecification } from "./read-specification.ts";

/**
 * What an instruction that is made out of another is to contain, as far as the prompt tells; null for a prompt that
 * shows no existing instruction. The colors are those that stand behind labels, as for a new one.
 */
export function readEvolution(prompt: string): InstructionSpecification | null {
  const existing = /^existing instruction *:\s*(\S.*)$/im.exec(prompt)?.[1];
  const change = /^change *: *(.+)$/im.exec(prompt)?.[1];
  if (existing === undefined || change === undefined) return null;
  const opening = readOpening(existing);
  const [, what = ""] = /:\s*([^.]+)/.exec(change) ?? [];
  return {
    ...readSpecification(prompt),
    applicationType: opening.site,
    domain: /\bsubject\b[^:]*:/i.test(change) ? what : opening.domain,
    audience: /\busers\b[^:]*:/i.test(change) && !/can also/i.test(change) ? what : opening.audience,
    features: [...featuresOf(existing), ...(/can also/i.test(change) ? what.split(/;\s*/) : [])],
  };
}

/** What a first sentence such as "Please implement a forum for tea, with gardeners as its main users." speaks of. */
function readOpening(text: string): { site: string; domain: string; audience: string } {
  const [sentence = ""] = text.split(/(?<=\.)\s/);
  const [, site = "website", domain = "everyday work"] =
    /\bimplement an? ([^,.]*?)\s+(?:for|built around|about) ([^,.]+?)(?:,| that | and aimed | to |\.|$)/i.exec(
      sentence,
    ) ?? [];
  const [, audience = "everyone"] =
    /(?:made for|aimed at|welcomes|, with|designed with) ([^,.]+?)(?: as its| in mind|\.|$)/i.exec(
      sentence,
    ) ?? [];
  return { site, domain, audience };
}

/** The things that users can do, as far as they stand in a series after "able to", "let its users" or "can". */
function featuresOf(text: string): string[] {
  const series = /(?:able to|let its users|people to|visitors can) ((?:[^.,]+, )+and [^.]+|[^.]+)\./i.exec(
    text
      .split(/(?<=\.)\s/)
      .slice(1)
      .join(" "),
  );
  const items = series?.[1]?.split(/, (?:and )?/) ?? [];
  return items.filter((item) => item.split(" ").length > 2).slice(0, 4);
}
