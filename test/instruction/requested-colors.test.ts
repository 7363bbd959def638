import { expect, test } from "vitest";
import { requestedColors } from "../../pipeline/instruction/requested-colors.ts";
import { publishedRows, testOnPublished } from "../support/published-data.ts";

const cases: [string, string | null, string | null][] = [
  ["Set the background color to white and the component color to navy.", "white", "navy"],
  ["Use pale green for the background and forest green for components.", "pale green", "forest green"],
  ["Set page background to faint gray; color all components with slate gray.", "faint gray", "slate gray"],
  ["Apply light beige for layout; use sienna for buttons and cards.", "light beige", "sienna"],
  ["Assign champagne to body backgrounds and firebrick to main components.", "champagne", "firebrick"],
  ["Style all pages with a opal background and indigo components.", "opal", "indigo"],
  ["Define background as plum; define components with dark magenta.", "plum", "dark magenta"],
  [
    "Specify eggshell as the base color and dark moss green for all components.",
    "eggshell",
    "dark moss green",
  ],
  [
    "Configure the background color to peach puff, with components using indian red.",
    "peach puff",
    "indian red",
  ],
  ["Style the layout with snow in the background and dim gray for the interface.", "snow", "dim gray"],
  [
    "Use light goldenrod yellow in the background layer and darkolivegreen for the component layer.",
    "light goldenrod yellow",
    "darkolivegreen",
  ],
  [
    "Set overall background to dust-white, then style components with dark-slate-gray.",
    "dust white",
    "dark slate gray",
  ],
  // the component before the background
  ["Color all components with navy and keep the page background ivory.", "ivory", "navy"],
  [
    "Buttons and cards should be dark slate grey on a floral white background.",
    "floral white",
    "dark slate grey",
  ],
  // one sentence for each
  ["The background should be Mint Cream. All components should be teal.", "mint cream", "teal"],
  ["Use #FFF8DC for the background and #8b4513 for the components.", "#fff8dc", "#8b4513"],
  // the later of two sentences holds
  [
    "Use red for the background and blue for components. In the end, use ivory for the background and teal for components.",
    "ivory",
    "teal",
  ],
  // the same colour for both
  ["Use white for the background and white for components.", "white", "white"],
  // colours that belong to the content, not to the page
  [
    "Players guess whether a card is red or black. Set the background to linen, and apply maroon to components.",
    "linen",
    "maroon",
  ],
  ["Set the background to linen.", "linen", null],
  [
    "Please implement a website where users rate red and white wines and silver members get a discount.",
    null,
    null,
  ],
  ["The constructor of a house plans the background of each room.", null, null],
  // no name reaches across punctuation
  ["Use pale; green is for the background, navy for components.", "green", "navy"],
  ["", null, null],
];

test.each(cases)("%s", (instruction, background, component) => {
  const found = requestedColors(instruction);
  expect([found.background?.words ?? null, found.component?.words ?? null]).toEqual([background, component]);
});

test("A name has the value CSS gives it, with spaces, without, or with the other spelling of gray", () => {
  for (const words of ["dark slate gray", "darkslategray", "Dark-Slate-Grey"]) {
    expect(requestedColors(`Use ${words} for the background.`).background?.rgb).toEqual([47, 79, 79]);
  }
});

test("A modifier changes the colour that no list has under that name", () => {
  const rgbOf = (words: string) => requestedColors(`Use ${words} for the background.`).background?.rgb;
  expect(rgbOf("faint gold")).toEqual([255, 245, 191]);
  expect(rgbOf("dark teal")).toEqual([0, 77, 77]);
});

testOnPublished("Of the published instructions 97 % give both colours", () => {
  const texts = [...publishedRows("training"), ...publishedRows("test")].map(
    ({ instruction }) => instruction,
  );
  const complete = texts.filter((text) => {
    const { background, component } = requestedColors(text);
    return background !== null && component !== null;
  });
  expect(texts.length).toBe(602);
  expect(complete.length / texts.length).toBeGreaterThanOrEqual(0.97);
});
