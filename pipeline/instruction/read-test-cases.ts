import type { Category } from "../contracts/generated/taxonomy.ts";
import type { TestCases } from "../contracts/generated/test-cases.ts";
import { checkContract } from "../contracts/validators.ts";
import { lastObjectWith } from "../judge/json-objects.ts";
import type { Taxonomy } from "./taxonomy.ts";

export type { TestCases };

/** How many test cases an instruction has: as published. */
export const publishedTaskCount = { min: 4, max: 11 } as const;

export type TestCasesReading =
  | { ok: true; value: TestCases }
  | { ok: false; reason: "no-test-cases" | "wrong-test-cases" | "unknown-category"; problem: string };

/** Reads the test cases in a reply: JSON, fenced or in prose. Category names are taken in any case and spacing. */
export function readTestCases(
  reply: string,
  taxonomy: Pick<Taxonomy, "applicationCategories" | "testCategories">,
): TestCasesReading {
  const object = lastObjectWith("ui_instruct", reply);
  if (object === null)
    return { ok: false, reason: "no-test-cases", problem: 'no JSON object with "ui_instruct" stands in it' };
  const checked = checkContract("test-cases", object);
  if (!checked.ok) return wrong(checked.problems.slice(0, 5).join("; "));
  const { Category, ui_instruct } = checked.value;
  const tasks = ui_instruct.map(({ task }) => task.trim().toLowerCase());
  const again = tasks.findIndex((task, at) => tasks.indexOf(task) < at);
  if (again !== -1)
    return wrong(`ui_instruct.${again}.task: repeats an earlier one, ${JSON.stringify(tasks[again])}`);
  try {
    return {
      ok: true,
      value: {
        Category: settleCategory(Category, taxonomy.applicationCategories, "Category"),
        ui_instruct: ui_instruct.map((one, at) => ({
          task: one.task.trim(),
          expected_result: one.expected_result.trim(),
          task_category: settleCategory(
            one.task_category,
            taxonomy.testCategories,
            `ui_instruct.${at}.task_category`,
          ),
        })),
      },
    };
  } catch (error) {
    if (error instanceof UnknownCategory)
      return { ok: false, reason: "unknown-category", problem: error.message };
    throw error;
  }
}

class UnknownCategory extends Error {}

function wrong(problem: string): TestCasesReading {
  return { ok: false, reason: "wrong-test-cases", problem };
}

/** The names as the taxonomy spells them. As in the published set, any other category may stand among the subcategories. */
function settleCategory(
  found: TestCases["Category"],
  known: readonly Category[],
  path: string,
): TestCases["Category"] {
  const primaries = known.map(({ name }) => name);
  const subcategories = known.flatMap((category) => [...category.subcategories, category.name]);
  return {
    primary_category: settleName(found.primary_category, primaries, `${path}.primary_category`),
    subcategories: found.subcategories.map((name) =>
      settleName(name, subcategories, `${path}.subcategories`),
    ),
  };
}

function settleName(found: string, known: readonly string[], path: string): string {
  const name = known.find((one) => compact(one) === compact(found));
  if (name !== undefined) return name;
  throw new UnknownCategory(`${path}: ${JSON.stringify(found)} is none of ${known.join(", ")}`);
}

function compact(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, "");
}
