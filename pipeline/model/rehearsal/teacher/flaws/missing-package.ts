import { withChangedFile } from "../source-files.ts";
import { type Flaw, failsTheRound } from "./flaw.ts";

/** An invented name under a scope that its owners keep to themselves: nobody else can ever publish it. */
const inventedPackage = "@vitejs/plugin-react-icons";

/** package.json asks for a package that does not exist. */
export const missingPackage: Flaw = {
  id: "missing-package",
  spoil: (files) =>
    withChangedFile(files, "package.json", (text) =>
      text.replace('"devDependencies": {', `"devDependencies": {\n    "${inventedPackage}": "^2.1.0",`),
    ),
  isNamedBy: failsTheRound,
  remedy: `The package ${inventedPackage} does not exist. I have taken it out of package.json.`,
};
