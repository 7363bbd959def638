import { changesSchema, countChanges, type DatasetDiff } from "../../pipeline/dataset-diff/dataset-diff.ts";
import { UserError } from "../../pipeline/errors.ts";
import {
  bumpVersion,
  compareVersions,
  firstVersion,
  type ReleaseVersion,
  tagOf,
  type VersionPart,
} from "./release-version.ts";

export interface VersionChoice {
  /** --version */
  version?: ReleaseVersion;
  /** --bump */
  bump?: VersionPart;
}

export interface ProposedVersion {
  version: ReleaseVersion;
  /** In words, for the plan. */
  because: string;
}

/**
 * The version of the next release: as chosen, else by rule. A changed schema is a major step, changed rows a minor one,
 * anything else a patch. Throws UserError when the chosen version is there already or goes back.
 */
export function proposeVersion(
  latest: ReleaseVersion | null,
  diff: DatasetDiff | null,
  choice: VersionChoice,
): ProposedVersion {
  if (choice.version !== undefined) return chosenVersion(choice.version, latest);
  if (latest === null) return { version: firstVersion, because: "the first release" };
  if (choice.bump !== undefined)
    return { version: bumpVersion(latest, choice.bump), because: `--bump ${choice.bump}` };
  const { part, because } = stepOf(diff);
  return { version: bumpVersion(latest, part), because };
}

function stepOf(diff: DatasetDiff | null): { part: VersionPart; because: string } {
  if (diff === null) return { part: "major", because: "the former version cannot be compared with" };
  if (changesSchema(diff)) return { part: "major", because: "columns have changed" };
  if (countChanges(diff).left > 0 && diff.splits.some(({ rows }) => rows.after === 0))
    return { part: "major", because: "a split is gone" };
  const { entered, left, changed } = countChanges(diff);
  if (entered + left + changed > 0) return { part: "minor", because: "rows have changed" };
  return { part: "patch", because: "no row has changed" };
}

function chosenVersion(version: ReleaseVersion, latest: ReleaseVersion | null): ProposedVersion {
  const order = latest === null ? 1 : compareVersions(version, latest);
  if (order > 0 || latest === null) return { version, because: "--version" };
  throw new UserError(
    order === 0
      ? `Version ${tagOf(version)} exists already, with other content. Choose one above it, or leave --version out.`
      : `Version ${tagOf(version)} goes back: ${tagOf(latest)} is there already. Choose one above it, or leave --version out.`,
  );
}
