import type { Random } from "../../../random/random.ts";

/** What a prompt for test cases shows. */
export interface TestCaseTask {
  instruction: string;
  websiteCategories: ListedCategory[];
  testCategories: ListedCategory[];
}

interface ListedCategory {
  name: string;
  subcategories: string[];
}

/** Reads a prompt that asks for test cases; null for any other. */
export function readTestCaseTask(prompt: string): TestCaseTask | null {
  const testCategories = categoriesUnder(prompt, /^test categories *:/im);
  const [instruction] = /^.*\bimplement\b.*$/im.exec(prompt) ?? [];
  if (testCategories.length === 0 || instruction === undefined) return null;
  return {
    instruction,
    testCategories,
    websiteCategories: categoriesUnder(prompt, /^website categories *:/im),
  };
}

/** One reply in this many has something wrong with it. */
const flawedOneIn = 8;

/** Test cases for the sentences of an instruction, as JSON; now and then with a slip. */
export function writeTestCases({ instruction, ...known }: TestCaseTask, random: Random): string {
  const sentences = instruction.split(/(?<=\.)\s+/).filter((sentence) => sentence !== "");
  const functions = sentences.slice(1, -1).flatMap((sentence) => sentence.split(/, (?:and )?|; /));
  const told = functions.filter((one) => one.split(" ").length > 2).slice(0, 8);
  const cases = [
    caseOf(
      "Open the site and look at its first page.",
      "The page shows what the site is for.",
      known.testCategories[1],
    ),
    caseOf(
      "Follow each entry of the navigation.",
      "Every entry leads to a page with content.",
      known.testCategories[0],
    ),
    ...told.map((one) =>
      caseOf(
        `Try this on the site: ${one.replace(/[.]$/, "")}.`,
        "It works as described, and the result shows at once.",
        known.testCategories[0],
      ),
    ),
    caseOf(
      "Look at the colors of the page and its components.",
      `They are as asked for: ${sentences.at(-1) ?? "readable"}`,
      known.testCategories[2],
    ),
  ];
  const isFlawed = random.below(flawedOneIn) === 0;
  const answer = {
    Category: categoryOf(random.pick(known.websiteCategories.length > 0 ? known.websiteCategories : [none])),
    ui_instruct: isFlawed ? cases.slice(0, 2) : cases,
  };
  const json = JSON.stringify(answer, null, 2);
  return random.below(3) === 0 ? `\`\`\`json\n${json}\n\`\`\`` : json;
}

const none: ListedCategory = { name: "", subcategories: [] };

function caseOf(task: string, expected_result: string, category: ListedCategory = none) {
  return { task, expected_result, task_category: categoryOf(category) };
}

function categoryOf({ name, subcategories }: ListedCategory) {
  return { primary_category: name, subcategories: subcategories.slice(0, 1) };
}

/** "- Name: one, two" on each line below a label. */
function categoriesUnder(prompt: string, label: RegExp): ListedCategory[] {
  const found = label.exec(prompt);
  if (found === null) return [];
  const lines = prompt.slice(found.index).split("\n").slice(1);
  const end = lines.findIndex((line) => !line.startsWith("- "));
  return lines.slice(0, end === -1 ? lines.length : end).map((line) => {
    const [name = "", list = ""] = line.slice(2).split(/: */);
    return { name, subcategories: list.split(/, */).filter((one) => one !== "") };
  });
}
