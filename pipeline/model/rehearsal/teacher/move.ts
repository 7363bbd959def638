/** What a reply does. Replies with files name it at the end of their artifact's id, so that it can be read again. */
export type Move =
  | { kind: "create" }
  /** mends the flaw */
  | { kind: "fix" }
  /** means to mend the flaw, and does not */
  | { kind: "retry" }
  /** a small visible improvement */
  | { kind: "polish" }
  /** a change that breaks the site, or that fails to bring it back */
  | { kind: "rework" }
  | { kind: "validate" }
  | { kind: "finish" };

const fileMoves = ["fix", "retry", "polish", "rework"] as const;

export function artifactId(planSeed: number, move: Move): string {
  const base = `site-${planSeed.toString(16)}`;
  return move.kind === "create" ? base : `${base}-${move.kind}`;
}

const idAttribute = /<boltArtifact\b[^>]*\bid=["']site-([0-9a-f]+)(?:-([a-z]+))?["']/i;
const mark = /<boltAction\b[^>]*type=["'](finish|screenshot_validated)["']/i;

/** The move of an earlier reply and the plan's seed in it; null for a reply this teacher did not write. */
export function readMove(reply: string): { move: Move; planSeed: number | null } | null {
  const artifact = idAttribute.exec(reply);
  if (artifact === null) {
    const type = mark.exec(reply)?.[1];
    if (type === undefined) return null;
    return { move: { kind: type === "finish" ? "finish" : "validate" }, planSeed: null };
  }
  const kind = fileMoves.find((each) => each === artifact[2]) ?? "create";
  return { move: { kind }, planSeed: Number.parseInt(artifact[1] ?? "0", 16) };
}
