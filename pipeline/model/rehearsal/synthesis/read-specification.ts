import type { InstructionSpecification } from "../../../contracts/generated/instruction-specification.ts";
import { requestedColors } from "../../../instruction/requested-colors.ts";

/**
 * What a synthesis prompt asks for. Only labels at the beginning of lines are relied on, and a list with dashes for
 * the features, so that other prompt sets are understood as well; what a prompt does not say is chosen for it.
 */
export function readSpecification(prompt: string): InstructionSpecification {
  const colors = requestedColors(prompt);
  return {
    applicationType: labelled(prompt, "application type|type|category") ?? "Internal Tools",
    domain: labelled(prompt, "subject|domain|topic|about") ?? "everyday work",
    audience: labelled(prompt, "audience|users|for whom") ?? "everyone",
    features: featuresOf(prompt),
    backgroundColor: labelled(prompt, "[a-z ]*background[a-z ]*") ?? colors.background?.words ?? "white",
    componentColor: labelled(prompt, "[a-z ]*components?[a-z ]*") ?? colors.component?.words ?? "navy",
  };
}

function labelled(prompt: string, names: string): string | null {
  return new RegExp(`^(?:[-*] *)?(?:${names}) *: *(.+)$`, "im").exec(prompt)?.[1]?.trim() ?? null;
}

/** The first list below, or the commas behind, a label that speaks of features. */
function featuresOf(prompt: string): string[] {
  const label = /^.*\b(?:features|functions|functionalities)\b.*:[ \t]*(.*)$/im.exec(prompt);
  if (label === null) return [];
  const below = prompt.slice(label.index + label[0].length).replace(/^\n/, "");
  const items = /^(?:[ \t]*[-*] .+(?:\n|$))+/.exec(below)?.[0].split("\n") ?? label[1]?.split(",") ?? [];
  return items.map((item) => item.replace(/^[ \t]*[-*] /, "").trim()).filter((item) => item !== "");
}
