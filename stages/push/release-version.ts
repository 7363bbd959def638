import { UserError } from "../../pipeline/errors.ts";

/** A version of a dataset; its tag is `v1.2.3`. */
export interface ReleaseVersion {
  major: number;
  minor: number;
  patch: number;
}

export type VersionPart = "major" | "minor" | "patch";

export const firstVersion: ReleaseVersion = { major: 1, minor: 0, patch: 0 };

/** Reads `1.2.3` or `v1.2.3`; null when it is neither. */
export function readVersion(text: string): ReleaseVersion | null {
  const match = /^v?(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/.exec(text);
  if (match === null) return null;
  const [, major, minor, patch] = match.map(Number);
  return { major: major ?? 0, minor: minor ?? 0, patch: patch ?? 0 };
}

/** Throws UserError on anything but a version. */
export function parseVersion(text: string): ReleaseVersion {
  const version = readVersion(text);
  if (version !== null) return version;
  throw new UserError(`${JSON.stringify(text)} is no version. Write three whole numbers, such as 1.2.0.`);
}

export function tagOf({ major, minor, patch }: ReleaseVersion): string {
  return `v${major}.${minor}.${patch}`;
}

/** Below 0 when `a` is the earlier one. */
export function compareVersions(a: ReleaseVersion, b: ReleaseVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

export function bumpVersion({ major, minor, patch }: ReleaseVersion, part: VersionPart): ReleaseVersion {
  switch (part) {
    case "major":
      return { major: major + 1, minor: 0, patch: 0 };
    case "minor":
      return { major, minor: minor + 1, patch: 0 };
    case "patch":
      return { major, minor, patch: patch + 1 };
  }
}

/** The versions among names of tags, latest first. */
export function versionsOf(tags: Iterable<string>): ReleaseVersion[] {
  return [...tags]
    .filter((tag) => tag.startsWith("v"))
    .flatMap((tag) => readVersion(tag) ?? [])
    .sort((a, b) => compareVersions(b, a));
}
