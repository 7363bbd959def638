import type { OpenedTrajectory } from "../trajectory/open-trajectory.ts";
import { snapshotRefs } from "../trajectory/site-snapshot.ts";
import type { SearchedTexts } from "./search-database.ts";

/** Characters of a trajectory's files, and of its feedback, that are searched. */
const longest = 4 * 2 ** 20;

/** The texts of every step of a trajectory; what several steps share stands in them once. */
export function searchedTexts({ trajectory, blobs }: OpenedTrajectory): SearchedTexts {
  if (trajectory === null) return { instruction: "", files: "", feedback: "" };
  const { opened, nodes } = trajectory;
  const paths = new Set<string>();
  const files = new Set<string>();
  const feedback = new Set<string>();
  for (const node of nodes) {
    for (const [path, ref] of snapshotRefs(node.files, blobs) ?? []) {
      paths.add(path);
      files.add(ref);
    }
    if (node.feedback !== null) feedback.add(node.feedback);
  }
  const textsOf = (refs: Iterable<string>): string => {
    let text = "";
    for (const ref of refs) {
      text += `${blobs.text(ref) ?? ""}\n`;
      if (text.length > longest) return text.slice(0, longest);
    }
    return text;
  };
  return {
    instruction: blobs.text(opened.instruction) ?? "",
    files: `${[...paths].join("\n")}\n${textsOf(files)}`,
    feedback: textsOf(feedback),
  };
}
