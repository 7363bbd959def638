import { unreadablePalette } from "../look/palette.ts";
import { themeCss } from "../look/theme-css.ts";
import { withChangedFile } from "../source-files.ts";
import type { Flaw } from "./flaw.ts";

/** Texts have nearly the colour of what they stand on. */
export const unreadableColors: Flaw = {
  id: "unreadable-colors",
  spoil: (files, { stack, look }) =>
    withChangedFile(files, stack.paths.theme, () =>
      themeCss({ ...look, palette: unreadablePalette(look.palette) }, 0),
    ),
  isNamedBy: ({ ask, suggestions }) =>
    ask === "fix" || /contrast|readab|legib|cannot be read|hard to read/i.test(suggestions),
  remedy: "The texts had almost the colour of their ground. All of them can be read now.",
};
