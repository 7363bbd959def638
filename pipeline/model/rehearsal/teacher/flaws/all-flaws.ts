import { blankPage } from "./blank-page.ts";
import { buildError } from "./build-error.ts";
import { cutReply } from "./cut-reply.ts";
import { deadButton } from "./dead-button.ts";
import { escapedFile } from "./escaped-file.ts";
import type { Flaw } from "./flaw.ts";
import { ignoredColors } from "./ignored-colors.ts";
import { missingImport } from "./missing-import.ts";
import { missingPackage } from "./missing-package.ts";
import { nothingWorks } from "./nothing-works.ts";
import { singleQuotes } from "./single-quotes.ts";
import { unlistedPackage } from "./unlisted-package.ts";
import { unreadableColors } from "./unreadable-colors.ts";

type Flaws = readonly [Flaw, ...Flaw[]];

/** Flaws that a teacher mends when it is told of them. */
export const mendedFlaws: Flaws = [
  missingImport,
  unlistedPackage,
  missingPackage,
  buildError,
  unreadableColors,
  ignoredColors,
  blankPage,
  deadButton,
  deadButton,
  nothingWorks,
  cutReply,
  escapedFile,
  singleQuotes,
];

/** Flaws that a teacher can fail to mend; a flaw that stands twice is drawn twice as often. */
export const lastingFlaws: Flaws = [
  nothingWorks,
  nothingWorks,
  nothingWorks,
  deadButton,
  ignoredColors,
  unreadableColors,
  blankPage,
];

/** What goes wrong, in turn, when a teacher breaks a good site and cannot find back. */
export const breakages: Flaws = [buildError, unlistedPackage, missingImport, missingPackage];
