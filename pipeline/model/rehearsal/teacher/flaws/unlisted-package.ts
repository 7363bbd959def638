import { withChangedFile } from "../source-files.ts";
import { type Flaw, failsTheRound } from "./flaw.ts";

/** The page imports a package that package.json does not list; an import for its effect is never left out as unused. */
export const unlistedPackage: Flaw = {
  id: "unlisted-package",
  spoil: (files, { stack }) =>
    withChangedFile(files, stack.paths.page, (text) => `import "animate.css";\n${text}`),
  isNamedBy: failsTheRound,
  remedy:
    "The first page imported a package of animations that is not part of the project. It does without it now.",
};
