import { guaranteeNames } from "./guarantees.ts";
import type { Sandbox } from "./sandbox.ts";

/** What a user of a sandbox must know that gives less than all: a line for each risk; null for a full one. */
export function describeWeaknesses({
  name,
  weaknesses,
}: Pick<Sandbox, "name" | "weaknesses">): string | null {
  const risks = guaranteeNames.flatMap((guarantee) => weaknesses[guarantee] ?? []);
  if (risks.length === 0) return null;
  const title =
    name === "none"
      ? "NO SANDBOX: the code that the models write runs on this machine unconfined."
      : `The sandbox "${name}" confines less than bubblewrap does.`;
  return [title, ...[...new Set(risks)].map((risk) => `  - ${risk}`)].join("\n");
}
