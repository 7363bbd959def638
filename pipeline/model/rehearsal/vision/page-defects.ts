import type { RequestedColors } from "../../../instruction/requested-colors.ts";
import { colorWords } from "./color-words.ts";
import { findColors, type PageLook } from "./page-look.ts";

/** Something wrong with a page. */
export interface Defect {
  kind:
    | "blank"
    | "error-overlay"
    | "nearly-empty"
    | "unreadable"
    | "low-contrast"
    | "wrong-background"
    | "wrong-components"
    | "sparse"
    | "plain"
    | "unbalanced";
  /** What can be seen. */
  observation: string;
  /** What would mend it. */
  suggestion: string;
  /** A page with this defect gets no better grade, 0 to 5. */
  bestGrade: number;
}

/** Finds what is wrong with a page, the worst first. Nothing further is looked for on a page that shows nothing. */
export function findDefects(look: PageLook, wanted: RequestedColors): Defect[] {
  const broken = brokenPage(look);
  if (broken !== null) return [broken];
  return [...textDefects(look), ...colorDefects(look, wanted), ...layoutDefects(look)].sort(
    (a, b) => a.bestGrade - b.bestGrade,
  );
}

function brokenPage({ content, text, errorOverlay }: PageLook): Defect | null {
  if (errorOverlay)
    return {
      kind: "error-overlay",
      observation: "A dark panel with the error message of the build tool covers the page.",
      suggestion: "Fix the build error that the overlay shows, so that the page is built and drawn.",
      bestGrade: 0,
    };
  if (content.filledShare < 0.005)
    return {
      kind: "blank",
      observation: "The page is blank: it has one even colour and nothing on it.",
      suggestion:
        "The page is blank. Make sure that the application is mounted and that nothing fails before the first drawing.",
      bestGrade: 0,
    };
  if (content.filledShare < 0.06 || text.tiles < 12)
    return {
      kind: "nearly-empty",
      observation: "The page is nearly empty: only a small part of it holds anything.",
      suggestion:
        "The page is nearly empty. Draw the header, the main content and the features that the instruction names.",
      bestGrade: 1,
    };
  return null;
}

function textDefects({ text }: PageLook): Defect[] {
  const unreadable = Math.round(100 * text.unreadableShare);
  const faint = Math.round(100 * text.faintShare);
  if (text.unreadableShare > 0.25)
    return [
      {
        kind: "unreadable",
        observation: `About ${unreadable} % of the text has almost the colour of its ground and cannot be read.`,
        suggestion:
          "The text cannot be read: its contrast to the background is far too low. Use text colours that stand out clearly from what they stand on.",
        bestGrade: text.unreadableShare > 0.7 ? 1 : 2,
      },
    ];
  if (text.faintShare > 0.25)
    return [
      {
        kind: "low-contrast",
        observation: `About ${faint} % of the text is hard to read.`,
        suggestion: "Much of the text is hard to read. Raise its contrast to the background.",
        bestGrade: 3,
      },
    ];
  return [];
}

function colorDefects(look: PageLook, wanted: RequestedColors): Defect[] {
  const seen = findColors(look, wanted);
  const defects: Defect[] = [];
  const { background, component } = wanted;
  const [main] = look.edgeColors;
  const bothMissing = seen.background === false && seen.component === false;
  if (background !== null && seen.background === false)
    defects.push({
      kind: "wrong-background",
      observation: `The background is ${main === undefined ? "another colour" : colorWords(main.rgb)}, not ${background.words}.`,
      suggestion: `The background colour is wrong: make the page background ${background.words}.`,
      bestGrade: bothMissing ? 2 : 3,
    });
  if (component !== null && seen.component === false)
    defects.push({
      kind: "wrong-components",
      observation: `No component is ${component.words}.`,
      suggestion: `The component colour is wrong: use ${component.words} for the header, the buttons and other components.`,
      bestGrade: bothMissing ? 2 : 4,
    });
  return defects;
}

function layoutDefects({ content, colors }: PageLook): Defect[] {
  const defects: Defect[] = [];
  if (content.filledShare < 0.45)
    defects.push({
      kind: "sparse",
      observation: "Much of the view is empty.",
      suggestion:
        "There is little content. Fill the first view with the features of the site and sample data.",
      bestGrade: content.filledShare < 0.2 ? 2 : 3,
    });
  const surfaces = colors.filter(({ share }) => share >= 0.01).length;
  if (surfaces < 3)
    defects.push({
      kind: "plain",
      observation: "The page is plain text on one ground, without styled components.",
      suggestion: "Style the page: a header, cards or panels, buttons, and spacing between sections.",
      bestGrade: 3,
    });
  const tilt = content.leftShare - content.rightShare;
  if (Math.abs(tilt) > 0.45 || content.emptyBelow > 0.4)
    defects.push({
      kind: "unbalanced",
      observation: emptyPlace(tilt, content.emptyBelow),
      suggestion: "Use the whole view: large areas are left empty.",
      bestGrade: 4,
    });
  return defects;
}

function emptyPlace(tilt: number, emptyBelow: number): string {
  if (emptyBelow > 0.4) return `The lower ${Math.round(100 * emptyBelow)} % of the view is empty.`;
  return `The ${tilt > 0 ? "right" : "left"} half of the view is almost empty.`;
}
