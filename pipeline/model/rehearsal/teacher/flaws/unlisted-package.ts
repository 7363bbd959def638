import { withChangedFile } from "../site-files.ts";
import { type Flaw, failsTheRound } from "./flaw.ts";

/** The page imports a package that package.json does not list. */
export const unlistedPackage: Flaw = {
  id: "unlisted-package",
  spoil: (files, { stack }) =>
    withChangedFile(files, stack.paths.page, (text) => `import { motion } from "framer-motion";\n${text}`),
  isNamedBy: failsTheRound,
  remedy:
    "The first page imported an animation package that is not part of the project. It does without it now.",
};
