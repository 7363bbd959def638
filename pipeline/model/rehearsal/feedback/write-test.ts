import { requestedColors } from "../../../instruction/requested-colors.ts";
import { readFeatures } from "../teacher/brief/features.ts";

/** The test instruction for a website: what to try of each feature that the instruction names, and its colours. */
export function writeTest(instruction: string): string {
  const { background, component } = requestedColors(instruction);
  const colors = [background, component].flatMap((color) => (color === null ? [] : [color.words]));
  const features = readFeatures(instruction, colors).map(
    ({ name }) => `Find "${name}" and use it. The page should answer with content of its own.`,
  );
  const steps = [
    "Look at the first page. It should show what the site is for, and a way to each of its features.",
    ...features,
    "Where there is a search or a filter, use it. The list should change.",
    "Where there is a form, fill it in and send it. What was entered should appear, or a message should say that it was taken.",
    ...(colors.length === 0 ? [] : [`Check the colours that were asked for: ${colors.join(" and ")}.`]),
  ];
  const numbered = steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
  return `<boltAction type="gui_agent_test">\nTry out the website, step by step:\n${numbered}\n</boltAction>`;
}
