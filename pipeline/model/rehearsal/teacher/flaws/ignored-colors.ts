import type { Rgb } from "../../color-math.ts";
import { createPalette } from "../look/palette.ts";
import { themeCss } from "../look/theme-css.ts";
import { withChangedFile } from "../source-files.ts";
import type { Flaw } from "./flaw.ts";

const habitualPage: Rgb = [255, 255, 255];
const habitualBrand: Rgb = [79, 70, 229];

/** White and indigo, whatever the instruction asks for. */
export const ignoredColors: Flaw = {
  id: "ignored-colors",
  spoil: (files, { stack, look }) =>
    withChangedFile(files, stack.paths.theme, () =>
      themeCss({ ...look, palette: createPalette(habitualPage, habitualBrand) }, 0),
    ),
  isNamedBy: ({ ask, suggestions }) => ask === "fix" || /colou?r|background|palette/i.test(suggestions),
  remedy: "The page had colours of its own. It has the ones you asked for now.",
};
