import { createRandom } from "../../../random/random.ts";
import { seedFrom } from "../../../run/digest.ts";
import { slugOf } from "./brief/phrases.ts";
import { readBrief, type SiteBrief } from "./brief/site-brief.ts";
import { dataModule } from "./data-module.ts";
import { chooseKind } from "./kinds/choose-kind.ts";
import type { PageKind } from "./kinds/page-kind.ts";
import { drawLook, type Look } from "./look/look.ts";
import { themeCss } from "./look/theme-css.ts";
import type { SourceFiles } from "./source-files.ts";
import { nodeBackEnd } from "./stacks/node-back-end.ts";
import { plainTypescript } from "./stacks/plain-typescript.ts";
import { react } from "./stacks/react.ts";
import type { Stack } from "./stacks/stack.ts";

/** A site as the teacher means to build it. */
export interface Site {
  brief: SiteBrief;
  kind: PageKind;
  stack: Stack;
  look: Look;
  /** The seed that its texts and lists are drawn with. */
  contentSeed: number;
}

/** Adding a stack: one file, one line here. A stack that stands twice is drawn twice as often. */
export const stacks: readonly [Stack, ...Stack[]] = [react, react, plainTypescript, nodeBackEnd];

/** The site for an instruction: what the text leaves open is drawn from the seed. Kind and stack can be given. */
export function planSite(
  instruction: string,
  seed: number,
  given: { kind?: PageKind; stack?: Stack } = {},
): Site {
  const random = createRandom(seedFrom("site", instruction, seed));
  const kind = chooseKind(instruction, random);
  const stack = random.pick(stacks);
  return {
    brief: readBrief(instruction),
    kind: given.kind ?? kind,
    stack: given.stack ?? stack,
    look: drawLook(instruction, random),
    contentSeed: seedFrom("content", instruction, seed),
  };
}

/** The site's files without a flaw. `polish` counts the rounds of small improvements. */
export function buildSite({ brief, kind, stack, look, contentSeed }: Site, polish: number): SourceFiles {
  return stack.build({
    packageName: /^[a-z0-9]/.test(slugOf(brief.title)) ? asciiName(brief.title) : "website",
    title: brief.title,
    pageTemplate: `pages/${kind.id}.jsx`,
    dataModule: dataModule(brief, kind, look, createRandom(contentSeed)),
    themeCss: themeCss(look, polish),
  });
}

function asciiName(title: string): string {
  const name = slugOf(title.replace(/[^\w\s-]/g, " "))
    .slice(0, 40)
    .replace(/[-_]+$/, "");
  return name === "" ? "website" : name;
}
